"""``show``: simulated members over the real HTTP interface; what they knew they learnt from the banks' files."""

import asyncio
from pathlib import Path

import yaml

from app.cli.showing import BANKS, learnt
from app.cli.simulated_members import Figures, Pace, simulate
from app.signin.cards import token
from app.verify.verifying import verify
from tests.faults.kills import KilledServer
from tests.open_contest import OpenContest, open_contest
from tests.ports import free_port
from tests.world import World

NAMES = ("赵测一", "钱测二", "孙测三", "李测四", "吴测六", "欧阳测九", "卫测末")


def shown(cup: OpenContest, names: tuple[str, ...], seconds: float) -> Figures:
    server = KilledServer(cup.house.settings.data, free_port())
    tokens = [token(cup.house.secret, cup.world.keys[name], 1) for name in names]
    try:
        server.start()
        asyncio.run(server.ready())
        return asyncio.run(simulate(f"http://127.0.0.1:{server.port}", "cup", tokens, Pace(seconds)))
    finally:
        server.stop()


def test_everybody_sits_a_paper_and_nothing_is_lost(world: World) -> None:
    cup = open_contest(world)
    figures = shown(cup, NAMES, 2)
    assert (figures.handed_in, figures.errors, figures.lost) == (len(NAMES), {}, 0)
    assert figures.summary()["requests"]["save"]["count"] > 8 * len(NAMES)
    found = verify(cup.house, "cup")
    assert (found.differences, found.checked["results"]) == (0, len(NAMES))


def test_who_has_used_all_attempts_is_counted_and_leaves(world: World) -> None:
    cup = open_contest(world, attempts=1)
    asyncio.run(cup.sit("赵测一"))
    figures = shown(cup, ("赵测一",), 1)
    assert (figures.without_attempt, figures.handed_in, figures.errors) == (1, 0, {})


def test_members_learn_right_texts_from_the_files() -> None:
    known = learnt(BANKS)
    question = yaml.safe_load((Path(BANKS) / "sample" / "bank.yaml").read_text())["questions"][0]
    assert known[question["stem"]]
    assert len(known) > 100
