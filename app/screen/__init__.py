"""The hall's door: full-screen boards, drawn by the server and kept alive by one small module."""

from app.screen.pages import router

__all__ = ["router"]
