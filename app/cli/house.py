"""What every command shares: the house it works on, one clear sentence when refused, exit codes, ``--json``."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app.core.copying import NotWhole
from app.core.db import UnsafeDatabase
from app.core.house import House, open_house
from app.core.i18n import translate
from app.core.logging import set_up_logging
from app.core.migrating import at_head, backup_before, upgrade
from app.core.refusal import Refusal
from app.core.settings import Settings


class Exit(IntEnum):
    DONE = 0
    REFUSED = 1
    USAGE = 2
    DIFFERENCES = 3


Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs / 输出 JSON")]


@contextmanager
def open_for_command(settings: Settings | None = None) -> Iterator[House]:
    """The house of the settings, migrated; refusals end the command with one sentence and exit code 1."""
    with refused_in_one_sentence():
        settings = settings or Settings()
        set_up_logging(settings.log_format)
        house = open_house(settings)
        try:
            migrate(house)
            yield house
        finally:
            house.close()


def migrate(house: House) -> None:
    """Bring the tables up to date; a SQLite file is copied to ``backups/`` first."""
    if at_head(house.database):
        return
    backup_before(house.database, house.settings.data / "backups", house.clock.now())
    upgrade(house.database)


@contextmanager
def refused_in_one_sentence() -> Iterator[None]:
    """Turn what a user can mend into a sentence on standard error and exit code 1."""
    try:
        yield
    except Refusal as refused:
        refuse(*(translate(language, refused.sentence, **refused.facts) for language in ("zh", "en")))
    except (UnsafeDatabase, NotWhole) as error:
        refuse(str(error))
    except ValidationError as error:
        refuse("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    except OperationalError as error:
        refuse(f"数据库打不开 / the database cannot be used: {str(error.orig).splitlines()[0]}")
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        refuse(f"文件打不开 / cannot open {error.filename}: {error.strerror}")


def refuse(*sentences: str) -> NoReturn:
    """Say why, in each language once, and end with exit code 1."""
    for sentence in dict.fromkeys(sentences):
        print(sentence, file=sys.stderr)
    raise typer.Exit(Exit.REFUSED)


def print_json(value: Any) -> None:
    """One JSON value on standard output, for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(of: int, label: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Tell it how much of how much is done. A bar on a terminal's standard error, nothing elsewhere."""
    with typer.progressbar(length=of, label=label, file=sys.stderr, hidden=quiet or not sys.stderr.isatty()) as bar:
        yield lambda done, _of: bar.update(done - bar.pos)
