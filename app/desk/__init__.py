"""The organisers' door: signing in, contests, roll, banks, cards, screens. Forms that work without scripts."""

from fastapi import APIRouter

from app.desk import (
    banks,
    card_people,
    cards,
    circles,
    clock,
    contests,
    doctor,
    entering,
    exporting,
    favours,
    home,
    lots,
    make_up,
    making,
    moving,
    posters,
    progress,
    requests,
    rolls,
    rulings,
    running,
    screens,
    secretaries,
    series,
    trying_out,
    what_if,
)

router = APIRouter(include_in_schema=False)
# `running` comes last: its addresses end in any word.
SUBJECTS = (
    *(entering, home, contests, making, moving, requests, secretaries, make_up, favours, rulings, what_if, progress),
    *(rolls, circles, banks, cards, card_people, posters, screens, clock, doctor, exporting, lots, trying_out, series),
    running,
)
for subject in SUBJECTS:
    router.include_router(subject.router)
