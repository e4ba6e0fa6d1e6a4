"""QR codes: thousands drawn by laying patterns over one another are the very codes that are drawn one by one."""

import re

import pytest
import segno

from app.core import qr_codes
from app.core.secret import Secret, new_key
from app.signin import cards

SECRET = Secret("a key that is only used by this test 0123")


@pytest.mark.pure
@pytest.mark.parametrize("door", ["http://192.168.1.10:8000/c/xincheng-cup", "https://cup.test/c/x", "http://c/c/aa"])
def test_a_code_laid_out_of_patterns_is_the_code_drawn_alone(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qr_codes, "FEW", 0)
    many = qr_codes.CardCodes(door)
    for _ in range(40):
        token = cards.token(SECRET, new_key(), 1)
        assert many.of(token, "卡") == qr_codes.qr(f"{door}#t={token}", "卡")


@pytest.mark.pure
def test_the_drawing_is_the_code_of_the_address() -> None:
    address = "http://192.168.1.10:8000/c/xincheng-cup?branch=abc"
    drawn = qr_codes.qr(address, "扫码", border=0)
    rows = [[0] * 50 for _ in range(50)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", drawn):
        for place in range(int(x), int(x) + int(length)):
            rows[int(y)][place] = 1
    matrix = segno.make(address, error="m", micro=False, mask=qr_codes.MASK).matrix
    assert [row[: len(matrix)] for row in rows[: len(matrix)]] == [[int(one) for one in row] for row in matrix]


@pytest.mark.pure
def test_a_label_is_text() -> None:
    assert 'aria-label="&lt;b&gt; &#34;x&#34;"' in qr_codes.qr("http://x", '<b> "x"')


@pytest.mark.pure
def test_few_are_drawn_without_the_patterns() -> None:
    few = qr_codes.CardCodes("http://cup.test/c/x")
    few.of(cards.token(SECRET, new_key(), 1), "卡")
    assert few._patterns == {}
