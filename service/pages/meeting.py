"""Một cuộc họp cho nhiều bản cam kết: one roll call, and the circle's count for each commitment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, url_for
from flask_login import login_required

from service.gateway import Extras, RefusedError, Target
from service.labels import explain
from service.pages import asked_form, many
from service.pages.asking import actor
from service.pages.circle_board import Line, board_of, chosen_circle, mine
from service.pages.circle_commitments import year_of
from service.pages.opened import content_of
from service.problems import status_of
from service.services import services
from storage.people import persons
from workflows.domain.errors import BadVoteError
from workflows.domain.lifecycle import Act
from workflows.domain.people import circle
from workflows.domain.rounds import Vote, check_vote
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("meeting", __name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One commitment that is voted on, with what it says."""

    line: Line
    content: dict[str, Any]


@bp.get("/cam-ket/tap-the/hop")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> ResponseReturnValue:
    """Show the roll and, for each commitment, what is voted on; what is shown is noted."""
    ticked = set(request.args.getlist("ban"))
    unit_id, year = request.args.get("noi", ""), year_of(request.args.get("nam", ""))
    board = board_of(chosen_circle(mine(), unit_id), year)
    lines = [w.line for w in board.to_vote if w.offer.is_possible]
    wanted = [line for line in lines if not ticked or line.row.document_id in ticked]
    if not wanted:
        raise RefusedError("many.nothing_chosen")
    for line in wanted:
        _note_view(line)
    return _form(unit_id or board.circle.unit.unit_id, year, wanted)


@bp.post("/cam-ket/tap-the/hop")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def record() -> ResponseReturnValue:
    """Record the votes: none where a count is wrong, else each for itself."""
    fields = request.form
    unit_id, year = fields.get("noi", ""), year_of(fields.get("nam", ""))
    board = board_of(chosen_circle(mine(), unit_id), year)
    targets = many.chosen()
    try:
        votes = {target.document_id: _vote(target.document_id) for target in targets}
    except BadVoteError as wrong:
        chosen = {target.document_id for target in targets}
        lines = [w.line for w in board.to_vote if w.line.row.document_id in chosen]
        return _form(unit_id, year, lines, wrong), status_of(wrong.code)
    absent = asked_form.absent()
    gateway = services().gateway

    def record_one(target: Target) -> object:
        extras = Extras(vote=votes[target.document_id], absent=absent)
        return gateway.act(actor(), target, Act.RECORD_VOTE, extras)

    back = url_for("circle_commitments.page", noi=unit_id, nam=year)
    return many.told(Act.RECORD_VOTE, many.each(targets, record_one), back)


def _vote(document_id: str) -> Vote:
    """Return the counts of one commitment; who neither refused nor abstained agreed.

    Raises:
        BadVoteError: counts that are no numbers or do not add up.
    """
    members = len(request.form.getlist("member"))
    present = members - len(asked_form.absent())
    agree, disagree, abstain = (
        _count(f"{name}-{document_id}") for name in ("agree", "disagree", "abstain")
    )
    no, silent = disagree or 0, abstain or 0
    vote = Vote(members, present, present - no - silent if agree is None else agree, no, silent)
    check_vote(vote)
    return vote


def _count(name: str) -> int | None:
    if not request.form.get(name, "").strip():
        return None
    found = asked_form.number(name)
    if found is None:
        raise BadVoteError(name)
    return found


def _note_view(line: Line) -> None:
    """Note in the ledger what is shown, before it is shown."""
    row = line.row
    target = Target(row.document_id, services().new_id(), row.version, row.shown_sha256)
    services().gateway.viewed(actor(), target)


def _form(unit_id: str, year: int, lines: list[Line], wrong: BadVoteError | None = None) -> str:
    now = services().clock()
    with services().database.reading() as conn:
        members = circle(unit_id, now, people_in(conn, [unit_id], now))
        names = persons.names(conn, [member.person_id for member in members])
    return render_template(
        "meeting.html",
        unit_id=unit_id,
        year=year,
        items=[Item(line, content_of(line.row.content)) for line in lines],
        members=[(member.person_id, names.get(member.person_id, "")) for member in members],
        typed=request.form if wrong else None,
        problem=explain(wrong.code) if wrong else None,
        act_id=services().new_id(),
    )
