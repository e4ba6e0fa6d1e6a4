"""The phone door: everything a member sees, as server-rendered pages that also work without scripts."""

from fastapi import APIRouter

from app.phone import branch, door, not_listed, outcome, question, start, trial

router = APIRouter()
for room in (branch, door, not_listed, start, question, outcome, trial):
    router.include_router(room.router)
