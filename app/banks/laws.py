"""Pure: the official texts that questions may cite: titles, editions, numbers of articles (``laws.yaml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.yaml_text import BadYaml, read_yaml

SHIPPED = Path(__file__).parents[2] / "question_banks" / "laws.yaml"


class BadLaws(Exception):
    """The list of official texts cannot be read; says where."""


@dataclass(frozen=True)
class LawEdition:
    """One edition of a text. ``missing``: articles whose wording was not at hand when the list was made."""

    edition: int
    articles: int
    preamble: str = ""
    superseded_by: int | None = None
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Laws:
    """Editions by full title, then by year."""

    documents: Mapping[str, Mapping[int, LawEdition]]


NO_LAWS = Laws({})


def read_laws(path: Path) -> Laws:
    """Read the list; raise :class:`BadLaws`."""
    try:
        value = read_yaml(path.read_bytes()).value
    except BadYaml as bad:
        raise BadLaws(f"{path.name}:{bad.line}: {bad.sentence}") from None
    documents: dict[str, dict[int, LawEdition]] = {}
    try:
        for document in value["documents"]:
            for listed in document["editions"]:
                found = _edition(listed)
                documents.setdefault(listed.get("title", document["title"]), {})[found.edition] = found
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadLaws(f"{path.name}: {type(error).__name__}: {error}") from None
    return Laws(documents)


def _edition(listed: Mapping[str, Any]) -> LawEdition:
    superseded = listed.get("superseded_by")
    return LawEdition(
        edition=int(listed["edition"]),
        articles=int(listed["articles"]),
        preamble=str(listed.get("preamble", "")),
        superseded_by=None if superseded is None else int(superseded),
        missing=frozenset(int(article) for article in listed.get("missing", ())),
    )


def laws_beside(bank: Path) -> Path | None:
    """The list that goes with a bank file: in its folder, the folder above, else the one that is shipped."""
    for candidate in (bank.parent / "laws.yaml", bank.parent.parent / "laws.yaml", SHIPPED):
        if candidate.is_file():
            return candidate
    return None
