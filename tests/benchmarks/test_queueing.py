"""The queueing simulation: textbook queues, what fills first, and where its service times come from."""

import json
from random import Random

import pytest

from benchmarks import queueing
from benchmarks.queues import steps as steps_module
from benchmarks.queues import validation
from benchmarks.queues.arrivals import ARRIVAL, Window, moments, window_with
from benchmarks.queues.costs import ASSUMED, DEFAULTS, EARLIER, MEASURED, SHORTLY, costs_from
from benchmarks.queues.crowds import Installed
from benchmarks.queues.needs import FULL, Shape, first_to_fill, head_at_most, holds, loads, needs
from benchmarks.queues.sheets import text
from benchmarks.queues.stations import Clock, Station
from benchmarks.queues.steps import shapes, steps

pytestmark = pytest.mark.pure

COSTS = costs_from(None)
MANY = 12_000


def kept(command: str = "`python -m benchmarks service_times`", **medians: float) -> dict[str, object]:
    rows = [{"name": name.replace("_", " "), "median": found} for name, found in medians.items()]
    return {"tables": {"service_times": {"origin": {"command": command}, "rows": rows}}}


def waits(servers: int, rate: float, work: float | None) -> float:
    """The mean wait in ms before a station to which ``rate`` a second come; ``work`` None: 10 ms in the mean."""
    clock, chance, spans = Clock(), Random(1), []
    station = Station(clock, servers)

    def come(asked: float, asks: float) -> None:
        station.ask(asks, lambda: spans.append(clock.now - asked - asks))

    for moment in moments(rate, MANY / rate, chance):
        asks = chance.expovariate(0.1) if work is None else work
        clock.at(moment, lambda moment=moment, asks=asks: come(moment, asks))
    clock.run(float("inf"))
    return sum(spans) / len(spans)


def test_constant_work_waits_as_the_formula_says():
    """M/D/1: ρ s / 2 (1 − ρ)."""
    assert waits(1, 70, 10) == pytest.approx(0.7 * 10 / 2 / 0.3, rel=0.1)


def test_work_as_luck_has_it_waits_twice_as_long():
    """M/M/1: ρ s / (1 − ρ)."""
    assert waits(1, 70, None) == pytest.approx(0.7 * 10 / 0.3, rel=0.15)


def test_two_servers_wait_as_erlang_says():
    """M/M/2 at ρ = 0.7: C = 2ρ² / (1 + ρ), wait C s / 2 (1 − ρ)."""
    assert waits(2, 140, None) == pytest.approx(2 * 0.49 / 1.7 * 10 / 0.6, rel=0.15)


def test_pieces_let_others_in_between():
    clock, ended = Clock(), []
    station = Station(clock)
    station.ask_in_pieces(20, lambda: ended.append("long"))
    station.ask(1, lambda: ended.append("short"))
    clock.run(100)
    assert (ended, station.busy, clock.last) == (["short", "long"], 21, 21)


def test_nothing_gets_lost_and_the_same_seed_gives_the_same_times():
    rates = {"save": 300.0, "hand_in": 40.0, "sign_in": 5.0, "door": 20.0}
    one, other = (Installed(COSTS, Shape("", 2, 2), 3).come(rates, 2) for _ in range(2))
    assert one == other
    assert sum(map(len, one.spans.values())) == pytest.approx(2 * 365, rel=0.15)
    assert Installed(COSTS, Shape("", 2, 2), 4).come(rates, 2) != one


def test_the_formula_and_the_simulation_have_the_same_load():
    rates = {"start_page": 60.0, "question_page": 60.0, "file": 200.0}
    found = Installed(COSTS, Shape("", 2, 2)).come(rates, 10)
    told = loads(COSTS, Shape("", 2, 2), rates)
    for part in ("application cores", "PostgreSQL cores"):
        assert found.busy[part] == pytest.approx(told[part], rel=0.1)


def test_more_waiting_with_more_load_and_less_with_more_processes():
    def wait(rate: float, processes: int) -> float:
        return Installed(COSTS, Shape("", processes, 8)).come({"save": rate}, 1.5).centile(("save",), 0.9)

    assert wait(200, 2) < wait(3000, 2) < wait(6500, 2)
    assert wait(6500, 6) < wait(6500, 2)


def test_a_batch_is_shared_but_nothing_is_cheaper_than_measured():
    alone, sixteen, thousand = (COSTS.save_item + COSTS.batch(size) / size for size in (1, 16, 1000))
    assert alone == pytest.approx(COSTS["save_alone"])
    assert sixteen == thousand == pytest.approx(max(COSTS["save_16"], sixteen))


def test_batches_grow_under_load():
    few = Installed(COSTS, Shape("")).come({"save": 50.0}, 4)
    many = Installed(COSTS, Shape("")).saturate(64, 2)
    assert few.per_batch < 1.5 < 20 < many.per_batch


def test_one_chain_fills_before_everything_else_at_the_close():
    rates = Window(1_000_000).phases()["closing"]
    rich = Shape("", processes=200, database_cores=200)
    assert first_to_fill(loads(COSTS, rich, rates)) == "head of a chain"
    chained = Shape("", 200, 200, chains=needs(COSTS, Window(1_000_000)).chains)
    assert loads(COSTS, chained, rates)["head of a chain"] <= FULL


