"""The addresses that an organiser hands out: the members' door and the screens, as full URLs for QR codes."""

from dataclasses import dataclass

from app.core.addresses import base_urls
from app.core.house import House
from app.core.refusal import N_


@dataclass(frozen=True)
class Link:
    """``label`` is a msgid, ``address`` what the QR code holds, ``path`` the same within this server."""

    label: str
    path: str
    address: str


def base(house: House) -> str:
    """Where phones reach this server: the public address of the settings, else the first address on the LAN."""
    return base_urls(house.settings)[0]


def door(house: House, slug: str) -> Link:
    return _link(house, N_("手机入口"), f"/c/{slug}")


def links(house: House, slug: str) -> list[Link]:
    return [
        door(house, slug),
        _link(house, N_("大屏：党组织榜"), f"/screen/{slug}/organisations"),
        _link(house, N_("大屏：个人榜"), f"/screen/{slug}/members"),
    ]


def _link(house: House, label: str, path: str) -> Link:
    return Link(label, path, base(house) + path)
