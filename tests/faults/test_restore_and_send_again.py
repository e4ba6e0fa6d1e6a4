"""A backup is put back under an open contest: phones send again what it lacked, and nothing acknowledged is missing."""

import asyncio

import pytest

from app.cli.archive import write_archive
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.cards import Cards, deal_cards
from tests.faults.conftest import Serve
from tests.faults.kills import Promises
from tests.faults.processes import Process
from tests.faults.sitters import Phone, Sitter
from tests.faults.test_backup_beside import restore
from tests.faults.test_kills import broken_promises
from tests.world import World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

MEMBERS = 5


@pytest.fixture
def cards(world: World) -> Cards:
    return deal_cards(world, MEMBERS, attempts=None)


async def tap_often(phone: Sitter, times: int) -> None:
    for _ in range(times):
        assert (await phone.tap()).status == 200


async def back_up_and_restore(server: Process, cards: Cards, kind: type[Sitter]) -> tuple[list[Sitter], Promises]:
    """Everybody taps before and after the backup, the last started only then. Once it is restored one taps on, one
    hands in at once, one opens the page again, one had opened it twice since the backup, and one starts again."""
    promises = Promises()
    phones = [kind(server.port, card, promises) for card in cards.tokens]
    await server.ready()
    for phone in phones[:-1]:
        await phone.start()
        await tap_often(phone, 3)
    house, file = make_house(cards.data), cards.data / "cup.tar"
    write_archive(house, file)
    house.close()
    for phone in (phones[3], phones[3], phones[4]):
        await phone.start()
    for phone in phones:
        await tap_often(phone, 6)
    server.kill()
    assert restore(file, cards.data).exit_code == 0
    server.start()
    await server.ready()
    for phone in phones:
        phone.wire.close()
    await tap_often(phones[0], 1)
    await phones[2].start()
    await tap_often(phones[3], 1)
    assert (await phones[4].tap()).status == 404
    assert (await phones[4].start()).status == 201
    for phone in phones:
        assert (await phone.hand_in()).status == 200
    server.kill()
    return phones, promises


def missing_after(serve: Serve, cards: Cards, kind: type[Sitter]) -> tuple[list[str], list[Sitter]]:
    server = serve(cards.data)
    server.start()
    phones, promises = asyncio.run(back_up_and_restore(server, cards, kind))
    house = make_house(cards.data)
    missing = broken_promises(house, promises)
    assert [one.line() for one in verify(house, "cup").kept] == []
    house.close()
    return missing, phones


def test_phones_send_again_what_the_backup_lacked(serve: Serve, cards: Cards) -> None:
    missing, phones = missing_after(serve, cards, Phone)
    assert missing == []
    assert [phone.sent_again for phone in phones if isinstance(phone, Phone)] == [1] * MEMBERS


def test_without_it_acknowledged_answers_would_be_missing(serve: Serve, cards: Cards) -> None:
    """The same with devices that keep nothing."""
    missing, _ = missing_after(serve, cards, Sitter)
    assert missing != []
