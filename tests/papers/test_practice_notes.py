"""What is kept of practice, on both engines."""

from app.papers.practice_notes import Note, note, notes
from tests.world import World


def test_counts_and_runs_and_each_showing_once(any_world: World) -> None:
    house, member = any_world.house, any_world.members["赵测一"]

    def put(right: bool, shown: int, question: str = "q-1") -> Note:
        return house.writer.run(note, member, bank="made", question=question, right=right, shown=shown)

    assert put(False, 10) == Note(0, 1, 0, 10)
    assert put(True, 10) == Note(0, 1, 0, 10), "the same showing"
    assert put(True, 9) == Note(0, 1, 0, 10), "an older one"
    assert put(True, 20).in_book
    assert not put(True, 30).in_book
    assert put(False, 40) == Note(2, 2, 0, 40)
    put(True, 50, "q-2")
    with house.database.reading() as session:
        found = notes(session, member)
        assert {key: one.in_book for key, one in found.items()} == {("made", "q-1"): True, ("made", "q-2"): False}
        assert notes(session, any_world.members["钱测二"]) == {}
