"""The phone door: everything a member sees, as server-rendered pages that also work without scripts."""

from fastapi import APIRouter

from app.phone import anyone, branch, door, not_listed, outcome, practice, practice_door, question, series, start, trial

router = APIRouter()
routes = [*anyone.routes, *door.routes, *start.routes, *question.routes]
"""What an opening rush asks for: found first."""
router.routes.extend(routes)
for room in (branch, door, not_listed, question, outcome, trial, practice_door, practice, series):
    router.include_router(room.router)
