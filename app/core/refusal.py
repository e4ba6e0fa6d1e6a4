"""Typed refusals: a status, a key that clients may rely on, and one sentence for people.

Every refusal is declared once, in the domain that knows the reason::

    closed = declare("paper.closed", 409, N_("这份试卷已经收了。"))
    raise closed(late=[3])
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """A request that is understood and not granted. ``facts`` go to the client and fill the sentence."""

    def __init__(self, status: int, key: str, sentence: str, facts: dict[str, Any]) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.sentence = sentence
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        return Refusal, (self.status, self.key, self.sentence, self.facts)


@dataclass(frozen=True)
class Declared:
    key: str
    status: int
    sentence: str

    def __call__(self, **facts: Any) -> Refusal:
        return Refusal(self.status, self.key, self.sentence, facts)


DECLARED: dict[str, Declared] = {}


def declare(key: str, status: int, sentence: str) -> Callable[..., Refusal]:
    """Declare a refusal; ``sentence`` is a msgid (Chinese) that may use ``%(fact)s`` of its facts."""
    if key in DECLARED:
        raise ValueError(f"refusal {key} is declared twice")
    declared = DECLARED[key] = Declared(key, status, sentence)
    return declared


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues without translating it here."""
    return sentence


malformed = declare("request.malformed", 422, N_("请求的格式不对，没有保存任何内容。"))
not_found = declare("not_found", 404, N_("没有找到。请核对地址，或重新扫描二维码。"))
busy = declare("busy", 503, N_("人多，正在排队，已选的答案都在手机上，约 10 秒后自动再送。"))
too_large = declare("request.too_large", 413, N_("内容太大，没有接收。"))
cross_origin = declare("request.cross_origin", 403, N_("这个请求来自别的网站，没有接收。请从本网站的页面操作。"))
not_allowed = declare("request.method", 405, N_("这个地址不支持这种请求。"))
failed = declare("server.failed", 500, N_("服务器出错了，已经记下。已送达的答案不受影响，请稍后再试。"))


def full() -> Refusal:
    """``busy`` in other words: the disk has no room. Nothing heals by itself, but phones go on trying."""
    return Refusal(
        503, "busy", N_("服务器的磁盘满了，暂时存不下新答案，已选的都在手机上，会自动再送。请告诉主办方。"), {}
    )


def away() -> Refusal:
    """``busy`` in other words, for whoever wanted to read or is no member: the database cannot be reached just now."""
    return Refusal(503, "busy", N_("服务器暂时取不到数据，请过十秒再试。已经送达的答案都在。"), {})
