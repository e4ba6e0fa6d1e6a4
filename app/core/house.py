"""What a running server or command holds: settings, database, writer, secret, clock. Passed, never imported."""

from dataclasses import dataclass, field
from typing import Any

from app.core.clock import Clock
from app.core.db import Database, open_database
from app.core.secret import Secret, key_from_file
from app.core.settings import Settings
from app.core.writer import Writer


@dataclass
class House:
    settings: Settings
    database: Database
    writer: Writer
    secret: Secret
    clock: Clock
    kept: dict[str, Any] = field(default_factory=dict)
    """Caches of the rooms above, each under its own name; rebuilt from the database at any time."""

    def close(self) -> None:
        self.writer.close()
        self.database.dispose()


def open_house(settings: Settings | None = None) -> House:
    """Open the database of the settings. Does not migrate and does not serve."""
    settings = settings or Settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    database = open_database(settings)
    database.refuse_unsafe()
    secret = Secret(settings.secret_key or key_from_file(settings.data / "secret.key"))
    return House(settings, database, Writer(database), secret, Clock())
