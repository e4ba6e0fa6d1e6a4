"""What was understood of a roll file: faults, the choices it asks for, who comes, changes and goes; and its load."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_, Refusal
from app.core.web import HouseOf, Language, Reading
from app.desk import uploads
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.saying import Saying
from app.desk.uploads import Upload
from app.organisations import choices, loading
from app.organisations.choices import NEW, Choice
from app.organisations.faulty_rows import as_workbook, faulty_rows
from app.organisations.models import Category, ChoiceKind
from app.organisations.questions import Question, answer
from app.organisations.refusals import overtaken
from app.organisations.roll_plan import Plan, read_and_plan
from app.organisations.same_person import Facts
from app.signin.sessions import SignedOrganiser

router = desk_router()

KINDS = (".xlsx", ".xls", ".csv")
A_PAGE = 100
QUESTIONS_A_PAGE = 60
SHOWN = {"added": N_("新增的人"), "changed": N_("有变动的人"), "gone": N_("不再在册的人")}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = {"name": N_("姓名"), "path": N_("党组织"), "district": N_("片"), "unit": N_("单位")}


def understood(session: Session, house: House, kept: Upload) -> Plan:
    return read_and_plan(session, kept.path, kept.name, house.secret)


@router.get("/desk/roll/{token}")
def preview(
    request: Request,
    token: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    show: Annotated[str, Query(pattern="^(added|changed|gone|)$")] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    kept = uploads.find(house, token, KINDS)
    return preview_page(request, organiser, kept, understood(session, house, kept), show=show, page=page)


@router.post("/desk/roll/{token}")
def load(
    request: Request,
    token: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    base: Annotated[int, Form()],
    many_may_leave: Annotated[bool, Form()] = False,
) -> Response:
    """``base`` is the load that the preview was compared with: what is loaded is what was seen."""
    kept = uploads.find(house, token, KINDS)
    plan = understood(session, house, kept)
    try:
        if plan.base != base:
            raise overtaken()
        loading.load(house, plan, kept.name, many_may_leave=many_may_leave)
    except Refusal as refused:
        return preview_page(request, organiser, kept, plan, refused=refused)
    uploads.forget(kept)
    return RedirectResponse("/desk/roll?done=roll", 303)


@router.post("/desk/roll/{token}/choices")
def choose(
    request: Request,
    token: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    written: Annotated[list[str], Form(max_length=500)],
    pick: Annotated[list[str], Form(max_length=500)],
    other: Annotated[list[str], Form(max_length=500)],
    rest: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep what was chosen for each spelling, then show the file again. ``rest`` = ``new`` makes every name without an
    answer a new organisation."""
    kept = uploads.find(house, token, KINDS)
    plan = understood(session, house, kept)
    said = {key: text.strip() or chosen for key, chosen, text in zip(written, pick, other, strict=False)}
    try:
        house.writer.run(choices.remember, list(_answers(plan, said, new=rest == "new")))
    except Refusal as refused:
        return preview_page(request, organiser, kept, plan, refused=refused, said=said)
    return RedirectResponse(f"/desk/roll/{token}", 303)


@router.post("/desk/roll/{token}/forget")
def forget(
    token: str,
    house: HouseOf,
    organiser: Organiser,
    kind: Annotated[str, Form(max_length=20)],
    spelling: Annotated[str, Form(max_length=200)],
) -> Response:
    uploads.find(house, token, KINDS)
    house.writer.run(choices.forget, kind, spelling)
    return RedirectResponse(f"/desk/roll/{token}", 303)


@router.get("/desk/roll/{token}/faults.xlsx")
def faults(token: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language) -> Response:
    """The rows to be mended, with the reason in the last column."""
    plan = understood(session, house, uploads.find(house, token, KINDS))
    content = as_workbook(faulty_rows(plan.roll, plan.faults, language), language)
    headers = {"Content-Disposition": 'attachment; filename="faults.xlsx"', "Cache-Control": "no-store"}
    return Response(content, media_type=WORKBOOK, headers=headers)


@router.post("/desk/roll/{token}/discard")
def discard(token: str, house: HouseOf, organiser: Organiser) -> Response:
    uploads.forget(uploads.find(house, token, KINDS))
    return RedirectResponse("/desk/roll?done=discarded", 303)


