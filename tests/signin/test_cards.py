from collections import Counter

import pytest

from app.core.house import House
from app.core.secret import Secret, new_key
from app.signin import cards
from tests.signin.people import by_token, code_of, sign_in, who
from tests.world import ARCHIVE, World

KEY = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def secret() -> Secret:
    return Secret("a key that is only used by this test 0123")


@pytest.mark.pure
def test_printing_again_gives_the_same_card_and_re_issuing_another(secret: Secret) -> None:
    assert cards.code(secret, KEY, 1) == cards.code(secret, KEY, 1)
    assert cards.code(secret, KEY, 1) != cards.code(secret, KEY, 2)
    assert cards.token(secret, KEY, 1) != cards.token(secret, KEY, 2)
    assert cards.code(Secret("another key of another installation 9876"), KEY, 1) != cards.code(secret, KEY, 1)


@pytest.mark.pure
def test_a_card_has_eight_digits_shown_in_fours_and_a_token_of_fifty_two_letters(secret: Secret) -> None:
    codes = [cards.code(secret, new_key(), 1) for _ in range(500)]
    assert all(len(code) == 8 and code.isdecimal() for code in codes)
    assert len(Counter(code[0] for code in codes)) == 10, "leading zeros are kept"
    assert cards.shown("00123456") == "0012-3456"
    assert len(cards.token(secret, KEY, 1)) == 52
    assert cards.key_in(cards.token(secret, KEY, 1)) == KEY


@pytest.mark.pure
@pytest.mark.parametrize(
    "typed", ["12345678", "1234-5678", " 1234 5678 ", "１２３４－５６７８", "1234—5678", "1234‑5678"]
)
def test_a_code_is_typed_in_many_ways(typed: str) -> None:
    assert cards.typed(typed) == "12345678"


@pytest.mark.pure
@pytest.mark.parametrize(
    "typed", ["", "1234567", "123456789", "1234x5678", "١٢٣٤٥٦٧٨", "②③④⑤⑥⑦⑧⑨x", "1" * 5000, "\ud800"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert cards.typed(typed) == ""


@pytest.mark.pure
@pytest.mark.parametrize("text", ["", "x", "a" * 51, "A" * 52, "a" * 53, "0" * 52, "é" * 52, "a" * 26 + "\ud800" * 26])
def test_what_is_no_token_names_nobody(secret: Secret, text: str) -> None:
    assert cards.key_in(text) == ""
    assert not cards.is_token(secret, KEY, 1, text)


def test_cards_are_listed_by_branch_for_present_members(world: World) -> None:
    with world.house.database.reading() as session:
        rows = list(cards.sheet(session, world.house.secret))
        some = list(cards.sheet(session, world.house.secret, [world.organisations[ARCHIVE]]))
    assert len(rows) == 12
    assert [row.organisation for row in rows] == sorted((row.organisation for row in rows), key=_first(rows))
    assert {row.name for row in some} == {"欧阳测九", "陈测十"}
    card = next(row for row in some if row.name == "欧阳测九")
    assert sign_in(world.house, secret=card.secret)[1].name == "欧阳测九"
    assert by_token(world.house, card.token)[1].name == "欧阳测九"


def test_re_issuing_ends_the_old_card_and_every_session_opened_with_it(any_world: World) -> None:
    house: House = any_world.house
    old = cards.token(house.secret, any_world.keys["欧阳测九"], 1)
    session_token, _ = by_token(house, old)
    assert house.writer.run(cards.reissue, any_world.members["欧阳测九"], now=1) == 2
    assert who(house, session_token) is None
    for attempt in (lambda: by_token(house, old), lambda: sign_in(house, secret=code_of(any_world, "欧阳测九"))):
        with pytest.raises(Exception, match=r"sign_in\.refused"):
            attempt()
    assert sign_in(house, secret=code_of(any_world, "欧阳测九", 2))[1].name == "欧阳测九"


def _first(rows: list[cards.CardRow]) -> object:
    seen = list(dict.fromkeys(row.organisation for row in rows))
    return lambda organisation: seen.index(organisation)
