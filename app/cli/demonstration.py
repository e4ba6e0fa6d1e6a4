"""The demonstration: the synthetic roll, the banks of the project and the contest ``xincheng-cup``, loaded once."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col

from app.banks.editions import load as load_edition
from app.banks.files import read_bank
from app.contests.creating import compose, new_contest
from app.contests.finding import contest
from app.contests.opening import open_contest, prepare
from app.core.addresses import base_urls
from app.core.house import House
from app.core.refusal import Refusal
from app.core.settings import Settings
from app.organisations.demo import write_demo_roll
from app.organisations.loading import load as load_roll
from app.organisations.models import Category, Member, MemberState, Organisation
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import plan
from app.papers.models import Paper
from app.signin import cards, organisers

CONTEST = "xincheng-cup"
ORGANISER = "演示组织者"
BANKS = Path(__file__).parents[2] / "question_banks"
PRIVACY = {
    "office": "××县直机关工委（演示）",
    "contact": "主办办公室（演示）",
    "contact_phone": "000-00000000",
    "erase_on": "2027-12-31",
}


@dataclass(frozen=True)
class SignIn:
    branch: str
    name: str
    secret: str
    token: str


@dataclass(frozen=True)
class Demonstration:
    """What ``demo.json`` holds."""

    base_url: str
    contest: str
    member: SignIn | None
    organiser: dict[str, str]
    desk: str
    screen: str

    def say(self) -> None:
        if self.member:
            print("党员 / member:")
            print(f"  {self.member.branch} · {self.member.name} · {self.member.secret}")
            print(f"  {self.base_url}/c/{self.contest}#t={self.member.token}")
        print(f"组织者 / organiser: {self.desk}")
        print(f"  {self.organiser['name']} · {self.organiser['password']}")
        print(f"大屏 / screen: {self.screen}\n", flush=True)


def demonstration_settings(settings: Settings) -> Settings:
    """The settings, with demonstration values where the privacy notice has none (no person's name)."""
    missing = {name: value for name, value in PRIVACY.items() if not getattr(settings, name)}
    return settings.model_copy(update=missing)


def prepare_demonstration(house: House) -> Demonstration:
    """Load what is missing and write ``demo.json`` (0600); on the same data nothing is loaded twice."""
    _load_banks(house)
    load_demo_roll(house)
    _open_contest(house)
    base = base_urls(house.settings)[0]
    shown = Demonstration(
        base_url=base,
        contest=CONTEST,
        member=_fresh_member(house),
        organiser={"name": ORGANISER, "password": _organiser_password(house)},
        desk=f"{base}/desk",
        screen=f"{base}/screen/{CONTEST}/organisations",
    )
    _write(house.settings.data / "demo.json", asdict(shown))
    return shown


def _load_banks(house: House) -> None:
    for path in sorted(BANKS.glob("*/bank.yaml")):
        load_edition(house, read_bank(path), now=house.clock.now())


def load_demo_roll(house: House) -> None:
    file = house.settings.data / "uploads" / "demo-roll.xlsx"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_demo_roll(file)
    with house.database.reading() as session:
        present = select(col(Member.id)).where(col(Member.state) == MemberState.PRESENT)
        if session.execute(present.limit(1)).first() is not None:
            return
        planned = plan(session, read_roll(file), house.secret)
    load_roll(house, planned, file.name)


def _open_contest(house: House) -> None:
    now = house.clock.now()
    with house.database.reading() as session:
        try:
            view = contest(session, CONTEST)
        except Refusal:
            wishes = {
                "title": "“党在我心中”党章知识竞赛",
                "title_en": "The Party in My Heart: Party Constitution contest",
                "eligible": [category.value for category in Category],
            }
            rules = compose("online-heat", wishes, now=now)
            house.writer.run(new_contest, CONTEST, rules, preset="online-heat", now=now)
    with house.database.reading() as session:
        view = contest(session, CONTEST)
        if view.state != "draft":
            return
        prepared = prepare(house, session, view, now)
    house.writer.run(open_contest, prepared, now)


def _fresh_member(house: House) -> SignIn | None:
    """A full member who has not used an attempt."""
    with house.database.reading() as session:
        try:
            member, branch = _somebody(session)
        except NoResultFound:
            return None
    code = cards.shown(cards.code(house.secret, member.key, member.issue))
    return SignIn(branch, member.name, code, cards.token(house.secret, member.key, member.issue))


def _somebody(session: Session) -> tuple[Member, str]:
    row = session.execute(
        select(Member, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(
            col(Member.state) == MemberState.PRESENT,
            col(Member.category) == Category.FULL,
            col(Member.exempt).is_(False),
            ~exists().where(col(Paper.member_id) == col(Member.id)),
        )
        .order_by(col(Member.id))
        .limit(1)
    ).one()
    return row[0], row[1]


def _organiser_password(house: House) -> str:
    """The one-time password: made at the first start, kept in ``demo.json`` since."""
    file = house.settings.data / "demo.json"
    try:
        return organisers.make(house, ORGANISER)
    except Refusal:
        kept: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        password: str = kept.get("organiser", {}).get("password", "")
        return password or organisers.make(house, ORGANISER, reset=True)


def _write(file: Path, facts: dict[str, Any]) -> None:
    """Whole or not at all, readable by its owner alone."""
    unfinished = file.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(facts, out, ensure_ascii=False, indent=2)
    os.replace(unfinished, file)
