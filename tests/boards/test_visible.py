"""Cuts and folds: who sees up to where, and that looking further never shows anybody else more."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from app.boards import closing, reading, standings
from app.boards.facts import Result
from app.boards.folding import Standings
from app.boards.roll import Roll
from app.boards.scheme import scheme_of
from app.boards.visible import Audience, Cut, cut
from app.ledger.chain import Entry
from tests.boards.ground import Ground


def seen(ground: Ground, audience: Audience) -> Cut:
    with ground.house.database.reading() as session:
        return cut(session, ground.view.id, audience)


def participants(ground: Ground, audience: Audience) -> int:
    with (
        ground.house.database.reading() as session,
        standings.at(ground.house, session, ground.view, audience) as (fold, place),
    ):
        assert fold.seq == place.seq
        return fold.head_count()[0]


def test_everybody_sees_the_head_until_it_is_frozen(ground: Ground) -> None:
    entry = ground.hand_in("赵测一", 90)
    for audience in ("public", "organiser"):
        assert (seen(ground, audience).seq, seen(ground, audience).hash) == (entry.seq, entry.hash)
    assert seen(ground, "public").at == entry.at


def test_frozen_the_public_stands_still_and_organisers_go_on(any_ground: Ground) -> None:
    ground = any_ground
    ground.hand_in("赵测一", 90)
    frozen = ground.run(closing.freeze, 5)
    ground.hand_in("钱测二", 95)
    assert seen(ground, "public").seq == frozen.seq
    assert seen(ground, "public").frozen
    assert seen(ground, "organiser").seq == frozen.seq + 1
    assert (participants(ground, "organiser"), participants(ground, "public")) == (2, 1)
    assert (participants(ground, "public"), participants(ground, "organiser")) == (1, 2)


def test_the_epoch_grows_with_freezing_unfreezing_and_settling_and_with_nothing_else(ground: Ground) -> None:
    epochs = [seen(ground, "public").epoch]
    ground.hand_in("赵测一", 90)
    epochs.append(seen(ground, "public").epoch)
    ground.run(closing.freeze, 5)
    epochs.append(seen(ground, "public").epoch)
    ground.append(Entry("published", 6, facts={"cut": 3, "boards": {}}))
    epochs.append(seen(ground, "public").epoch)
    ground.run(closing.unfreeze, 7)
    epochs.append(seen(ground, "public").epoch)
    assert epochs == [0, 0, 1, 1, 2]


def test_a_second_freeze_holds_the_second_place(ground: Ground) -> None:
    ground.run(closing.freeze, 5)
    ground.hand_in("赵测一", 90)
    ground.run(closing.unfreeze, 6)
    assert participants(ground, "public") == 1
    ground.run(closing.freeze, 7)
    ground.hand_in("钱测二", 90)
    assert (participants(ground, "organiser"), participants(ground, "public")) == (2, 1)


def test_a_process_that_starts_after_the_freeze_shows_the_frozen_board(ground: Ground) -> None:
    ground.hand_in("赵测一", 90)
    ground.run(closing.freeze, 5)
    ground.hand_in("钱测二", 90)
    ground.house.kept.clear()
    assert (participants(ground, "organiser"), participants(ground, "public")) == (2, 1)
    ground.house.kept.clear()
    assert (participants(ground, "public"), participants(ground, "organiser")) == (1, 2)


def test_an_older_snapshot_is_never_answered_with_what_came_after_the_freeze(ground: Ground) -> None:
    ground.hand_in("赵测一", 90)
    with ground.house.database.reading() as old:
        assert cut(old, ground.view.id, "public").seq == 2
        ground.run(closing.freeze, 5)
        ground.hand_in("钱测二", 90)
        assert participants(ground, "organiser") == 2
        with standings.at(ground.house, old, ground.view, "public") as (fold, place):
            assert fold.head_count()[0] == 1
            assert place.frozen


def test_before_the_opening_nothing_is_kept(ground: Ground) -> None:
    """The roll of a draft is still being written; a fold of it would be wrong for ever."""
    kept = standings._kept(ground.house, ground.view.id)
    kept.live = Standings(Roll([]), scheme_of(ground.view.rules))
    ground.hand_in("赵测一", 90)
    assert participants(ground, "public") == 1


def test_many_threads_share_one_fold(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    plain = reading.read_roll

    def counting(session: Session, contest_id: int) -> Roll:
        made.append(contest_id)
        return plain(session, contest_id)

    monkeypatch.setattr("app.boards.standings.read_roll", counting)
    ground.hand_in_all([(name, 80, 600) for name in ground.keys])
    with ThreadPoolExecutor(8) as threads:
        counts = set(threads.map(lambda _: participants(ground, "public"), range(40)))
    assert counts == {len(ground.keys) - 1}  # one of them is exempt
    assert len(made) == 1


def test_a_step_that_breaks_off_is_not_kept(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert participants(ground, "public") == 0
    ground.hand_in_all([(name, 80, 600) for name in ("赵测一", "钱测二")])
    plain = reading.results

    def breaking(session: Session, contest_id: int, *, after: int, upto: int) -> Iterator[Result]:
        yield next(iter(plain(session, contest_id, after=after, upto=upto)))
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("app.boards.standings.results", breaking)
        with pytest.raises(ConnectionError):
            participants(ground, "public")
    assert participants(ground, "public") == 2
    with (
        ground.house.database.reading() as session,
        standings.at(ground.house, session, ground.view, "public") as (fold, _),
    ):
        assert sum(fold.counts.tries) == 2


def test_at_least_waits_for_an_entry_but_never_breaks_a_freeze(ground: Ground) -> None:
    ground.run(closing.freeze, 5)
    entry = ground.hand_in("赵测一", 90)
    with (
        ground.house.database.reading() as session,
        standings.at(ground.house, session, ground.view, "public", at_least=entry.seq) as (fold, _),
    ):
        assert fold.head_count()[0] == 0


def test_at_least_looks_past_an_old_snapshot(ground: Ground) -> None:
    with ground.house.database.reading() as old:
        cut(old, ground.view.id, "public")
        entry = ground.hand_in("赵测一", 90)
        with standings.at(ground.house, old, ground.view, "public", at_least=entry.seq) as (fold, place):
            assert (fold.head_count()[0], place.seq) == (1, entry.seq)
