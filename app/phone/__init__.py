"""The phone door: everything a member sees, as server-rendered pages that also work without scripts."""

from fastapi import APIRouter

from app.phone import branch, door, not_listed, outcome, practice, practice_door, question, series, start, trial

router = APIRouter()
for room in (branch, door, not_listed, start, question, outcome, trial, practice_door, practice, series):
    router.include_router(room.router)
