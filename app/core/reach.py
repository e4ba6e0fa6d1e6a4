"""Can a phone reach this server? A short-lived code that cannot be guessed, and who came with it.

The code proves itself (an expiry under an HMAC), so that a command beside the server can make one. Who came is kept in
memory only, the last few.
"""

import base64
import binascii
import ipaddress
import os
from dataclasses import dataclass

from app.core.addresses import lan_addresses
from app.core.clock import MINUTE
from app.core.house import House
from app.core.secret import Secret, base32

VALID = 10 * MINUTE
MOST_KEPT = 64
EXPIRY, NONCE, PROOF = 6, 4, 10
"""Bytes of a code: 10 of proof are 80 bits."""


@dataclass(frozen=True)
class Reached:
    """``own``: it was this machine itself, which proves nothing about the Wi-Fi."""

    address: str
    at: int
    own: bool


def new_code(secret: Secret, now: int) -> str:
    """32 characters, good for ten minutes."""
    body = (now + VALID).to_bytes(EXPIRY, "big") + os.urandom(NONCE)
    return base32(body + _proof(secret, body))


def is_good(secret: Secret, code: str, now: int) -> bool:
    body = _body(code)
    return bool(body) and base32(body + _proof(secret, body)) == code and now < int.from_bytes(body[:EXPIRY], "big")


def came(house: House, code: str, address: str, now: int) -> None:
    """Somebody opened the address of a good code. A phone is not forgotten for the machine's own browser."""
    kept: dict[str, Reached] = house.kept.setdefault("reached", {})
    own = _is_own(address)
    if own and code in kept:
        return
    kept[code] = Reached(address, now, own)
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))


def who_came(house: House, code: str) -> Reached | None:
    found: Reached | None = house.kept.get("reached", {}).get(code)
    return found


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback or address in lan_addresses()
    except ValueError:
        return True


def _body(code: str) -> bytes:
    if len(code) != 32 or not code.isascii():
        return b""
    try:
        return base64.b32decode(code.upper())[: EXPIRY + NONCE]
    except binascii.Error:
        return b""


def _proof(secret: Secret, body: bytes) -> bytes:
    return secret.mac("reach", body.hex())[:PROOF]
