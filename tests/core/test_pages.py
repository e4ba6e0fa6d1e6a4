"""Static files: packed once, named by their content, the same for good."""

import gzip

import pytest
from starlette.testclient import TestClient

from app.core.house import House
from app.core.pages import STATIC, static_url
from app.main import create_app


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(create_app(house), base_url="http://cup.test")


def test_a_file_comes_packed_or_plain_and_never_changes(client: TestClient) -> None:
    address, content = static_url("phone/phone.css"), (STATIC / "phone/phone.css").read_bytes()
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content == content
    assert (packed.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("gzip", False)
    assert int(packed.headers["Content-Length"]) == len(gzip.compress(content, 9, mtime=0))
    for answer in (packed, plain):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert set(answer.headers["Vary"].split(", ")) == {"Accept-Encoding"}
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_head_says_as_much_as_get(client: TestClient) -> None:
    address = static_url("phone/phone.js")
    head, whole = client.head(address), client.get(address)
    assert head.status_code == 200
    assert dict(head.headers) == dict(whole.headers)
