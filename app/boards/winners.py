"""Which rows have won which award by their place: once a contest is finalised, and for organisers before."""

from app.boards.awards import tiers
from app.boards.folding import Standings
from app.boards.rows import group_rows
from app.contests.rules import Awards, Rules, Tier


def of_organisations(standings: Standings, rules: Rules) -> dict[int, Tier]:
    """Awards by organisation. With size classes every class has awards of its own."""
    won: dict[int, Tier] = {}
    groups = standings.groups("organisations")
    classes = {id_: min(groups.divisions(id_, standings.people), default="") for id_ in groups}
    for awards in _by_rank(rules, "organisations"):
        for division in sorted(set(classes.values())):
            placed = group_rows(standings, "organisations", keep=lambda id_, own=division: classes[id_] == own)  # type: ignore[misc]
            ranks = [one.rank if one.row.figures.passes else None for one in placed]
            for one, tier in zip(placed, tiers(awards, ranks), strict=True):
                if tier is not None:
                    won.setdefault(one.row.id, awards.tiers[tier])
    return won


def of_members(standings: Standings, rules: Rules) -> dict[int, Tier]:
    """Awards by place on the roll."""
    won: dict[int, Tier] = {}
    for awards in _by_rank(rules, "members"):
        rows = standings.order.top(len(standings.order))
        for row, tier in zip(rows, tiers(awards, [row.rank for row in rows]), strict=True):
            if tier is not None:
                won.setdefault(row.place, awards.tiers[tier])
    return won


def called(tier: Tier, language: str) -> str:
    return (tier.name_en if language == "en" else "") or tier.name


def _by_rank(rules: Rules, board: str) -> list[Awards]:
    return [one for one in rules.awards if one.board == board and one.by == "rank"]
