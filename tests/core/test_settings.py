"""Settings are read in one place and refused when they make no sense."""

from pathlib import Path

import pytest
from pydantic import ValidationError

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
