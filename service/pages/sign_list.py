"""One list that is being signed: how far it has come, how each paper ended, and going on with it.

What was signed is read from the ledger, and so is why a paper was refused, whichever process tried;
that a list was broken off before it came to a paper is known to that process, and otherwise plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from service.gateway import RefusedError, Target
from service.labels import explain
from service.pages import asked_form, errors
from service.pages.asking import actor
from service.pages.awaiting import awaiting
from service.pages.sign_list_lines import Fate, Lines, lines_of
from service.problems import status_of
from service.services import services
from service.signing_runs import Run
from storage.ledger import ledger
from workflows.recording import sign_lists, sign_refusals
from workflows.recording.sign_lists import ListedPaper, SignList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from service.desk.client import Proof

bp = Blueprint("sign_list", __name__)

NOT_REACHED = "sign.not_reached"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a list has come: the acts that are in the ledger, and who is at work on it.

    `noted` is why papers were refused, by document, as the ledger has it of a list at rest.
    """

    of: SignList
    signed: frozenset[str]  # act ids
    run: Run | None
    noted: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_going(self) -> bool:
        """Whether this process is signing it now."""
        return _is_going(self.run)

    @property
    def refused(self) -> int:
        """How many were refused so far."""
        return len(self._problems)

    @property
    def codes(self) -> dict[str, str]:
        """What became of each document; "" where it is signed."""
        problems = self._problems
        return {
            paper.document_id: ""
            if paper.act_id in self.signed
            else problems.get(paper.document_id, NOT_REACHED)
            for paper in self.of.papers
        }

    @property
    def version(self) -> str:
        """What changes whenever the page would look different."""
        return f"{len(self.signed)}-{self.refused}-{self.is_going:d}"

    @property
    def _problems(self) -> dict[str, str]:
        tried = self.run.problems if self.run is not None else {}
        return {**self.noted, **tried}


@bp.get("/ky/danh-sach/<list_id>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(list_id: str) -> ResponseReturnValue:
    """Show how far one's own list has come."""
    return _page(_standing(list_id))


@bp.get("/ky/danh-sach/<list_id>/tien-do")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def progress(list_id: str) -> ResponseReturnValue:
    """Say whether the page would look different now."""
    return {"version": _standing(list_id).version}


@bp.post("/ky/danh-sach/<list_id>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def go_on(list_id: str) -> ResponseReturnValue:
    """Sign what is left of a list, at the PIN or the phone's confirmation; it stays that list."""
    standing = _standing(list_id)
    try:
        start(list_id, standing.of.papers, asked_form.pin)
    except RefusedError as refusal:
        return _page(standing, refusal)
    return redirect(url_for("sign_list.page", list_id=list_id), HTTPStatus.SEE_OTHER)


def start(list_id: str, papers: Sequence[ListedPaper], pin: Callable[[], Proof]) -> None:
    """Open the key, note the list, and let it be signed; one that is on its way goes on alone.

    Raises:
        RefusedError: nothing was begun.
    """
    here, person_id = services(), str(current_user.person_id)
    if _is_going(here.runs.find(list_id, person_id)):
        return
    here.runs.refuse_busy()
    targets = [Target(p.document_id, p.act_id, p.version, p.sha256) for p in papers]
    signing = here.gateway.open_many(actor(), targets, pin())
    try:
        here.gateway.note_list(actor(), list_id, papers)
    except RefusedError:
        signing.close()
        raise
    note = partial(here.gateway.note_refused, actor(), list_id)
    here.runs.begin(list_id, person_id, signing, note)


def _standing(list_id: str) -> Standing:
    """Return how far one's own list has come; of others' as little is said as of none."""
    person_id = str(current_user.person_id)
    with services().database.reading() as conn:
        found = sign_lists.find(conn, list_id)
        if found is None or found.person_id != person_id:
            abort(HTTPStatus.NOT_FOUND)
        run = services().runs.find(list_id, person_id)
        signed = ledger.recorded(conn, [paper.act_id for paper in found.papers])
        ids = [paper.document_id for paper in found.papers if paper.act_id not in signed]
        noted = {} if _is_going(run) else sign_refusals.of_list(conn, person_id, list_id, ids)
    return Standing(found, signed, run, noted)


def _is_going(run: Run | None) -> bool:
    return run is not None and not run.is_over


def _page(standing: Standing, refusal: RefusedError | None = None) -> ResponseReturnValue:
    ended = standing.run.refusal if standing.run is not None and not standing.is_going else None
    told = refusal or ended
    waits = awaiting(told, request.path) if told is not None else None
    left = errors.details_of(refusal).get("left") if refusal else None
    page = render_template(
        "sign_list.html",
        s=standing,
        lines=Lines() if standing.is_going else lines_of(standing.of.papers, standing.codes),
        Fate=Fate,
        problem=explain(told.code) if told is not None else None,
        awaiting=waits,
        tries=left if isinstance(left, int) else None,
    )
    is_answered = told is not None and (waits is not None or refusal is not None)
    return page, status_of(told.code) if is_answered and told else HTTPStatus.OK
