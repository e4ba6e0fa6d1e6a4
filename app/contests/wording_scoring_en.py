"""Pure: how organisations are ranked and what they win, in English."""

from collections.abc import Iterator

from app.contests.rules import Awards, Rules, Tier
from app.contests.wording_names import CATEGORY_EN, joined, several
from app.core.figures import marks

TIE = {
    "participation": "participation",
    "full_marks": "share of full marks",
    "mean": "mean score",
    "attempts": "attempts a head",
    "duration": "shorter mean time",
}
BOARD = {"organisations": "organisations", "members": "members"}


def sentences(rules: Rules) -> Iterator[str]:
    if rules.ranking:
        yield organisations(rules)
        yield _divisions(rules)
        yield published(rules)
        yield from _awards(rules)
    else:
        yield "Nobody is ranked, and no board is published."


def organisations(rules: Rules) -> str:
    """The rule that is printed on the board of organisations."""
    said = f"An organisation's score is {_figure(rules)}{_who(rules)}{_gate(rules)}"
    chain = ", then ".join(TIE[tie] for tie in rules.organisation_ties)
    if not chain:
        return f"{said}; equal scores share the rank."
    return f"{said}; equal scores are ranked by {chain}; still equal shares the rank."


def _figure(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    match scoring.kind:
        case "sum":
            return "the sum of its members' scores"
        case "mean":
            return "the mean of those who took part"
        case "mean_of_roll":
            return "the mean of everyone who should take part; the absent count 0"
        case "best":
            return (
                f"the mean of its best {scoring.best_n}, or of all where fewer than {scoring.best_n} should take part; "
                "the absent count 0"
            )
    parts = []
    if scoring.participation_weight:
        parts.append(f"{scoring.participation_weight} × participation")
    if scoring.mean_weight_percent:
        parts.append(f"{marks(scoring.mean_weight_percent)} × the mean of those who took part")
    if scoring.full_marks_weight:
        parts.append(f"{scoring.full_marks_weight} × their share of full marks")
    return " + ".join(parts)


def _who(rules: Rules) -> str:
    if rules.counted == rules.eligible:
        return ""
    return f"; only {joined([several(CATEGORY_EN[category]) for category in rules.counted])} count"


def _gate(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    gates = []
    if scoring.gate_percent is not None:
        gates.append(f"at least {scoring.gate_percent}% participation")
    if scoring.min_participants is not None:
        gates.append(f"at least {scoring.min_participants} taking part")
    return f"; those with {joined(gates)} come before those with less" if gates else ""


def _divisions(rules: Rules) -> str:
    if not rules.divisions:
        return ""
    classes, least = [], 1
    for edge in rules.divisions:
        classes.append(f"{least} to {edge}" if least < edge else f"{edge}")
        least = edge + 1
    last = f"{least} and more"
    return f"Organisations are ranked in classes by how many should take part: {joined([*classes, last])}."


def published(rules: Rules) -> str:
    top = rules.published.organisations
    said = "All organisations are" if top is None else f"The top {top} organisations are"
    if rules.published.members:
        return f"{said} published, and the top {rules.published.members} members without their full names."
    return f"{said} published; members are not."


def _awards(rules: Rules) -> Iterator[str]:
    for one in rules.awards:
        yield _lot(one) if one.by == "lot" else _ranked(one)


def _lot(awards: Awards) -> str:
    prizes = joined([f"{_name(tier)} ({tier.places})" for tier in awards.tiers])
    return f"Drawn by lot among those with full marks: {prizes}."


def _ranked(awards: Awards) -> str:
    share = f", {awards.within_percent}% of all" if awards.within_percent is not None else ""
    tiers = ", ".join(_tier(tier) for tier in awards.tiers)
    return f"Awards for {BOARD[awards.board]} by rank{share}: {tiers}; who shares a rank shares the better award."


def _tier(tier: Tier) -> str:
    if tier.places is not None:
        return f"{_name(tier)} for {tier.places}"
    share = f"{tier.percent}% of the places left" if tier.percent is not None else "the rest"
    return f"{_name(tier)} for {share}"


def _name(tier: Tier) -> str:
    return tier.name_en or tier.name
