"""What is derived from the one secret key."""

import hashlib
import hmac
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from app.core.secret import Secret, base32, key_from_file, new_key

pytestmark = pytest.mark.pure
SECRET = Secret("x" * 32)


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_two_lists_of_parts_never_share_a_mac(one: list[str], other: list[str]) -> None:
    assert (SECRET.mac("card", *one) == SECRET.mac("card", *other)) == (one == other)


def test_the_mac_is_what_the_standard_library_makes() -> None:
    message = b"".join(len(part).to_bytes(4, "big") + part for part in (b"card", b"m", "号".encode()))
    assert SECRET.mac("card", "m", "号") == hmac.digest(hashlib.sha256(b"x" * 32).digest(), message, "sha256")


def test_purposes_and_keys_are_apart() -> None:
    assert SECRET.mac("card", "m") != SECRET.mac("token", "m")
    assert SECRET.mac("card", "m") != Secret("y" * 32).mac("card", "m")
    assert SECRET.mac("card", 12) == SECRET.mac("card", "12")


@given(st.binary(max_size=64))
def test_what_is_sealed_comes_back_only_for_its_purpose(plain: bytes) -> None:
    sealed = SECRET.seal("seed 1", plain)
    assert plain == SECRET.unseal("seed 1", sealed)
    with pytest.raises(InvalidTag):
        SECRET.unseal("seed 2", sealed)
    with pytest.raises(InvalidTag):
        Secret("y" * 32).unseal("seed 1", sealed)


def test_the_same_plain_text_is_sealed_differently_each_time() -> None:
    assert SECRET.seal("seed", b"same") != SECRET.seal("seed", b"same")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Secret("x" * 31)


def test_public_ids_are_128_bits_of_lower_case_base_32() -> None:
    made = {new_key() for _ in range(500)}
    assert len(made) == 500
    assert all(len(key) == 26 and set(key) <= set("abcdefghijklmnopqrstuvwxyz234567") for key in made)
    assert base32(bytes(16)) == "a" * 26


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    key = key_from_file(file)
    assert len(key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_from_file(file) == key
