"""Where phones can reach this machine."""

import ipaddress
import socket

from app.core.settings import Settings


def lan_addresses() -> list[str]:
    """This machine's own IPv4 addresses, the one towards the LAN first. Sends nothing."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    try:
        listed = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        listed = []
    found.extend(str(info[4][0]) for info in listed)
    usable = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return usable or ["127.0.0.1"]


def base_urls(settings: Settings) -> list[str]:
    """The addresses to print, the public one first; every QR code uses the first."""
    if settings.public_url:
        return [settings.public_url.rstrip("/")]
    hosts = lan_addresses() if settings.host in ("0.0.0.0", "::", "") else [settings.host]  # noqa: S104
    port = "" if settings.port == 80 else f":{settings.port}"
    return [f"http://{host}{port}" for host in hosts]
