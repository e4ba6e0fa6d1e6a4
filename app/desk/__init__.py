"""The organisers' door: signing in, contests, roll, banks, cards, screens. Forms that work without scripts."""

from fastapi import APIRouter

from app.desk import (
    banks,
    card_people,
    cards,
    clock,
    contests,
    doctor,
    entering,
    exporting,
    favours,
    home,
    make_up,
    making,
    moving,
    posters,
    requests,
    rolls,
    rulings,
    running,
    screens,
    secretaries,
    what_if,
)

router = APIRouter(include_in_schema=False)
# before `running`, whose addresses end in any word
for subject in (entering, home, contests, making, moving, requests, secretaries, make_up, favours, rulings, what_if):
    router.include_router(subject.router)
for subject in (running, rolls, banks, cards, card_people, posters, screens):
    router.include_router(subject.router)
for subject in (clock, doctor, exporting):
    router.include_router(subject.router)
