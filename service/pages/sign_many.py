"""Chờ ký: everything that waits for one's own key; tick several, type the PIN once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from flask_login import current_user, login_required

from service.gateway import RefusedError
from service.labels import explain
from service.many_signatures import MOST
from service.pages import asked_form, errors, many
from service.pages.asking import actor
from service.pages.awaiting import awaiting
from service.pages.timing import Due, calendar_for, due
from service.problems import status_of
from service.services import services
from storage.people import persons
from storage.readmodel import signable
from storage.readmodel.shapes import DocumentRow
from workflows.contracts.codec import document_from
from workflows.domain.kinds import COMMITMENTS, route_of
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from service.gateway import Target
    from workflows.domain.document import Document

bp = Blueprint("sign_many", __name__)

STATES: Final = (State.AWAITING_SIGNATURE, State.RECONCILING, State.AWAITING_CONFIRMATION)
PAPERS, MINUTES, OWN, CONFIRMATIONS = "van-ban", "bien-ban", "cam-ket", "xac-nhan"


@dataclass(frozen=True, slots=True)
class Line:
    """One document that waits for this person's key.

    `alone` is one that is signed on its own page, because more than a signature is due there.
    """

    row: DocumentRow
    what: str
    who: str
    due: Due
    seen: str
    is_opened: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What waits: the lines of one part, and how many there are of each."""

    part: str
    lines: tuple[Line, ...]
    counts: Mapping[str, int]

    @property
    def unopened(self) -> frozenset[str]:
        """The ids of those that can be ticked and were not opened."""
        return frozenset(
            line.row.document_id for line in self.lines if not (line.is_opened or line.alone)
        )

    @property
    def more(self) -> int:
        """How many wait beyond the lines shown."""
        of_part = self.counts.get(self.part, 0) if self.part else sum(self.counts.values())
        return max(of_part - len(self.lines), 0)


@bp.get("/ky")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show what waits for this person's key."""
    return _page(_listing(request.args.get("loai", "")))


@bp.post("/ky")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def sign() -> ResponseReturnValue:
    """Sign those that were ticked, and tell what became of each."""
    try:
        targets = _chosen()
        _refuse_unopened(targets)
        signed = services().gateway.sign_many(actor(), targets, asked_form.pin())
    except RefusedError as refusal:
        listing = _listing(request.form.get("loai", ""))
        return _page(listing, refusal), status_of(refusal.code)
    return _told({one.document_id: one.code for one in signed})


def part_of(state: str, kind: str) -> str:
    """Return the part of the list that a document stands in."""
    if state == State.AWAITING_CONFIRMATION:
        return CONFIRMATIONS
    if state == State.RECONCILING:
        return MINUTES
    return OWN if kind in COMMITMENTS else PAPERS


def _listing(part: str) -> Listing:
    now, person_id = services().clock(), str(current_user.person_id)
    with services().database.reading() as conn:
        by_place = signable.counted(conn, person_id, STATES)
        places = [place for place in by_place if part in ("", part_of(*place))]
        rows = signable.waiting_for_key(conn, person_id, places, MOST)
        opened = signable.opened(conn, person_id, {row.document_id for row in rows})
        days = calendar_for(conn, now, [row.deadline for row in rows])
        names = persons.names(conn, {row.drafter_id for row in rows})
    counts = dict.fromkeys((PAPERS, MINUTES, OWN, CONFIRMATIONS), 0)
    for place, count in by_place.items():
        counts[part_of(*place)] += count
    ready = [(row, seen) for row in rows if (seen := _seen(document_from(row.after)))]
    lines = tuple(
        Line(
            row, part_of(row.state, row.kind), names.get(row.drafter_id, ""),
            due(now, row.deadline, days), seen, row.document_id in opened, _is_alone(row),
        )
        for row, seen in ready
    )  # fmt: skip
    return Listing(part if part in counts else "", lines, counts)


def _seen(doc: Document) -> str:
    """Return what of a document is signed from this list; "" while it is still being prepared."""
    paper = doc.paper
    if paper is None or paper.item is None or paper.cms is not None:
        return ""
    return f"{doc.version}{many.BETWEEN}{paper.current.sha256}"


def _is_alone(row: DocumentRow) -> bool:
    """Without a seal the signer numbers the paper in the same act, which its own page offers."""
    return row.state == State.AWAITING_SIGNATURE and not route_of(row.kind, row.route).is_sealed


def _page(listing: Listing, refusal: RefusedError | None = None) -> str:
    left = errors.details_of(refusal).get("left") if refusal else None
    return render_template(
        "sign_many.html",
        listing=listing,
        problem=explain(refusal.code) if refusal else None,
        awaiting=awaiting(refusal) if refusal else None,
        left=left if isinstance(left, int) else None,
        ticked=frozenset(request.form.getlist("ban")),
        act_id=services().new_id(),
        most=MOST,
    )


def _chosen() -> list[Target]:
    """Return the documents that were ticked.

    Raises:
        RefusedError: none was.
    """
    found = many.ticked()
    if not found:
        raise RefusedError("sign.nothing_chosen")
    return found


def _refuse_unopened(targets: Collection[Target]) -> None:
    """Let nobody sign by accident what he has not looked at: that needs a tick of its own.

    Raises:
        RefusedError: there is such a document, and the tick is not there.
    """
    ids = {target.document_id for target in targets}
    if request.form.get("chua-mo") == "1":
        return
    with services().database.reading() as conn:
        opened = signable.opened(conn, str(current_user.person_id), ids)
    if ids - opened:
        raise RefusedError("sign.unopened")


def _told(codes: Mapping[str, str]) -> str:
    return render_template(
        "sign_many_done.html", lines=many.lines_of(codes), part=request.form.get("loai", "")
    )
