"""Would a phone find the server: does it listen, where, and what do QR codes say."""

import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from app.core import checks_of_network
from app.core.house import House
from app.core.remark import Light
from tests.core.ground import ground
from tests.ports import free_port

OWN = "192.0.2.7"


@pytest.fixture(autouse=True)
def _own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_of_network, "lan_addresses", lambda: [OWN])


def change(house: House, **settings: object) -> House:
    house.settings = house.settings.model_copy(update=settings)
    return house


class Stranger(BaseHTTPRequestHandler):
    answer = b"somebody else"

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_facts: object) -> None:
        pass


@pytest.fixture
def taken(house: House) -> Iterator[type[Stranger]]:
    """Another program on the port of the settings."""
    with socketserver.TCPServer(("127.0.0.1", free_port()), Stranger) as server:
        change(house, port=server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield Stranger
        server.shutdown()


def test_nobody_answers(house: House) -> None:
    found = checks_of_network.listening(ground(change(house, port=free_port()), serving=False))
    assert (found.light, "没有运行" in found.said("zh")) == (Light.AMBER, True)


def test_somebody_else_or_the_server_itself_answers(
    house: House, taken: type[Stranger], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checks_of_network.listening(ground(house, serving=False))
    assert (found.light, "别的程序" in found.said("zh")) == (Light.RED, True)
    monkeypatch.setattr(taken, "answer", b"ok\n")
    assert "手机进不来" in checks_of_network.listening(ground(house, serving=False)).said("zh")


@pytest.mark.parametrize(
    ("settings", "light"),
    [
        ({"host": "0.0.0.0"}, "green"),
        ({"host": OWN}, "green"),
        ({"host": "127.0.0.1"}, "red"),
        ({"host": "localhost"}, "red"),
        ({"host": "127.0.0.1", "trusted_proxies": "127.0.0.1"}, "green"),
        ({"host": "127.0.0.1", "public_url": "https://cup.example"}, "green"),
    ],
)
def test_where_the_server_listens(house: House, settings: dict[str, str], light: str) -> None:
    assert checks_of_network.listening(ground(change(house, **settings))).light == light


@pytest.mark.parametrize(
    ("found", "public", "light"),
    [
        ([OWN], "", "green"),
        (["127.0.0.1"], "", "red"),
        ([OWN, "10.0.0.5"], "", "amber"),
        ([OWN, "10.0.0.5"], f"http://{OWN}", "green"),
    ],
)
def test_the_addresses(
    house: House, monkeypatch: pytest.MonkeyPatch, found: list[str], public: str, light: str
) -> None:
    monkeypatch.setattr(checks_of_network, "lan_addresses", lambda: found)
    assert checks_of_network.addresses(ground(change(house, public_url=public))).light == light


@pytest.mark.parametrize(
    ("url", "proxies", "light"),
    [
        ("", "", "green"),
        (f"http://{OWN}:8000", "", "green"),
        ("http://cup.example", "", "green"),
        ("https://cup.example", "127.0.0.1", "green"),
        ("https://cup.example", "", "amber"),
        ("http://192.0.2.99:8000", "", "amber"),
        ("http://192.0.2.99:8000", "10.0.0.0/8", "green"),
        ("http://localhost:8000", "", "red"),
        ("http://127.0.0.1", "", "red"),
        ("192.0.2.7:8000", "", "red"),
        (f"http://{OWN}:80000", "", "red"),
        (f"http://{OWN}/c/cup", "", "red"),
    ],
)
def test_what_qr_codes_say(house: House, url: str, proxies: str, light: str) -> None:
    found = checks_of_network.public_url(ground(change(house, public_url=url, trusted_proxies=proxies)))
    assert found.light == light, found.said("zh")
