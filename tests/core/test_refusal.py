"""Refusals are declared once, with a status, a key and a sentence."""

import pickle

import pytest

from app.core import refusal
from app.core.i18n import translate
from app.core.refusal import Refusal, declare

pytestmark = pytest.mark.pure


def test_a_key_is_declared_only_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare("not_found", 404, "再来一次")


def test_facts_fill_the_sentence_and_survive_a_process() -> None:
    refused = Refusal(409, "paper.closed", "第 %(late)s 题", {"late": "3"})
    again = pickle.loads(pickle.dumps(refused))
    assert (again.status, again.key, again.facts) == (409, "paper.closed", {"late": "3"})
    assert translate("zh", again.sentence, **again.facts) == "第 3 题"


def test_busy_is_503_and_not_found_hides_what_is_not_yours() -> None:
    assert refusal.busy().status == 503
    assert refusal.not_found().status == 404
