"""Nothing that must stay secret reaches the log."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from app.core.logging import set_up_logging

pytestmark = pytest.mark.pure
CODE = "12345678"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Handlers of the standard library are the process's: give them back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_forbidden_field_is_withheld(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(form)
    structlog.get_logger().info("sign_in.refused", secret=CODE, token=CODE, branch="第一党支部")
    logged = capsys.readouterr().err
    assert CODE not in logged
    assert "第一党支部" in logged
    if form == "json":
        assert json.loads(logged)["event"] == "sign_in.refused"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_shows_no_local_variables(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(form)

    def sign_in(card: str) -> None:
        answers = {"1": card}
        raise KeyError(len(answers))

    try:
        sign_in(CODE)
    except KeyError as error:
        structlog.get_logger().error("request.failed", exc_info=error)
    logged = capsys.readouterr().err
    assert "KeyError" in logged
    assert CODE not in logged


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_standard_librarys_loggers_go_the_same_way(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(form)
    logging.getLogger("somebody.else").warning("careful")
    logged = capsys.readouterr().err
    assert "careful" in logged
    if form == "json":
        assert json.loads(logged)["level"] == "warning"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_that_cannot_be_written_stops_nothing(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_logging(form)
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    structlog.get_logger().error("request.failed")
    logging.getLogger("somebody.else").warning("careful")
