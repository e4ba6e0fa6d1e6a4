"""The migrations make exactly the models' tables, on both engines, and the ledger's guards with them."""

import asyncio
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

import app.tables  # noqa: F401 - fills the metadata
from app.core.clock import instant
from app.core.copying import check_sqlite
from app.core.db import Database
from app.core.house import House
from app.core.migrating import (
    GUARDS,
    MIGRATIONS,
    at_head,
    backup_before,
    downgrade,
    missing_guards,
    triggers_stand,
    upgrade,
)
from app.organisations.models import Member
from app.papers.sitting import start
from tests.small_contest import open_small_contest
from tests.world import PLANNING, World, build_world

VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


def test_the_migrations_make_what_the_models_say(any_house: House) -> None:
    with any_house.database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_checks_of_the_models_are_in_the_tables(any_house: House) -> None:
    """Alembic compares no CHECK constraints."""
    from sqlalchemy import CheckConstraint, inspect

    found = inspect(any_house.database.reader)
    for table in SQLModel.metadata.sorted_tables:
        wanted = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {str(one["name"]) for one in found.get_check_constraints(table.name)} == wanted


def test_the_ledgers_triggers_stand_after_the_upgrade(any_house: House) -> None:
    assert at_head(any_house.database)
    assert triggers_stand(any_house.database)


def test_a_missing_trigger_is_noticed(any_house: House) -> None:
    name = min(GUARDS)
    drop = f"DROP TRIGGER {name}" + ("" if any_house.database.is_sqlite else " ON ledger_entry")
    with any_house.database.writer.connect() as connection, connection.begin():
        connection.execute(text(drop))
        assert missing_guards(connection) == {name}
    assert not triggers_stand(any_house.database)


@pytest.mark.postgres
def test_a_disabled_trigger_is_noticed(postgres_house: House) -> None:
    with postgres_house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_stands"))
    assert not triggers_stand(postgres_house.database)


def test_down_and_up_again(any_house: House) -> None:
    downgrade(any_house.database, "base")
    assert not at_head(any_house.database)
    upgrade(any_house.database)
    assert at_head(any_house.database)
    assert triggers_stand(any_house.database)


def test_members_keep_their_papers_when_the_tables_are_made_again(any_world: World) -> None:
    """A CHECK that grows makes SQLite's table of members anew; what points at its rows still does."""
    house = any_world.house
    contest = open_small_contest(any_world)
    asyncio.run(start(house, contest.again(), contest.member(any_world.members["赵测一"]), contest.now))
    house.writer.run(_somebody_unknown, any_world)
    downgrade(house.database, "2026_11_23_practice")
    with house.database.reader.connect() as connection:
        states = connection.execute(text("SELECT state, count(*) FROM member GROUP BY state")).all()
    assert {tuple(row) for row in states} == {("present", 12), ("gone", 1)}
    upgrade(house.database)
    with house.database.reader.connect() as connection:
        owner = connection.execute(text("SELECT m.name FROM paper p JOIN member m ON m.id = p.member_id")).scalar_one()
        if house.database.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert owner == "赵测一"


def _somebody_unknown(session: Session, world: World) -> None:
    session.add(
        Member(key="p" * 26, organisation_id=world.organisations[PLANNING], name="林", folded="林", state="provisional")
    )


def test_a_failing_migration_leaves_nothing(any_house: House) -> None:
    """DDL is part of the transaction on both engines: half of a migration never stands."""
    downgrade(any_house.database, "base")
    with any_house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE paper (id integer)"))
    with pytest.raises(Exception, match="paper"):
        upgrade(any_house.database)
    with any_house.database.reader.connect() as connection:
        tables = connection.dialect.get_table_names(connection)
    assert set(tables) <= {"paper", "alembic_version"}


def test_no_migration_rewrites_the_ledger() -> None:
    """A SQLite batch rewrites the table and drops its triggers without a word."""
    for version in VERSIONS:
        assert not re.search(r"batch_alter_table\(\s*[\"']ledger_", version.read_text()), version.name


def test_versions_are_named_by_their_day() -> None:
    assert VERSIONS
    for version in VERSIONS:
        assert re.fullmatch(r"\d{4}_\d\d_\d\d_[a-z_]+\.py", version.name)
        assert f'revision = "{version.stem}"' in version.read_text()


def test_sqlite_is_copied_before_it_is_migrated(house: House, tmp_path: Path) -> None:
    now = house.clock.now()
    assert backup_before(house.database, tmp_path / "backups", now) is None, "nothing to migrate"
    downgrade(house.database, "2026_11_22_first_tables")
    copy = backup_before(house.database, tmp_path / "backups", now)
    assert copy is not None
    check_sqlite(copy)
    assert "2026_11_22_first_tables" in copy.name


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert backup_before(database, tmp_path, instant_of_nothing()) is None
    database.dispose()


def instant_of_nothing() -> int:
    from datetime import UTC, datetime

    return instant(datetime(2026, 11, 22, tzinfo=UTC))


def test_members_keep_their_rows_and_what_points_at_them_when_a_category_is_let_in(house: House) -> None:
    """SQLite makes the table again: rows, indexes and foreign keys are as before, and the other way round."""
    world = build_world(house)
    member = world.members["赵测一"]

    def sign_in(session: Session) -> None:
        session.execute(
            text("INSERT INTO signed_in (token_hash, member_id, started, seen) VALUES (x'01', :member, 1, 1)"),
            {"member": member},
        )

    house.writer.run(sign_in)
    house.writer.run(_become, member, "candidate")
    downgrade(house.database, "2026_11_23_requests")
    assert _category(house, member) == "applicant"
    upgrade(house.database)
    assert _category(house, member) == "applicant"
    with house.database.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM member")).scalar_one() == 12
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        indexes = set(connection.execute(text("SELECT name FROM sqlite_master WHERE tbl_name = 'member'")).scalars())
    assert {"ix_member_load_id", "ix_member_number_mac", "ix_member_organisation_name"} <= indexes
    house.writer.run(_become, member, "candidate")
    with pytest.raises(IntegrityError):
        house.writer.run(_become, member, "somebody")


def _become(session: Session, member: int, category: str) -> None:
    session.execute(text("UPDATE member SET category = :to WHERE id = :id"), {"to": category, "id": member})


def _category(house: House, member: int) -> str:
    with house.database.reader.connect() as connection:
        found = connection.execute(text("SELECT category FROM member WHERE id = :id"), {"id": member})
        return str(found.scalar_one())
