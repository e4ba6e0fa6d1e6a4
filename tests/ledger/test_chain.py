"""Pure: the canonical bytes of an entry, and how one entry binds the next."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.chain import GENESIS, TYPED, Entry, link, payload, receipt

pytestmark = pytest.mark.pure

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
facts = st.dictionaries(texts.map(lambda name: "fact " + name), values, max_size=4)


@given(facts, st.integers(1, 2**40), st.integers(0, 2**53))
def test_the_bytes_are_canonical(found: dict[str, object], seq: int, at: int) -> None:
    """Order of insertion changes nothing; reading and writing again gives the same bytes; keys are sorted."""
    entry = Entry("result", at, score=9850, facts=found)
    turned = Entry("result", at, score=9850, facts=dict(reversed(list(found.items()))))
    text = payload(7, seq, entry)
    assert text == payload(7, seq, turned)
    read = json.loads(text)
    assert json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
    assert (read["v"], read["contest"], read["seq"], read["at"], read["score"]) == (1, 7, seq, at, 9850)
    assert all(read[name] == value for name, value in found.items())


@given(facts, facts)
def test_different_facts_have_different_hashes(one: dict[str, object], other: dict[str, object]) -> None:
    same = payload(1, 1, Entry("k", 0, facts=one)) == payload(1, 1, Entry("k", 0, facts=other))
    if not same:
        assert one != other


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), float("inf"), [1, [2.5]], {"deep": {"er": 0.1}}])
def test_a_float_is_refused_in_a_payload(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        payload(1, 1, Entry("result", 0, facts={"mean": value}))


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        payload(1, 1, Entry("result", 0, facts={"x": value}))


def test_empty_typed_columns_are_left_out() -> None:
    read = json.loads(payload(1, 1, Entry("frozen", 5)))
    assert not set(read) & set(TYPED)


def test_each_entry_binds_the_one_before() -> None:
    first = link(GENESIS, "a")
    assert first == hashlib.sha256(bytes(32) + b"a").digest()
    assert link(first, "b") != link(GENESIS, "b")


def test_a_receipt_is_forty_bits_that_people_can_read_out() -> None:
    code = receipt(bytes.fromhex("57d1b9fbc0") + bytes(27))
    assert code == "K7I3-T66A"
    assert Entry("result", 0, hash=bytes(32)).receipt == "AAAA-AAAA"
