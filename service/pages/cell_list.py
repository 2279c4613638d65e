"""Danh sách của chi bộ, của khoa, phòng: begun at once, by who looks after the circle.

A campaign is the state's and must not know what a cell's members commit themselves to, so a cell's
list passes through no campaign: each commitment is begun by its officer, as if by hand.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_login import login_required

from doc_templates.errors import PaperError
from service.campaigns.checking import Checked, CheckFault, ListAsk, Planned, check
from service.commitments.contents import Beginning, Served
from service.commitments.from_list import content_of_row
from service.commitments.placing import CELL
from service.gateway import Actor, Gateway, RefusedError, Target
from service.labels import explain
from service.pages import asked_form, list_upload
from service.pages.asking import actor, me
from service.pages.campaign_opened import campaigns_for
from service.pages.timing import local_day
from service.problems import status_of
from service.services import services
from storage.people import units
from storage.people.units import Unit
from storage.readmodel import queries
from storage.readmodel.campaigns import PARTY_UNITS
from storage.readmodel.shapes import DocumentRow
from workflows.domain.kinds import EMPLOYEE_COMMITMENT, PARTY_COMMITMENT
from workflows.domain.lifecycle import State
from workflows.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from service.knowing import Me

bp = Blueprint("cell_list", __name__)

Refusal = RefusedError | PaperError
MOST_ROWS = 200
AT_ONCE = 4
ID_LENGTH = 32  # hex digits
_OFFICERS = frozenset({Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY})


@dataclass(frozen=True, slots=True)
class Circle:
    """A cell or a unit for whose people somebody may begin commitments, and of which kind."""

    unit: Unit
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """For which circle, year and campaign a list is; what this person may choose from."""

    circles: tuple[Circle, ...]
    campaigns: tuple[DocumentRow, ...]
    years: tuple[int, ...]
    circle: Circle
    year: int
    campaign: DocumentRow | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a row; `code` is "" when the commitment exists now."""

    row: int
    name: str
    code: str


