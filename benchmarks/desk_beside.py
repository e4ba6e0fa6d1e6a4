"""Desk work under full load: how long it takes beside and alone, and what members feel while it lasts."""

from benchmarks.county import County, at_work, county
from benchmarks.crowd import KINDS
from benchmarks.desk_work import Stretch, load_roll, mark_again
from benchmarks.report import Facts, Options, Row, Table
from benchmarks.without_http import FULL, MEMBERS, SHORT, STAYING, Round, one_round

IN_PROCESS = True


def measure(options: Options) -> list[Table]:
    people = options.size(MEMBERS, 600)
    made = county(options, people, options.size(STAYING, 100))
    load = SHORT if options.short else FULL
    beside, alone = [], []
    for number in range(options.rounds):
        beside.append(one_round(made, load, options, f"beside-{number}", desk=True))
        alone.append(_alone(made.copy(options.folder / f"alone-{number}")))
    rows = [
        *_felt("while the roll is loaded", [(one, one.within(one.roll)) for one in beside]),
        *_felt("while papers are marked again", [(one, one.within(one.marks)) for one in beside]),
        Row("roll loaded under load", "people/s", [one.roll.a_second for one in beside if one.roll]),
        Row("roll loaded alone", "people/s", [one.a_second for one, _ in alone]),
        Row("marked again under load", "papers/s", [one.marks.a_second for one in beside if one.marks]),
        Row("marked again alone", "papers/s", [one.a_second for _, one in alone]),
    ]
    how = (
        f"The load of the table before ({load.saves:,} saves, {load.hand_ins} hand-ins, {load.sign_ins} sign-ins a "
        f"second, one process). The roll: an .xlsx of {2 * people:,} rows is read and compared, and the {people:,} who "
        f"are new are loaded. Marking again: {people:,} handed-in papers have a late answer each; a ruling admits it, "
        "marks the paper whole and appends an entry, four rulings a transaction, until all are marked or the load ends."
    )
    marked = ", ".join(f"{one.marks.count:,}" for one in beside if one.marks)
    facts: Facts = {
        "errors": 0,
        "acknowledged and not stored": sum(one.lost for one in beside),
        "new people": people,
        "papers marked again under load in each round": marked,
    }
    return [Table("desk_beside", "Desk work under full load", how, rows, facts)]


def _felt(when: str, rounds: list[tuple[Round, tuple[float, float]]]) -> list[Row]:
    """Kinds of which nothing was planned meanwhile are left out."""
    rows = []
    for kind in KINDS:
        felt = [one.served.centile(kind, 0.99, within) for one, within in rounds]
        if all(felt):
            rows.append(Row(f"{kind}, p99, {when}", "ms", felt, "≤ 50"))
    return rows


def _alone(made: County) -> tuple[Stretch, Stretch]:
    with at_work(made) as house:
        papers = made.closed[: len(made.closed) // 5]
        return load_roll(house, made.longer, len(made.sheets)), mark_again(house, made.made.contest, papers)
