"""``backup`` and ``restore``: the database and the secret key in one file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli.archive import read_archive, write_archive
from app.cli.house import Json, migrate, open_for_command, print_json, refuse, refused_in_one_sentence
from app.core import backups
from app.core.clock import Clock
from app.core.house import open_house
from app.core.logging import set_up_logging
from app.core.serving_lock import AlreadyServing, ServingLock
from app.core.settings import Settings
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.ledger.tail import chains

app = typer.Typer()

USE_PG_DUMP = (
    "PostgreSQL: 请用 pg_dump / pg_restore 备份和恢复 / use pg_dump and pg_restore, and keep secret.key with it"
)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write / 备份文件")],
    as_json: Json = False,
) -> None:
    """Back up database and secret key into one file, beside a running server. Keep it as safe as the secret key."""
    with open_for_command() as house:
        if not house.database.is_sqlite:
            refuse(USE_PG_DUMP)
        written = write_archive(house, file)
        backups.note(house.settings.data, file, house.clock.now())
    if as_json:
        print_json({"file": str(file), "bytes": written})
    else:
        print(f"已备份 / backed up: {file} ({written:,} bytes)")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="An archive written by backup / 备份文件")],
    as_json: Json = False,
) -> None:
    """Put a backup in the place of the present database. Not beside a running server; the present one is kept."""
    settings = Settings()
    set_up_logging(settings.log_format)
    with refused_in_one_sentence():
        if settings.database_url:
            refuse(USE_PG_DUMP)
        with _while_nobody_serves(settings):
            kept = read_archive(settings, file, Clock().now())
            contests = _mark_restored(settings)
    if as_json:
        print_json({"file": str(file), "kept": str(kept) if kept else None, "contests": contests})
    else:
        print(f"已恢复 / restored: {file}" + (f"\n原数据在 / the former data: {kept}" if kept else ""))


@contextmanager
def _while_nobody_serves(settings: Settings) -> Iterator[None]:
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = ServingLock(settings.data)
    try:
        lock.take()
    except AlreadyServing:
        refuse("服务正在运行，请先停止再恢复。", "The server is running on this data: stop it, then restore.")
    try:
        yield
    finally:
        lock.release()


def _mark_restored(settings: Settings) -> int:
    """Tell every chain, so that phones which hold acknowledged later answers send everything again."""
    house = open_house(settings)
    try:
        migrate(house)
        with house.database.reading() as session:
            contests = chains(session)
        for contest_id in contests:
            house.writer.run(append, contest_id, Entry("restored_from_backup", house.clock.now()))
        return len(contests)
    finally:
        house.close()
