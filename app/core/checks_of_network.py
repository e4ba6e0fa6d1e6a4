"""Checks of the way in: does the server listen, where, and would a phone find it."""

import http.client
import ipaddress
from urllib.parse import urlsplit

from app.core.addresses import lan_addresses
from app.core.refusal import N_
from app.core.remark import Ground, Remark, amber, green, red

LISTENS, ADDRESSES, PUBLIC = N_("服务"), N_("局域网地址"), N_("二维码网址")
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
PATIENCE = 0.5
NOWHERE = "127.0.0.1"


def listening(ground: Ground) -> Remark:
    """Is the server up, and on an address that phones can reach?"""
    settings = ground.house.settings
    facts = {"port": settings.port, "host": settings.host}
    answer = "ok" if ground.serving else _healthz(settings.host, settings.port)
    if answer is None:
        return amber(LISTENS, N_("服务现在没有运行（端口 %(port)s 没有回答）。"), N_("请运行 make serve。"), **facts)
    if answer != "ok":
        says = N_("端口 %(port)s 被别的程序占着。")
        return red(LISTENS, says, N_("请关掉那个程序，或用 CUP_PORT 换一个端口。"), **facts)
    if _is_loopback(settings.host):
        if settings.https or settings.trusted_proxies:
            return green(LISTENS, N_("服务在运行，只接受本机的代理（%(host)s:%(port)s）。"), **facts)
        says = N_("服务在运行，但只接受这台电脑自己（%(host)s），手机进不来。")
        return red(LISTENS, says, N_("请去掉 CUP_HOST 再重新启动；前面有代理的，请设 CUP_TRUSTED_PROXIES。"), **facts)
    if settings.host in EVERYWHERE:
        return green(LISTENS, N_("服务在运行，接受所有网卡（端口 %(port)s）。手机能不能进来，请扫一次码。"), **facts)
    return green(LISTENS, N_("服务在运行，只接受 %(host)s 这个地址（端口 %(port)s）。"), **facts)


def addresses(ground: Ground) -> Remark:
    """The machine's own addresses on the LAN."""
    found = lan_addresses()
    if found == [NOWHERE]:
        return red(ADDRESSES, N_("这台电脑没有连上网络，手机进不来。"), N_("请接上网线，或连上会场的 Wi-Fi。"))
    facts = {"addresses": "、".join(found)}
    if len(found) > 1 and not ground.house.settings.public_url:
        says = N_("这台电脑有几个地址：%(addresses)s。二维码用第一个。")
        return amber(ADDRESSES, says, N_("请用 CUP_PUBLIC_URL 写明手机该用哪一个，再印参赛卡。"), **facts)
    return green(ADDRESSES, N_("这台电脑的地址：%(addresses)s。"), **facts)


def public_url(ground: Ground) -> Remark:
    """What QR codes say: does it lead here?"""
    settings = ground.house.settings
    url, change = settings.public_url, N_("请改 CUP_PUBLIC_URL，重新启动，再印二维码。")
    if not url:
        says = N_("二维码用局域网地址（没有设 CUP_PUBLIC_URL）。地址变了，印好的码就失效。")
        return green(PUBLIC, says)
    parts = urlsplit(url)
    host, facts = parts.hostname or "", {"url": url}
    if parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.query or parts.fragment:
        return red(PUBLIC, N_("CUP_PUBLIC_URL 写成了 %(url)s，应该像 http://192.168.1.10:8000。"), change, **facts)
    if _is_loopback(host):
        return red(PUBLIC, N_("二维码写的是 %(url)s，手机扫了会找它自己。"), change, **facts)
    if _port(url) is None:
        return red(PUBLIC, N_("CUP_PUBLIC_URL 的端口不对：%(url)s。"), change, **facts)
    own = lan_addresses()
    if _is_address(host) and host not in own and not settings.trusted_proxies:
        says = N_("二维码写的是 %(url)s，不是这台电脑现在的地址（%(own)s）。")
        return amber(
            PUBLIC, says, N_("地址变了就请改 CUP_PUBLIC_URL；前面有代理的，扫一次码试试。"), own="、".join(own), **facts
        )
    if settings.https and not settings.trusted_proxies:
        says = N_("二维码写的是 %(url)s，但没有说哪个代理可信，所有人看起来都来自代理。")
        return amber(PUBLIC, says, N_("请设 CUP_TRUSTED_PROXIES（见 docs/proxy.md）。"), **facts)
    return green(PUBLIC, N_("二维码写的是 %(url)s。"), **facts)


def _healthz(host: str, port: int) -> str | None:
    """What answers on the port; None where nothing does."""
    connection = http.client.HTTPConnection(NOWHERE if host in EVERYWHERE else host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(64).decode(errors="replace").strip()
    except http.client.HTTPException:
        return "?"
    except OSError:
        return None
    finally:
        connection.close()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _port(url: str) -> int | None:
    """The port, 80 or 443 where none is written; None where it is no port."""
    try:
        return urlsplit(url).port or (443 if url.startswith("https") else 80)
    except ValueError:
        return None