def test_the_simulation_sees_the_head_too():
    rates = {"hand_in": 1.5 * head_at_most(COSTS)}
    one = Installed(COSTS, Shape("", 40, 40)).come(rates, 2)
    four = Installed(COSTS, Shape("", 40, 40, chains=4)).come(rates, 2)
    assert one.busy["head of a chain"] > 0.95
    assert one.centile(("hand_in",), 0.9) > 3 * four.centile(("hand_in",), 0.9)


def test_a_commit_that_several_machines_agree_on_needs_more_chains():
    assert head_at_most(COSTS, far=True) < head_at_most(COSTS)
    assert needs(COSTS, Window(10**6), far=True).chains > needs(COSTS, Window(10**6)).chains


def test_needs_grow_with_the_members():
    few, many = needs(COSTS, Window(10**5)), needs(COSTS, Window(10**6))
    for part in ("processes", "database_cores", "chains", "megabits", "fold_gb"):
        assert getattr(few, part) < getattr(many, part)
    assert many.processes < 11 * few.processes


def test_needs_are_enough():
    window = Window(300_000)
    found = needs(COSTS, window)
    shape = Shape("", found.processes, found.database_cores, found.chains)
    for rates in window.phases().values():
        assert max(loads(COSTS, shape, rates, window.members * window.watching).values()) <= FULL + 1e-9


def test_what_an_installation_holds_is_what_it_needs():
    shape = Shape("", 4, 4)
    most = holds(COSTS, shape, "opening")
    assert max(loads(COSTS, shape, Window(most).phases()["opening"]).values()) == pytest.approx(FULL, rel=0.02)
    assert holds(COSTS, Shape("", 8, 8), "opening") > 1.9 * most
    assert holds(COSTS, Shape("", 80, 80), "closing") < holds(COSTS, Shape("", 80, 80, 4), "closing")


def test_a_longer_grace_needs_fewer_chains():
    assert needs(COSTS, Window(10**6, jitter=30)).chains < needs(COSTS, Window(10**6)).chains / 3


def test_a_window_of_so_many_requests():
    assert window_with(21_000).opening_requests == pytest.approx(21_000, rel=0.001)
    assert Window(3000).phases()["opening"]["file"] == 5 * 3000 * 0.5 / 300 == ARRIVAL.count("file") * 5


def test_without_figures_the_tables_own_are_used_and_said_so():
    assert COSTS["sign_in"] == DEFAULTS["sign_in"].value
    assert {one.origin for one in COSTS.found.values()} == {EARLIER, ASSUMED}


def test_measured_figures_win_and_say_where_from():
    costs = costs_from(kept(sign_in=7.5, hand_in=0.5))
    assert costs.found["sign_in"] == (7.5, MEASURED, "`python -m benchmarks service_times`")
    assert (costs["hand_in"], costs.found["start"].origin) == (0.5, EARLIER)
    assert costs_from(kept("`python -m benchmarks x --short`: small", sign_in=1)).found["sign_in"].origin == SHORTLY


def test_a_rate_becomes_a_cost():
    row = {"name": "bare Starlette POST, one answer a request", "median": 8000.0}
    costs = costs_from({"tables": {"saves": {"origin": {"command": "c"}, "rows": [row]}}})
    assert costs["http"] == 0.125


def test_every_measured_default_says_where_it_is_found():
    for one in DEFAULTS.values():
        assert one.where
        assert bool(one.table) == bool(one.row)


def test_the_model_stands_beside_what_was_measured(monkeypatch):
    monkeypatch.setattr(validation, "SECONDS", 0.2)
    monkeypatch.setattr(validation, "CLOSING", (50, 1))
    opened = {"facts": {"members": 50, "seconds": 1}, "rows": [{"name": "CPU of the server a member", "median": 10.0}]}
    shown = text(validation.validation_sheet(COSTS, {"tables": {"opening_50": opened}}))
    assert "not measured yet" in shown
    (compared,) = (line.split() for line in shown.splitlines() if "CPU a member" in line)
    assert float(compared[-1]) == pytest.approx(float(compared[-3]) / 10, abs=0.01)


def test_steps_name_what_fills_first(monkeypatch):
    monkeypatch.setattr(steps_module, "REQUESTS", 2000)
    sheet = steps(COSTS, 100_000)
    assert [row[1] for row in sheet.rows[:3]] == ["opening", "answering", "closing"]
    assert "application cores" in sheet.rows[0][-1]
    assert all("members" not in row[0] for row in sheet.rows)
    assert [one.cells for one in shapes(COSTS, 10**7)] == [10, 10]


def test_tables_are_put_between_the_marks(tmp_path):
    document = tmp_path / "scale.md"
    document.write_text(f"before\n{queueing.BEGIN}\nold\n{queueing.END}\nafter\n")
    for _ in range(2):
        queueing.put_into(document, "new")
    assert document.read_text() == f"before\n{queueing.BEGIN}\n\nnew\n{queueing.END}\nafter\n"


def test_figures_are_read_from_a_file(tmp_path):
    (tmp_path / "kept.json").write_text(json.dumps(kept(start=1.0)))
    assert costs_from(queueing._kept(tmp_path / "kept.json"))["start"] == 1.0
    assert queueing._kept(tmp_path / "none.json") is None
