"""The second scorer: re-draws, re-marks and re-folds a contest from raw rows with its own code and its own SQL.

It imports core and the standard library only, so that a wrong rule in drawing, marking, ledger or boards is not
repeated here but found.
"""
