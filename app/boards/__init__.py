"""Boards: a fold of the contest roll and the entries up to a cut, ranked on the figures that are shown."""
