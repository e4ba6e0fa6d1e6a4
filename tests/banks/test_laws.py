"""The list of official texts that is shipped can be read and is found from a bank's folder."""

from pathlib import Path

import pytest

from app.banks.laws import SHIPPED, BadLaws, laws_beside, read_laws

pytestmark = pytest.mark.pure


def test_the_shipped_list_knows_the_party_constitution() -> None:
    editions = read_laws(SHIPPED).documents["中国共产党章程"]
    assert editions[2022].articles == 55
    assert editions[2022].preamble == "总纲"
    assert editions[2017].superseded_by == 2022


def test_an_edition_with_a_title_of_its_own_is_found_under_it() -> None:
    documents = read_laws(SHIPPED).documents
    assert documents["中国共产党纪律处分条例（试行）"][1997].articles == 172
    assert 1997 not in documents["中国共产党纪律处分条例"]


def test_a_list_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    file = tmp_path / "laws.yaml"
    for text in ("documents: [{title: x}]", "a: [", "[]", "documents: 5"):
        file.write_text(text)
        with pytest.raises(BadLaws, match=r"laws\.yaml"):
            read_laws(file)


def test_the_list_beside_a_bank_goes_first(tmp_path: Path) -> None:
    bank = tmp_path / "made" / "bank.yaml"
    assert laws_beside(bank) == SHIPPED
    (tmp_path / "laws.yaml").write_text("documents: []")
    assert laws_beside(bank) == tmp_path / "laws.yaml"
