"""``python -m app``: the command line."""

from app.cli import app

if __name__ == "__main__":
    app()
