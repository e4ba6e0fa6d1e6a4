"""One small named world. Every name in it is invented for the tests and says so (测)."""

import unicodedata
from dataclasses import dataclass, field

from sqlmodel import Session

from app.core.house import House
from app.organisations.models import (
    Category,
    Grouping,
    GroupingKind,
    Member,
    Organisation,
    OrganisationKind,
    OrganisationName,
)

WORK_COMMITTEE = "测试县直机关工委"
COMMITTEE = "测试县发展改革局机关党委"
GENERAL_BRANCH = "测试县教育局党总支"
PLANNING, PRICES, SCHOOLS, ARCHIVE, WEATHER = (
    "发展改革局机关党委规划党支部",
    "发展改革局机关党委价格党支部",
    "教育局党总支学校党支部",
    "测试县档案馆党支部",
    "测试县气象局党支部",
)
BRANCHES = (PLANNING, PRICES, SCHOOLS, ARCHIVE, WEATHER)

#      name        branch    district unit          category               exempt
MEMBERS = (
    ("赵测一", PLANNING, "第一片", "发展改革局", Category.FULL, False),
    ("钱测二", PLANNING, "第一片", "发展改革局", Category.FULL, False),
    ("孙测三", PLANNING, "第一片", "发展改革局", Category.PROBATIONARY, False),
    ("李测四", PRICES, "第一片", "发展改革局", Category.FULL, False),
    ("周测五", PRICES, "第一片", "发展改革局", Category.FULL, True),
    ("吴测六", SCHOOLS, "第二片", "教育局", Category.FULL, False),
    ("郑测七", SCHOOLS, "第二片", "教育局", Category.APPLICANT, False),
    ("王测同", SCHOOLS, "第二片", "教育局", Category.FULL, False),
    ("王测同", SCHOOLS, "第二片", "教育局", Category.FULL, False),
    ("欧阳测九", ARCHIVE, "第二片", "档案馆", Category.FULL, False),
    ("陈测十", ARCHIVE, "第二片", "档案馆", Category.ACTIVIST, False),
    ("卫测末", WEATHER, "第二片", None, Category.FULL, False),
)
EXEMPT = "周测五"
NAMESAKES = "王测同"


@dataclass
class World:
    """Ids by name; of the two namesakes ``members`` holds the second, ``namesakes`` both."""

    house: House
    organisations: dict[str, int] = field(default_factory=dict)
    groupings: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Member keys by name."""
    namesakes: list[int] = field(default_factory=list)


def build_world(house: House) -> World:
    """1 work committee, 1 committee, 1 general branch, 5 branches, 2 districts, 3 units, 12 members."""
    world = World(house)
    house.writer.run(_build, world)
    return world


def _build(session: Session, world: World) -> None:
    root = _organisation(session, world, WORK_COMMITTEE, OrganisationKind.WORK_COMMITTEE, None)
    committee = _organisation(session, world, COMMITTEE, OrganisationKind.COMMITTEE, root)
    general = _organisation(session, world, GENERAL_BRANCH, OrganisationKind.GENERAL_BRANCH, root)
    parents = {PLANNING: committee, PRICES: committee, SCHOOLS: general, ARCHIVE: root, WEATHER: root}
    for name, parent in parents.items():
        _organisation(session, world, name, OrganisationKind.BRANCH, parent)
    for kind, names in (
        (GroupingKind.DISTRICT, ("第一片", "第二片")),
        (GroupingKind.UNIT, ("发展改革局", "教育局", "档案馆")),
    ):
        for place, name in enumerate(names):
            grouping = Grouping(key=_key("g", len(world.groupings)), kind=kind, name=name, sort_key=f"{place:03d}")
            session.add(grouping)
            session.flush()
            world.groupings[name] = _id(grouping.id)
    for place, row in enumerate(MEMBERS):
        _member(session, world, place, row)


def _organisation(
    session: Session, world: World, name: str, kind: OrganisationKind, parent: Organisation | None
) -> Organisation:
    place = len(world.organisations)
    made = Organisation(
        key=_key("o", place),
        parent_id=parent.id if parent else None,
        kind=kind,
        name=name,
        short_name=name.removeprefix("测试县"),
        path=f"{parent.path}/{name}" if parent else name,
        sort_key=f"{place:03d}",
    )
    session.add(made)
    session.flush()
    for folded in sorted({fold(made.name), fold(made.short_name)}):
        session.add(OrganisationName(organisation_id=_id(made.id), folded=folded))
    world.organisations[name] = _id(made.id)
    return made


def _member(session: Session, world: World, place: int, row: tuple[str, str, str, str | None, Category, bool]) -> None:
    name, branch, district, unit, category, exempt = row
    made = Member(
        key=_key("m", place),
        organisation_id=world.organisations[branch],
        district_id=world.groupings[district],
        unit_id=world.groupings[unit] if unit else None,
        name=name,
        folded=fold(name),
        category=category,
        exempt=exempt,
    )
    session.add(made)
    session.flush()
    world.members[name] = _id(made.id)
    world.keys[name] = made.key
    if name == NAMESAKES:
        world.namesakes.append(_id(made.id))


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _key(letter: str, place: int) -> str:
    """26 characters like a public id, and readable."""
    return f"{letter}{'abcdefghijklmnopqrstuvwxyz'[place]}".ljust(26, "2")


def _id(stored: int | None) -> int:
    assert stored is not None
    return stored
