"""Chờ ký: everything that waits for one's own key; tick several, type the PIN once.

Papers are made and prepared as soon as they reach their signer; here one sees which are ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from service.gateway import RefusedError
from service.knowing import known_to
from service.labels import Explained, explain
from service.many_signatures import MOST, SAYS_NOTHING_OF_IT, refuse_too_many
from service.pages import asked_form, errors, many, sign_list
from service.pages.timing import Due, calendar_for, due
from service.problems import status_of
from service.services import services
from storage.people import persons
from storage.readmodel import signable
from storage.readmodel.shapes import DocumentRow
from workflows.contracts.codec import document_from
from workflows.domain.kinds import COMMITMENTS, route_of
from workflows.domain.lifecycle import State
from workflows.recording import sign_lists, sign_refusals
from workflows.recording.sign_lists import ListedPaper, list_id_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from service.gateway import Target
    from workflows.domain.document import Document

bp = Blueprint("sign_many", __name__)

STATES: Final = (State.AWAITING_SIGNATURE, State.RECONCILING, State.AWAITING_CONFIRMATION)
ALL: Final = "het"
PAPERS, MINUTES, OWN, CONFIRMATIONS = "van-ban", "bien-ban", "cam-ket", "xac-nhan"


@dataclass(frozen=True, slots=True)
class Line:
    """One document that waits for this person's key.

    `seen` is "" while it is being prepared; `alone` is one that is signed on its own page, because
    more than a signature is due there; `pages` are how many of its pages he was handed, and of how
    many; `problem` is why it is stuck, or was not signed the last time.
    """

    row: DocumentRow
    what: str
    who: str
    due: Due
    seen: str
    is_opened: bool
    alone: bool
    pages: tuple[int, int] | None
    problem: Explained | None

    @property
    def may_be_ticked(self) -> bool:
        """Whether it is ready, and a signature is all that is due."""
        return bool(self.seen) and not self.alone


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
            line.row.document_id for line in self.lines if line.may_be_ticked and not line.is_opened
        )

    @property
    def ready(self) -> frozenset[str]:
        """The ids of those that can be ticked."""
        return frozenset(line.row.document_id for line in self.lines if line.may_be_ticked)

    @property
    def preparing(self) -> int:
        """How many of the lines are still being prepared, or are stuck there."""
        return sum(not line.seen for line in self.lines)

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
    """Sign those that were ticked, and lead to the page that tells how far it has come."""
    part = request.form.get("loai", "")
    try:
        targets = _chosen()
        refuse_too_many(targets)
        papers = _papers(targets)
        list_id = list_id_of(asked_form.act_id(), papers)
        sign_list.start(list_id, papers, asked_form.pin)
    except RefusedError as refusal:
        return _page(_listing(part), refusal), status_of(refusal.code)
    return redirect(url_for("sign_list.page", list_id=list_id), HTTPStatus.SEE_OTHER)


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
        ids = {row.document_id for row in rows}
        opened = signable.opened(conn, person_id, ids)
        shown = signable.pages_shown(conn, person_id, ids)
        days = calendar_for(conn, now, [row.deadline for row in rows])
        names = persons.names(conn, {row.drafter_id for row in rows})
    counts = dict.fromkeys((PAPERS, MINUTES, OWN, CONFIRMATIONS), 0)
    for place, count in by_place.items():
        counts[part_of(*place)] += count
    docs = [(row, document_from(row.after)) for row in rows]
    failed = _refused(person_id, docs)
    lines = tuple(
        Line(
            row, part_of(row.state, row.kind), names.get(row.drafter_id, ""),
            due(now, row.deadline, days), _seen(doc), row.document_id in opened, _is_alone(row),
            shown.get((row.document_id, doc.paper.current.sha256)) if doc.paper else None,
            _explained(row.stuck or failed.get(row.document_id, "")),
        )
        for row, doc in docs
        if doc.paper is None or doc.paper.cms is None
    )  # fmt: skip
    return Listing(part if part in counts else "", lines, counts)


def _refused(person_id: str, docs: list[tuple[DocumentRow, Document]]) -> Mapping[str, str]:
    """Return why papers were not signed the last time; of one that has changed since, nothing."""
    shown = {doc.document_id: doc.paper.current.sha256 for _, doc in docs if doc.paper}
    with services().database.reading() as conn:
        noted = sign_refusals.of_papers(conn, person_id, shown)
    tried = services().runs.problems_of(person_id)
    return noted | {d: code for d, code in tried.items() if code in SAYS_NOTHING_OF_IT}


def _explained(code: str) -> Explained | None:
    return explain(code) if code else None


def _seen(doc: Document) -> str:
    """Return what of a document is signed from this list; "" while it is still being prepared."""
    paper = doc.paper
    if paper is None or paper.item is None:
        return ""
    return f"{doc.version}{many.BETWEEN}{paper.current.sha256}"


def _is_alone(row: DocumentRow) -> bool:
    """Without a seal the signer numbers the paper in the same act, which its own page offers."""
    return row.state == State.AWAITING_SIGNATURE and not route_of(row.kind, row.route).is_sealed


def _page(listing: Listing, refusal: RefusedError | None = None) -> str:
    left = errors.details_of(refusal).get("left") if refusal else None
    ticked = frozenset(request.form.getlist("ban"))
    chosen = request.args.get("chon", "")
    if chosen:
        ticked = listing.ready if chosen == ALL else listing.ready & _of_list(chosen)
    return render_template(
        "sign_many.html",
        listing=listing,
        problem=explain(refusal.code) if refusal else None,
        left=left if isinstance(left, int) else None,
        ticked=ticked,
        unopened=len(listing.unopened & ticked if ticked else listing.unopened),
        act_id=services().new_id(),
        most=MOST,
    )


def _of_list(list_id: str) -> frozenset[str]:
    """Return the documents of one's own earlier list; of others' none."""
    with services().database.reading() as conn:
        found = sign_lists.find(conn, list_id)
    is_own = found is not None and found.person_id == str(current_user.person_id)
    return frozenset(p.document_id for p in found.papers) if found and is_own else frozenset()


def _chosen() -> list[Target]:
    """Return the documents that were ticked.

    Raises:
        RefusedError: none was.
    """
    found = many.ticked()
    if not found:
        raise RefusedError("sign.nothing_chosen")
    return found


def _papers(targets: Collection[Target]) -> list[ListedPaper]:
    """Return the lines of the list, of what this person may know of.

    Raises:
        RefusedError: there are more unopened ones than the tick of its own says, if it is there.
    """
    ids = {target.document_id for target in targets}
    person_id, now = str(current_user.person_id), services().clock()
    with services().database.reading() as conn:
        known = known_to(conn, person_id, ids, now)
        opened = signable.opened(conn, person_id, ids)
    if len(ids - opened) > (asked_form.number("chua-mo") or 0):
        raise RefusedError("sign.unopened")
    return [
        ListedPaper(t.document_id, t.act_id, t.seen_version, t.seen_sha256, t.document_id in opened)
        for t in targets
        if t.document_id in known
    ]
