"""Hồ sơ văn bản: one document, who has it, what I may do with it, and how it got here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates.page_images import page_count
from service.copies.fitness import LARGEST
from service.gateway import Target
from service.labels import Explained, explain
from service.pages import errors, offered
from service.pages.asking import actor
from service.pages.awaiting import Awaiting, awaiting
from service.pages.campaign_opened import campaign_of_plan, is_campaign
from service.pages.hindrance import hindrance_of
from service.pages.kind_of_page import shown_by_kind
from service.pages.opened import Opened, content_of, open_document, text_of
from service.problems import status_of
from service.services import services
from storage.people import posts
from storage.readmodel.rounds import Comment
from storage.registers import numbers
from workflows.domain.errors import NoTermError
from workflows.domain.lifecycle import Act, State
from workflows.domain.shapes import PaperName
from workflows.domain.work import next_work
from workflows.recording.comments import DOSSIER, Shown
from workflows.recording.content import blob_ref
from workflows.recording.numbering import series_key
from workflows.recording.roll import members_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from service.gateway import RefusedError

bp = Blueprint("document", __name__)

TITLE = "title"  # the trích yếu can be commented on too
ACT_ID_LENGTH = 32  # hex digits
VERSION_ACTS = frozenset({Act.CREATE, Act.SAVE, Act.ATTACH, Act.RETURN, Act.REVISE})


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its text, and the answer to it with its explanation."""

    comment: Comment
    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """A paper as pictures: which file, how many pages."""

    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an act was refused, and what the person had typed."""

    explained: Explained
    faults: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    left: int | None = None
    typed: tuple[str, ...] = ()
    awaiting: Awaiting | None = None

    @property
    def is_stale(self) -> bool:
        """Whether somebody else was quicker."""
        return self.explained.code in {"doc.stale", "doc.wrong_state", "doc.other_content"}


@bp.get("/van-ban/<document_id>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(document_id: str) -> ResponseReturnValue:
    """Show a document; the visit goes into the ledger first. A campaign has a page of its own."""
    if is_campaign(document_id):
        return redirect(url_for("campaign.page", campaign_id=document_id))
    opened = open_document(document_id)
    note_view(opened)
    return render(opened)


@bp.get("/van-ban/<document_id>/phien-ban")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def version(document_id: str) -> ResponseReturnValue:
    """Say which version there is now, for a page that waits for the next one."""
    return {"version": open_document(document_id).doc.version}


def note_view(opened: Opened, sha256: str = "", shown: Shown = DOSSIER) -> None:
    """Note in the ledger what was shown, before it is shown.

    Raises:
        RefusedError: it could not be noted; then nothing is shown.
    """
    doc = opened.doc
    seen = sha256 or doc.shown_sha256
    target = Target(doc.document_id, services().new_id(), doc.version, seen)
    services().gateway.viewed(actor(), target, shown)


def note_page(opened: Opened, sha256: str, shown: Shown) -> None:
    """Note in the ledger, once a person and paper, that a page of it was handed out.

    Raises:
        RefusedError: it could not be noted; then it is not shown.
    """
    doc, who = opened.doc, actor()
    named = f"page/{who.person_id}/{doc.document_id}/{sha256}/{shown.page}"
    act_id = hashlib.sha256(named.encode()).hexdigest()[:ACT_ID_LENGTH]
    services().gateway.viewed(who, Target(doc.document_id, act_id, doc.version, sha256), shown)


def refused(document_id: str, refusal: RefusedError) -> ResponseReturnValue:
    """Show the document as it is now, why the act was refused, and what had been typed."""
    opened = open_document(document_id)
    note_view(opened)
    details = errors.details_of(refusal)
    left = details.get("left")
    typed = (request.form.get(name, "").strip() for name in ("reason", "text", "explanation"))
    problem = Problem(
        explain(refusal.code),
        errors.texts(details, "faults"),
        errors.texts(details, "places"),
        left if isinstance(left, int) else None,
        tuple(words for words in typed if words),
        awaiting(refusal),
    )
    return render(opened, problem, request.form), status_of(refusal.code)


def render(
    opened: Opened, problem: Problem | None = None, typed: Mapping[str, str] | None = None
) -> str:
    """Return the page."""
    content = content_of(opened.row.content)
    asking = opened.asking
    said = said_by_paragraph(opened.comments)
    return render_template(
        "document.html",
        o=opened,
        doc=opened.doc,
        content=content,
        problem=problem,
        typed=typed or {},
        offers=offered.offers(asking),
        destructive=offered.destructive(asking),
        may_comment=offered.may_comment(asking),
        may_answer=offered.may_answer(asking),
        said=said,
        lost=[place for place in said if place not in anchors(content)],
        sheets=sheets_of(opened),
        versions=[e for e in opened.events if e.act in VERSION_ACTS],
        reasons={e.seq: text_of(e.reason) for e in opened.events if e.reason},
        act_id=services().new_id(),
        campaign=campaign_of_plan(opened),
        **shown_by_kind(opened, content),
        **_sidebar(opened),
    )


def _sidebar(opened: Opened) -> dict[str, Any]:
    doc = opened.doc
    work = next_work(doc)
    is_going = not doc.is_final
    return {
        "work": work,
        "hindrance": hindrance_of(opened, work),
        "is_going": is_going,
        "next_number": next_number(opened),
        "signers": offered.candidates(opened.asking),
        "members": members_of(doc, opened.at, opened.people),
        "titles": titles_of(opened),
        "seen_sha256": seen_sha256(opened),
        "may_attach": offered.offer_of(opened.asking, Act.ATTACH) is not None,
        "largest_mb": LARGEST // 1024**2,
    }


def seen_sha256(opened: Opened) -> str:
    """Return the hash of what the page shows for decision: the paper to be signed, if any."""
    paper = opened.doc.paper
    return paper.current.sha256 if paper is not None else opened.doc.shown_sha256


def said_by_paragraph(comments: tuple[Comment, ...]) -> dict[str, list[Said]]:
    """Return the comments with their texts, by the paragraph they stand at."""
    found: dict[str, list[Said]] = defaultdict(list)
    for comment in comments:
        found[comment.paragraph_id].append(
            Said(comment, text_of(comment.text), text_of(comment.explanation))
        )
    return dict(found)


def anchors(content: Mapping[str, Any]) -> set[str]:
    """Return every place that a comment can stand at; one at any other has lost its place."""
    sections = content.get("sections", ())
    paragraphs = {p["id"] for section in sections for p in section["paragraphs"]}
    others = (*content.get("contents", ()), *content.get("shortcomings", ()))
    return paragraphs | {one["id"] for one in others} | {TITLE}


def sheets_of(opened: Opened) -> tuple[Sheets, ...]:
    """Return the papers that exist, the one that is being decided on first."""
    phase = opened.doc.phase
    first = phase.paper if phase is not None else PaperName.MAIN
    found = []
    for name in sorted(PaperName, key=lambda n: n is not first):
        paper = opened.doc.paper_named(name)
        if paper is not None:
            pdf = services().blobs.get(blob_ref(paper.current))
            found.append(Sheets(name, paper.current.sha256, page_count(pdf)))
    return tuple(found)


def next_number(opened: Opened) -> str:
    """Return the number that would be allotted now, as printed; "" where none is due."""
    doc = opened.doc
    is_next = doc.state is State.AWAITING_SIGNATURE and not doc.the_route.is_sealed
    if doc.state is not State.AWAITING_NUMBER and not is_next:
        return ""
    with services().database.reading() as conn:
        try:
            key = series_key(conn, doc, opened.at)
        except NoTermError:
            return ""  # said when it is asked for; the page must open all the same
        series = numbers.series_for(conn, key)
    return numbers.printed(series.last_value + 1 if series else 1, key.code, key.separator)


def titles_of(opened: Opened) -> dict[str, str]:
    """Return the titles of the posts in the document's units, by post id."""
    doc = opened.doc
    ids = {doc.unit_id, doc.issuer_id, doc.circle_id, doc.superior_id, *doc.shared_with} - {""}
    with services().database.reading() as conn:
        return {post.post_id: post.title for post in posts.posts_in(conn, ids)}
