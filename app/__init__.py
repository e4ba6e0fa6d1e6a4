"""Xincheng Cup (新城杯): a knowledge-contest server for Party branches.

The house, from the roof down; imports only go down::

    __main__ · cli · main · tables         the command line, the app, all tables for Alembic
    phone | desk | screen | api            doors: parse → one domain call → render
    live                                   who watches what: ticker, sweep
    halls                                  the hall's screens and what each of them shows
    verify                                 the second scorer; imports core only
    exports                                results and boards as workbooks
    boards                                 fold → rows → rank; visible cut; freeze, finalise
    papers                                 drawing, marking, saving, handing in; rulings; practice
    contests                               rules as data, presets, phases, opening, sittings; changes of the roll
    signin                                 who you are: cards, secrets, sessions
    organisations | banks                  tree, roll, circles | question files and editions
    ledger                                 append, chain, tail; knows no domain
    core                                   settings, db, writer, clock, refusal, i18n; knows no domain

An answer travels one way: phone → paper → ledger → board → screen.
"""

__version__ = "0.1.0"
