"""The doctor's list as a whole: every check speaks, a broken one does not silence the rest, and it is quick."""

import time

from app.core.checkup import CHECKS, examine, worst
from app.core.house import House
from app.core.i18n import translate
from app.core.remark import Ground, Light, Remark, green, red
from tests.core.ground import ground


def breaks(_ground: Ground) -> Remark:
    raise PermissionError


def fine(_ground: Ground) -> Remark:
    return green("项目", "好 %(n)s%%。", n=3)


def bad(_ground: Ground) -> Remark:
    return red("项目", "坏。", "请修 %(what)s。", what="它")


def test_every_check_speaks_in_time_on_either_engine(any_house: House) -> None:
    began = time.monotonic()
    remarks = examine(ground(any_house))
    assert time.monotonic() - began < 3
    assert [remark.name for remark in remarks] == [check.__name__ for check in CHECKS]
    assert len({remark.title for remark in remarks}) == len(CHECKS)
    for remark in remarks:
        assert remark.says not in ("", "没有查成（%(check)s：%(error)s）。"), remark.name
        assert remark.said("zh").endswith("。"), remark.said("zh")
        assert bool(remark.do) is (remark.light is not Light.GREEN), "what to do stands where something is to be done"


def test_a_check_that_breaks_keeps_nobody_silent(house: House) -> None:
    remarks = examine(ground(house), [breaks, fine])
    assert [remark.light for remark in remarks] == [Light.AMBER, Light.GREEN]
    assert "breaks：PermissionError" in remarks[0].said("zh")


def test_the_worst_light_decides(house: House) -> None:
    here = ground(house)
    assert worst(examine(here, [fine])) is Light.GREEN
    assert worst(examine(here, [breaks, fine])) is Light.AMBER
    assert worst(examine(here, [fine, bad, breaks])) is Light.RED


def test_a_remark_speaks_with_its_facts(house: House) -> None:
    good, wrong = examine(ground(house), [fine, bad])
    assert good.said("zh") == translate("zh", "好 3%。") == "好 3%。"
    assert (wrong.said("zh"), wrong.advice("zh")) == ("坏。", "请修 它。")
