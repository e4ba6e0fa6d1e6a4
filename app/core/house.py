"""What a running server or command holds: settings, database, writer, secret, clock. Passed, never imported."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from app.core.clock import Clock
from app.core.db import Database, open_database, open_replica
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
    replica: Database | None = None

    @cached_property
    def screens(self) -> "House":
        """The house as boards and hall screens read it: on the replica where there is one.

        With caches of its own: a fold of the replica's entries is never ahead of them, so that two processes which
        read the same replica show the same, and none goes back.
        """
        return replace(self, database=self.replica, kept={}, replica=None) if self.replica is not None else self

    def close(self) -> None:
        self.writer.close()
        self.database.dispose()
        if self.replica is not None:
            self.replica.dispose()


def open_house(settings: Settings | None = None) -> House:
    """Open the database of the settings. Does not migrate and does not serve."""
    settings = settings or Settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    database, replica = open_database(settings), open_replica(settings)
    database.refuse_unsafe()
    secret = Secret(settings.key or key_from_file(settings.data / "secret.key"))
    return House(settings, database, Writer(database), secret, Clock(), replica=replica)
