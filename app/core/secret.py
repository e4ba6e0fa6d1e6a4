"""Everything that is derived from the one secret key: card codes, send tokens, sealed seeds."""

import base64
import hashlib
import os
import secrets as random
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class Secret:
    """The installation's secret key and what may be done with it. Never log or return the key."""

    def __init__(self, key: str) -> None:
        if len(key) < 32:
            raise ValueError("the secret key is shorter than 32 characters")
        padded = hashlib.sha256(key.encode()).digest().ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def mac(self, purpose: str, *parts: str | int) -> bytes:
        """HMAC-SHA-256 (RFC 2104) over purpose and parts; parts are length-prefixed, so no two lists collide.

        From its two halves, made ready once: ``hmac.digest`` has OpenSSL look the algorithm up at every call.
        """
        message = b""
        for part in (purpose, *parts):
            raw = str(part).encode()
            message += len(raw).to_bytes(4, "big") + raw
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()

    def seal(self, purpose: str, plain: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + AESGCM(self.mac("seal", purpose)).encrypt(nonce, plain, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        return AESGCM(self.mac("seal", purpose)).decrypt(sealed[:12], sealed[12:], purpose.encode())


def new_key() -> str:
    """A public id: 128 random bits in lower-case base 32, 26 characters."""
    return base32(os.urandom(16))


def base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def key_from_file(path: Path) -> str:
    """The key kept in ``secret.key`` (0600), made at first use."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(random.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path.read_text().strip()
