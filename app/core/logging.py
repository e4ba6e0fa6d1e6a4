"""Logs: one line an event, text or JSON by ``CUP_LOG_FORMAT``.

No secret, answer, body, cookie or query string is ever logged: events carry ids and keys, addresses carry the path
alone, tracebacks carry no local variables. uvicorn's access log stays off, since it would write query strings.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NEVER = frozenset({"answers", "body", "cookie", "cookies", "key", "password", "query", "secret", "send", "token"})


def set_up_logging(form: str = "text") -> None:
    """Log to standard error; ``form`` is "text" or "json". The standard library's loggers go the same way."""
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold,
    ]
    ending: list[Any]
    if form == "json":
        ending = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    else:
        ending = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=24
            )
        ]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=StandardError,
        cache_logger_on_first_use=False,
    )
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def withhold(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The net under the rule: a field with a forbidden name is logged without its value."""
    for name in NEVER.intersection(event):
        event[name] = "(withheld)"
    return event


class StandardError:
    """Prints to whatever standard error is now. A log that cannot be written never stops what it tells about."""

    def __init__(self, *_names: Any) -> None:
        pass

    def msg(self, message: str) -> None:
        try:
            sys.stderr.write(message + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            pass

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


class _ToStandardError(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        StandardError().msg(self.format(record))
