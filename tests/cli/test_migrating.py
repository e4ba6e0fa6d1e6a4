"""``migrate`` brings an empty database to this version's tables and says which engine it is."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.core.db import Database
from app.core.migrating import at_head


def test_an_empty_folder_gets_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUP_DATA", str(tmp_path))
    for _ in range(2):
        ran = CliRunner().invoke(app, ["migrate", "--json"])
        assert ran.exit_code == 0
        assert json.loads(ran.stdout) == {"engine": "SQLite"}
    database = Database(f"sqlite:///{tmp_path / 'cup.db'}")
    assert at_head(database)
    database.dispose()
