"""The only place where the environment is read: every setting with its default and unit."""

from ipaddress import ip_address, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url


class Settings(BaseSettings):
    """Environment variables with prefix ``CUP_`` (or ``.env``); each has a line in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="CUP_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Path("data")
    database_url: str = ""
    database_password_file: Path | None = None
    replica_url: str = ""
    host: str = "0.0.0.0"  # noqa: S104 - phones on the LAN must reach it
    port: int = 8000
    secret_key: str = ""
    secret_key_file: Path | None = None
    public_url: str = ""
    trusted_proxies: str = ""
    timezone: str = "Asia/Shanghai"
    office: str = ""
    contact: str = ""
    contact_phone: str = ""
    erase_on: str = ""
    log_format: str = "text"
    metrics_token: str = ""
    anchor_dir: str = ""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for part in filter(None, (p.strip() for p in value.split(","))):
            ip_network(part, strict=False)
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def sqlite_path(self) -> Path:
        return self.data / "cup.db"

    @property
    def url(self) -> str:
        """The SQLAlchemy address; a plain ``postgresql://`` is served through psycopg 3."""
        return self._address(self.database_url) if self.database_url else f"sqlite:///{self.sqlite_path}"

    @property
    def replica(self) -> str:
        """The address of the copy that screens read, "" without one."""
        return self._address(self.replica_url) if self.replica_url else ""

    def _address(self, url: str) -> str:
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                url = "postgresql+psycopg://" + url.removeprefix(plain)
        if self.database_password_file is None:
            return url
        secret = self.database_password_file.read_text().strip()
        return make_url(url).set(password=secret).render_as_string(hide_password=False)

    @property
    def key(self) -> str:
        """The secret key where a setting or its file gives it, else ""."""
        return self.secret_key or (self.secret_key_file.read_text().strip() if self.secret_key_file else "")

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    def trusts(self, address: str) -> bool:
        """Whether proxy headers from this peer address may be believed."""
        nets = [ip_network(p.strip(), strict=False) for p in self.trusted_proxies.split(",") if p.strip()]
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in net for net in nets)