@bp.get("/cam-ket/danh-sach")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Ask for a list."""
    return _page(_asked(request.args))


@bp.post("/cam-ket/danh-sach")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def look() -> ResponseReturnValue:
    """Show what a list would create and what is wrong with it; nothing is created or kept."""
    asked = _asked(request.form)
    try:
        body = list_upload.handed_in()
        return _check_page(asked, body, _checked(asked, body))
    except (RefusedError, PaperError) as refusal:
        return _page(asked, refusal), status_of(refusal.code)


@bp.post("/cam-ket/danh-sach/loi.xlsx")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def faults() -> Response:
    """Hand out what is wrong with a list as a workbook."""
    asked = _asked(request.form)
    return list_upload.remarks_workbook(_checked(asked, list_upload.carried()).remarks)


@bp.post("/cam-ket/danh-sach/tao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def confirm() -> ResponseReturnValue:
    """Begin the commitments as they were shown; tell what became of each."""
    asked, body = _asked(request.form), list_upload.carried()
    checked = _checked(asked, body)
    try:
        _refuse_other(checked)
    except RefusedError as refusal:
        return _check_page(asked, body, checked, refusal), status_of(refusal.code)
    made = _make(asked, checked)
    return render_template("cell_list_result.html", asked=asked, made=made)


def may_list(unit_id: str) -> bool:
    """Say whether whoever asks may hand in a list for a cell or unit."""
    now = services().clock()
    with services().database.reading() as conn:
        every = {unit.unit_id: unit for unit in units.units(conn, now)}
        led = _led(me(conn, now), every)
    return any(circle.unit.unit_id == unit_id for circle in led)


def _asked(fields: Mapping[str, str]) -> Asked:
    """Return what the address or the form chose.

    Raises:
        RefusedError: `right.none`, looks after nobody; `http.bad_request`, chose something else.
    """
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        every = {unit.unit_id: unit for unit in units.units(conn, now)}
        led = _led(asker, every)
        running = _running(conn, asker, every)
    if not led:
        raise RefusedError("right.none")
    today = local_day(now)
    years = (today.year, today.year + 1)
    year = fields.get("year", "") or str(years[0])
    if year not in {str(one) for one in years}:
        raise RefusedError("http.bad_request")
    circle = next((c for c in led if c.unit.unit_id == fields.get("circle")), led[0])
    campaign = next((row for row in running if row.document_id == fields.get("dot")), None)
    return Asked(led, running, years, circle, int(year), campaign, now)


def _led(asker: Me, every: Mapping[str, Unit]) -> tuple[Circle, ...]:
    """Return the cells he is an officer of and the units he heads, cells first."""
    found: dict[str, Circle] = {}
    for post in asker.posts:
        unit = every.get(post.unit_id)
        if unit is None:
            continue
        if unit.kind == CELL and post.role in _OFFICERS:
            found[unit.unit_id] = Circle(unit, PARTY_COMMITMENT.kind_id)
        elif unit.kind not in PARTY_UNITS and post.role == Role.HEAD:
            found[unit.unit_id] = Circle(unit, EMPLOYEE_COMMITMENT.kind_id)
    return tuple(sorted(found.values(), key=lambda c: (c.unit.kind != CELL, c.unit.name)))


def _running(conn: Connection, asker: Me, every: Mapping[str, Unit]) -> tuple[DocumentRow, ...]:
    rows, _ = campaigns_for(conn, asker, every)
    return tuple(row for row in rows if row.state == State.IN_FORCE)


def _checked(asked: Asked, body: bytes) -> Checked:
    listed = list_upload.read(body)
    if len(listed.rows) > MOST_ROWS:
        raise RefusedError("list.too_many_here")
    here = asked.circle.unit.unit_id
    ask = ListAsk(
        asked.circle.kind,
        asked.year,
        lambda placing: placing.circle.unit_id == here,
        CheckFault.NOT_IN_CIRCLE,
    )
    with services().database.reading() as conn:
        return check(conn, listed, ask, asked.at)


def _refuse_other(checked: Checked) -> None:
    if checked.digest != request.form.get("digest", ""):
        raise RefusedError("campaign.list_changed")
    if not checked.planned:
        raise RefusedError("campaign.list_nothing")


def _make(asked: Asked, checked: Checked) -> list[Made]:
    """Begin them, a few at a time; a row that is refused stops no other."""
    act_id = request.form.get("act_id", "")
    if not 0 < len(act_id) <= asked_form.LONGEST_ID:
        raise RefusedError("http.bad_request")
    who, gateway, serves = actor(), services().gateway, _served(asked)

    def make(planned: Planned) -> Made:
        code = _begin(gateway, who, _Begun(asked, planned, serves, act_id))
        return Made(planned.row.number, planned.name, code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(make, checked.planned))


@dataclass(frozen=True, slots=True)
class _Begun:
    """One commitment that is begun."""

    asked: Asked
    planned: Planned
    serves: Served | None
    act_id: str


def _begin(gateway: Gateway, who: Actor, begun: _Begun) -> str:
    """Begin one; return the code of the refusal, "" for none."""
    asked, planned = begun.asked, begun.planned
    campaign = asked.campaign
    new = planned.placing.new(
        asked.year,
        campaign_id=campaign.document_id if campaign else "",
        serves_id=begun.serves.document_id if begun.serves else "",
        subject_id=planned.person_id,
    )
    beginning = Beginning(planned.name, planned.placings, asked.year, begun.serves)
    content = content_of_row(planned.row, beginning, planned.placing)
    act_id = hashlib.sha256(f"{begun.act_id}/{planned.person_id}".encode()).hexdigest()[:ID_LENGTH]
    try:
        gateway.create(who, Target("", act_id), new, content)
    except RefusedError as refusal:
        return refusal.code
    return ""


def _served(asked: Asked) -> Served | None:
    """Return the plan of the campaign that was chosen."""
    if asked.campaign is None:
        return None
    with services().database.reading() as conn:
        plan = queries.document(conn, asked.campaign.serves_id)
    if plan is None or plan.number_day is None:
        return None
    return Served(plan.document_id, plan.number_text, plan.number_day.isoformat(), plan.title)


def _page(asked: Asked, refusal: Refusal | None = None) -> str:
    return render_template(
        "cell_list.html",
        asked=asked,
        problem=explain(refusal.code) if refusal else None,
        columns=list_upload.headers_of(refusal),
    )


def _check_page(
    asked: Asked, body: bytes, checked: Checked, refusal: RefusedError | None = None
) -> str:
    return render_template(
        "cell_list_check.html",
        asked=asked,
        checked=checked,
        errors=list_upload.told(checked.errors[: list_upload.SHOWN]),
        doubts=list_upload.told(checked.doubts[: list_upload.SHOWN]),
        planned=checked.planned,
        workbook=list_upload.to_carry(body),
        problem=explain(refusal.code) if refusal else None,
        act_id=services().new_id(),
    )
