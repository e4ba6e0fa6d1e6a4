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
    home,
    making,
    posters,
    rolls,
    running,
    screens,
)

router = APIRouter(include_in_schema=False)
for subject in (entering, home, contests, making, running, rolls, banks, cards, card_people, posters, screens):
    router.include_router(subject.router)
for subject in (clock, doctor):
    router.include_router(subject.router)
