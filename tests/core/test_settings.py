"""Settings are read in one place and refused when they make no sense."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.db import UnfitReplica, open_replica
from app.core.settings import Settings

pytestmark = pytest.mark.pure


def test_the_default_is_a_sqlite_file_in_the_data_folder() -> None:
    assert Settings(data=Path("somewhere")).url == "sqlite:///somewhere/cup.db"


@pytest.mark.parametrize("plain", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_goes_through_psycopg(plain: str) -> None:
    assert Settings(database_url=plain).url == "postgresql+psycopg://u@h/d"


def test_proxy_headers_are_believed_only_from_named_addresses() -> None:
    settings = Settings(trusted_proxies="10.0.0.0/8, 127.0.0.1")
    assert settings.trusts("10.2.3.4")
    assert settings.trusts("127.0.0.1")
    assert not settings.trusts("192.168.1.1")
    assert not settings.trusts("not an address")
    assert not Settings().trusts("127.0.0.1")


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies="everybody")


def test_settings_do_not_change_while_the_server_runs() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_https_is_what_the_public_address_says() -> None:
    assert Settings(public_url="https://cup.example").https
    assert not Settings(public_url="http://cup.example").https


def test_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/word\n")
    settings = Settings(
        database_url="postgresql://cup@host/cup",
        replica_url="postgres://screens@other/cup",
        database_password_file=file,
    )
    assert settings.url == "postgresql+psycopg://cup:p%40ss%2Fword@host/cup"
    assert settings.replica == "postgresql+psycopg://screens:p%40ss%2Fword@other/cup"


def test_the_secret_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("a key of a file, long enough to be one, 0123456789\n")
    assert Settings(secret_key_file=file).key == file.read_text().strip()
    assert Settings(secret_key_file=file, secret_key="given").key == "given"
    assert Settings().key == ""


def test_without_a_replica_there_is_none() -> None:
    assert open_replica(Settings()) is None


@pytest.mark.parametrize(
    "urls",
    [
        {"replica_url": "postgresql://cup@host/cup"},
        {"replica_url": "sqlite:///copy.db", "database_url": "postgresql://cup@host/cup"},
    ],
)
def test_a_replica_wants_postgresql_on_both_sides(urls: dict[str, str]) -> None:
    with pytest.raises(UnfitReplica, match="CUP_REPLICA_URL"):
        open_replica(Settings(**urls))