def _answers(plan: Plan, said: dict[str, str], *, new: bool) -> Iterator[Choice]:
    for one in plan.questions():
        if what := said.get(_key(one)):
            yield answer(one, what, plan.tree)
        elif new and one.kind == ChoiceKind.ORGANISATION:
            yield Choice(one.kind, one.folded, NEW)


def _key(question: Question) -> str:
    return f"{question.kind.value}:{question.folded}"


def preview_page(
    request: Request,
    organiser: SignedOrganiser,
    kept: Upload,
    plan: Plan,
    *,
    show: str = "",
    page: int = 1,
    refused: Refusal | None = None,
    said: dict[str, str] | None = None,
) -> Response:
    """Whole names: these are the office's own rows, and the organiser has to recognise them."""
    counts = {"added": len(plan.added), "changed": len(plan.changed), "gone": len(plan.gone)}
    shown = show or next((of for of, count in counts.items() if count), "added")
    asked = plan.questions()
    return desk_page(
        request,
        "roll_preview.html",
        organiser,
        "roll",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        upload=kept,
        plan=plan,
        asked=asked[:QUESTIONS_A_PAGE],
        asked_more=max(0, len(asked) - QUESTIONS_A_PAGE),
        key=_key,
        said=said or {},
        categories=list(Category),
        places=_places(asked, plan),
        faults=lambda say: _plain_faults(plan, say),
        plain_faults=sum(fault.asks is None for fault in plan.faults),
        new_organisations=[path for path in plan.organisations if not plan.tree.nodes[path].stored],
        tabs=[(of, SHOWN[of], count) for of, count in counts.items()],
        listing=shown,
        people=lambda say: list(_people(plan, shown, say))[(page - 1) * A_PAGE : page * A_PAGE],
        page=page,
        pages=max(1, -(-counts[shown] // A_PAGE)),
    )


def _places(asked: list[Question], plan: Plan) -> list[str]:
    """Every organisation that an answer may name; none where nothing is asked about organisations."""
    if not any(one.kind == ChoiceKind.ORGANISATION for one in asked):
        return []
    return sorted(plan.tree.nodes)[:1000]


def _plain_faults(plan: Plan, say: Saying) -> list[dict[str, str]]:
    return [
        {"at": fault.place.said(say.language), "why": translate(say.language, fault.sentence, **fault.facts)}
        for fault in plan.faults
        if fault.asks is None
    ]


def _people(plan: Plan, shown: str, say: Saying) -> Iterator[dict[str, Any]]:
    """Name, organisation and, of those who change, what."""
    if shown == "added":
        for one in plan.added:
            yield {"name": one.name, "path": one.path, "what": []}
    elif shown == "changed":
        for id_, after in plan.changed:
            before = plan.before[id_]
            yield {"name": after.name, "path": after.path, "what": list(_what(before, after, plan.differs[id_], say))}
    else:
        for one in (plan.before[id_] for id_ in plan.gone):
            yield {"name": one.name, "path": one.path, "what": []}


def _what(before: Facts, after: Facts, differs: tuple[str, ...], say: Saying) -> Iterator[str]:
    for of in differs:
        old, new = getattr(before, of, None), getattr(after, of, None)
        if of in FIELDS:
            label = translate(say.language, FIELDS[of])
            old, new = _apart(before.path, after.path) if of == "path" else (old, new)
            yield f"{label}：{old or '–'} → {new or '–'}"
        elif of == "category":
            yield f"{say.category(before.category)} → {say.category(after.category)}"
        elif of == "exempt":
            yield translate(say.language, N_("免考") if new else N_("不再免考"))
        elif of == "state":
            yield translate(say.language, N_("回到名册"))
    if "number_mac" in differs:
        yield translate(say.language, N_("工号有变"))
    if "phone_mac" in differs or "tail_mac" in differs:
        yield translate(say.language, N_("手机号有变"))


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two paths without what stands above both."""
    old, new = before.split("/"), after.split("/")
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        old, new = old[1:], new[1:]
    return "/".join(old), "/".join(new)
