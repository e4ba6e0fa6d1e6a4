"""What a screen shows, and how many rows its hall can read."""

import pytest
from pydantic import ValidationError

from app.halls.showing import Message, Showing, State, rows_for, too_far

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("width", "distance", "rows"),
    [(60, 250, 8), (40, 180, 8), (40, 181, 6), (40, 240, 6), (40, 241, 4), (20, 400, 4)],
)
def test_rows_follow_the_width_and_the_last_row_of_seats(width: int, distance: int, rows: int) -> None:
    """Decimetres: 25 m before 6 m of picture is 4.2 widths; 4.5 and 6 widths are the edges."""
    assert rows_for(width, distance) == rows
    assert too_far(width, distance) == (rows == 4)


def test_a_change_keeps_the_rest_and_is_looked_at_again() -> None:
    showing = Showing(wifi="大厅").changed(state=State.MESSAGE, message="break", text=" 十点继续 ")
    assert (showing.state, showing.message, showing.text, showing.wifi) == (
        "message",
        Message.BREAK,
        "十点继续",
        "大厅",
    )
    for wrong in ({"seconds": 7}, {"seconds": 121}, {"width": 9}, {"board": "people"}, {"colour": "red"}):
        with pytest.raises(ValidationError):
            showing.changed(**wrong)


def test_line_pace_and_rows_need_no_new_picture_and_a_filter_does() -> None:
    showing = Showing(state=State.BOARD)
    for same in ({"line": "请就座"}, {"seconds": 20}, {"distance": 300}, {"badge": False}, {"still": True}):
        assert showing.changed(**same).picture == showing.picture
    for other in ({"kind": "branch"}, {"turn": True}, {"board": "units"}, {"state": "cover"}, {"text": "一"}):
        assert showing.changed(**other).picture != showing.picture


def test_what_is_stored_is_what_was_chosen() -> None:
    showing = Showing(state=State.JOIN, wifi="Hall", wifi_password="a b", line="公告")
    assert Showing.model_validate_json(showing.canonical()) == showing
