"""``serve``: the whole server in the foreground."""

import asyncio
import socket
import types
from typing import Annotated

import segno
import typer
import uvicorn

from app.cli.demonstration import Demonstration, demonstration_settings, prepare_demonstration
from app.cli.house import migrate, refuse, refused_in_one_sentence
from app.core.addresses import base_urls
from app.core.connections import Connection, give_up_lost
from app.core.house import House, open_house
from app.core.logging import set_up_logging
from app.core.open_files import raise_open_files
from app.core.serving_lock import AlreadyServing, ServingLock
from app.core.settings import Settings
from app.main import create_app

app = typer.Typer()

GRACE = 3
"""Seconds that a stopping server waits for answers on their way; streams have said goodbye before."""


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demonstration roll, banks and contest first / 先装入演示数据")
    ] = False,
) -> None:
    """Migrate and serve in the foreground / 启动服务."""
    with refused_in_one_sentence():
        settings = demonstration_settings(Settings()) if demo else Settings()
        set_up_logging(settings.log_format)
        raise_open_files()
        settings.data.mkdir(parents=True, exist_ok=True)
        lock = ServingLock(settings.data)
        _lock_or_refuse(lock, settings)
        house = open_house(settings)
        try:
            migrate(house)
            shown = prepare_demonstration(house) if demo else None
            _say(settings, shown)
            run(house)
        finally:
            house.close()
            lock.release()


def _lock_or_refuse(lock: ServingLock, settings: Settings) -> None:
    if settings.url.startswith("sqlite"):
        try:
            lock.take()
        except AlreadyServing:
            refuse(
                f"这个数据文件夹已经有一个服务在用：{settings.data.resolve()}。请先停掉那一个，或另设 CUP_DATA。",
                f"Another server already uses {settings.data.resolve()}. Stop it first, or set CUP_DATA.",
            )


class Server(uvicorn.Server):
    """Tells the streams to say goodbye as soon as the signal comes: uvicorn would wait for them first."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        give_up_lost(one for server in self.servers for one in server.sockets)

    def handle_exit(self, sig: int, frame: types.FrameType | None) -> None:
        self._stopping.set()
        super().handle_exit(sig, frame)


def run(house: House) -> None:
    """Serve an open, migrated house until a signal comes."""
    settings = house.settings
    config = uvicorn.Config(
        create_app(house),
        host=settings.host,
        port=settings.port,
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE,
        backlog=4096,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )
    Server(config, house.kept["stopping"]).run()


def _say(settings: Settings, shown: Demonstration | None) -> None:
    """Print the addresses with a QR code, and the demonstration's sign-ins."""
    urls = base_urls(settings)
    door = f"{urls[0]}/c/{shown.contest}" if shown else f"{urls[0]}/"
    print("\n新城杯 · Xincheng Cup")
    for url in urls:
        print(f"  {url}/")
    print(f"\n手机扫码进入 / scan to enter: {door}")
    print(terminal_qr(door))
    if shown:
        shown.say()


def terminal_qr(text: str) -> str:
    """A QR code of half blocks, dark on light whatever the terminal's colours are."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    lines = (
        "".join(blocks[bool(upper), bool(lower)] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(lines)
