"""The only place where the environment is read: every setting with its default and unit."""

from ipaddress import ip_address, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables with prefix ``CUP_`` (or ``.env``); each has a line in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="CUP_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Path("data")
    database_url: str = ""
    host: str = "0.0.0.0"  # noqa: S104 - phones on the LAN must reach it
    port: int = 8000
    secret_key: str = ""
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
        url = self.database_url or f"sqlite:///{self.sqlite_path}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url

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
