"""The hall's door: full-screen pictures, drawn by the server and kept alive by small modules; and one's own branch."""

from fastapi import APIRouter

from app.screen import own_branch, pages

router = APIRouter()
for room in (own_branch, pages):
    router.include_router(room.router)

streams = pages.streams

__all__ = ["router", "streams"]
