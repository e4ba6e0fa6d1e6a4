"""N players answer one question within a second, as in a live quiz. Beside it what two live quizzes reach."""

import random
from dataclasses import dataclass

from benchmarks.installation import Running, installed
from benchmarks.line import run
from benchmarks.papers import Sheet, lay_papers, not_stored
from benchmarks.report import Options, Row, Table
from benchmarks.synthetic_roll import write_roll
from benchmarks.tapping import Side, Turn, on_plan

PEERS = {
    "ClassQuiz": ("4d1f1d3", 14, "≤ 0.02", "p99 70 s, 10 of 1,000 acknowledged answers stored"),
    "Razzia": ("f411a8e", 34, "≤ 0.05", "p99 28 s, answers in memory only"),
}
"""Version, acknowledged answers a core-second with 1,000 players, what our CPU an answer should be of theirs, and what
else was seen; measured on the same kind of machine, server on one core, clients on another."""


@dataclass
class Question:
    players: int
    turns: list[Turn]


def measure(options: Options) -> list[Table]:
    sizes = [options.size(1000, 200), options.size(3000, 500)]
    made = installed(options.folder / "data", write_roll(options.folder / "roll.xlsx", max(sizes)))
    with made.house() as house:
        sheets = lay_papers(house, made.contest, max(sizes))
    with made.serve() as app:
        asked = run(_ask(app, sheets, sizes, options))
    lost = not_stored(made.settings().url, sheets)
    return [_table(one, lost, compared=one.players == sizes[0]) for one in asked]


async def _ask(app: Running, sheets: list[Sheet], sizes: list[int], options: Options) -> list[Question]:
    asked = []
    for players in sizes:
        side = Side(app, sheets[:players])
        turns = []
        for number in range(options.rounds + 1):
            chance = random.Random(number)
            turns.append(await on_plan(side, sorted(chance.uniform(0, 1) for _ in range(players))))
        side.leave()
        asked.append(Question(players, turns[1:]))
        options.say(f"  {players:,} players: p99 {', '.join(f'{one.p99:.0f}' for one in turns[1:])} ms")
    return asked


def _table(asked: Question, lost: int, *, compared: bool) -> Table:
    per_cpu = [round(one.per_cpu_second, 1) for one in asked.turns]
    rows = [
        Row("acknowledged and durable", "answers/CPU-s", per_cpu),
        Row("p50", "ms", [one.p50 for one in asked.turns]),
        Row("p99", "ms", [one.p99 for one in asked.turns]),
        Row("last answer acknowledged after", "s", [round(one.seconds, 2) for one in asked.turns]),
    ]
    facts: dict[str, str | int | float] = {
        "errors": 0,
        "acknowledged and not stored": lost,
        "acknowledged": sum(one.answers for one in asked.turns),
    }
    if compared:
        for peer, (version, rate, reach, seen) in PEERS.items():
            ratios = [round(rate / one, 5) for one in per_cpu]
            rows.append(Row(f"CPU an answer / that of {peer} ({1000 / rate:.0f} ms)", "×", ratios, reach))
            facts[f"{peer} {version}"] = f"{rate} acknowledged answers a core-second, {seen}"
    how = (
        f"{asked.players:,} open connections with a paper each; every player answers one question at a random moment "
        "of one second, open loop; CPU-seconds of the whole server process over that second and until the last reply."
    )
    return Table(f"one_second_{asked.players}", f"{asked.players:,} players answer within a second", how, rows, facts)
