"""``doctor``: is the machine fit for the day? Every check with a light, one sentence, and what to do."""

import http.client
import json as json_
import time
from functools import partial
from typing import Annotated, Any

import typer

from app.cli.house import Exit, Json, print_json, refuse, refused_in_one_sentence
from app.cli.serving import terminal_qr
from app.core import reach
from app.core.addresses import base_urls
from app.core.checkup import examine
from app.core.house import House, open_house
from app.core.logging import set_up_logging
from app.core.migrating import at_head
from app.core.remark import Ground, Light, Remark
from app.core.settings import Settings
from app.papers.latest import newest_instant

app = typer.Typer()

MARKS = {Light.GREEN: "✓", Light.AMBER: "!", Light.RED: "✗"}
LANGUAGES = ("zh", "en")
Phone = Annotated[
    int, typer.Option("--phone", metavar="SECONDS", help="Wait so long for a phone to scan / 等手机扫码的秒数", min=0)
]


@app.command()
def doctor(phone: Phone = 0, json: Json = False) -> None:
    """Look whether this machine is fit for the day: clock, sleep, disk, address, backup… / 体检

    Changes nothing. Ends with 1 while something needs to be done.
    """
    settings = Settings()
    set_up_logging(settings.log_format)
    with refused_in_one_sentence():
        house = open_house(settings)
        try:
            remarks = examine(Ground(house, house.clock.now(), partial(_newest, house)))
            if not json:
                _say(remarks, settings)
            reached = _wait_for_phone(house, phone, quiet=json) if phone else None
        finally:
            house.close()
    if json:
        print_json(_as_json(remarks, settings, reached, phone))
    if any(remark.light is Light.RED for remark in remarks) or (phone and not _by_phone(reached)):
        raise typer.Exit(Exit.REFUSED)


def _newest(house: House) -> int:
    if not at_head(house.database):
        return 0
    with house.database.reading() as session:
        return newest_instant(session)


def _say(remarks: list[Remark], settings: Settings) -> None:
    for remark in remarks:
        said = (f"{remark.said(language)} → {remark.advice(language)}" for language in LANGUAGES)
        print(MARKS[remark.light], "\n  ".join(line.removesuffix(" → ") for line in dict.fromkeys(said)))
    print("\n地址 / addresses:")
    for url in base_urls(settings):
        print(f"  {url}/")


def _wait_for_phone(house: House, seconds: int, *, quiet: bool) -> dict[str, Any] | None:
    """Show a code that a phone scans, and ask the server on this machine who came."""
    code = reach.new_code(house.secret, house.clock.now())
    address = f"{base_urls(house.settings)[0]}/reach/{code}"
    if _asked(house.settings, code) is None:
        refuse("服务没有运行，手机扫了没有人回答。请先运行 make serve。", "The server does not answer: start it first.")
    if not quiet:
        print(f"\n请用手机扫码，等 {seconds} 秒 / scan with a phone within {seconds} s: {address}")
        print(terminal_qr(address))
    until, reached = time.monotonic() + seconds, None
    while time.monotonic() < until and not _by_phone(reached):
        time.sleep(min(1.0, max(until - time.monotonic(), 0)))
        reached = _asked(house.settings, code) or reached
    if not quiet:
        _say_reached(reached)
    return reached


def _asked(settings: Settings, code: str) -> dict[str, Any] | None:
    """What the running server knows of a code; None where no server of this data folder answers."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - compared
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", f"/reach/{code}/seen")
        answer = connection.getresponse()
        found: dict[str, Any] = json_.loads(answer.read(4096))
        return found if answer.status == 200 else None
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _by_phone(reached: dict[str, Any] | None) -> bool:
    return bool(reached and reached["reached"] and not reached["own"])


def _say_reached(reached: dict[str, Any] | None) -> None:
    if _by_phone(reached):
        assert reached is not None
        print(f"✓ {reached['says']}\n  a phone reached us from {reached['address']}")
    elif reached and reached["own"]:
        print(f"✗ {reached['says']}\n  it was this machine itself ({reached['address']}): scan with a phone")
    else:
        print("✗ 没有手机连上来 → 请看手机是否连着会场的 Wi-Fi、路由器是否开了“AP 隔离”、防火墙是否放行了端口。")
        print("  no phone came → same Wi-Fi? client isolation off? port open in the firewall?")


def _as_json(remarks: list[Remark], settings: Settings, reached: dict[str, Any] | None, waited: int) -> dict[str, Any]:
    return {
        "checks": [
            {
                "name": remark.name,
                "light": remark.light.value,
                "says": {language: remark.said(language) for language in LANGUAGES},
                "do": {language: remark.advice(language) for language in LANGUAGES if remark.do},
            }
            for remark in remarks
        ],
        "addresses": base_urls(settings),
        "phone": {"waited": waited, "reached": _by_phone(reached), "from": (reached or {}).get("address")},
    }
