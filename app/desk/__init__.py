"""The organisers' door: signing in, contests, roll, banks, cards, screens. Forms that work without scripts."""

from fastapi import APIRouter

from app.desk import banks, cards, clock, contests, doctor, entering, home, making, rolls, running, screens

router = APIRouter(include_in_schema=False)
for subject in (entering, home, contests, making, running, rolls, banks, cards, screens, clock, doctor):
    router.include_router(subject.router)
