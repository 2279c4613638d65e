"""The content of a comment round's minutes, gathered from its rows, roll and vote."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from storage.instants import from_text
from storage.ledger import ledger
from storage.people import persons, posts, units
from storage.readmodel import rounds
from storage.readmodel.campaigns import PARTY_UNITS
from workflows.activities.places import place_of
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Ticket
from workflows.domain.errors import BadVoteError
from workflows.domain.lifecycle import Act
from workflows.domain.shapes import FieldRole
from workflows.recording.content import load_content
from workflows.recording.roll import load_roll, members_of
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from doc_templates.port import Content
    from storage.readmodel.rounds import Comment, Round
    from workflows.activities.workshop import Workshop
    from workflows.domain.document import Document
    from workflows.domain.rounds import Vote
    from workflows.recording.roll import Roll

OF_UNIT, OF_CELL = "bien-ban-gop-y", "bien-ban-chi-bo"
VERSION = "@v1"
WHAT = {"ke-hoach": "Kế hoạch", "nghi-quyet": "Nghị quyết"}
LONGEST_NAME, LONGEST_TITLE, LONGEST_TEXT = 50, 500, 4000  # letters that the form has room for


def minutes_content(
    shop: Workshop, conn: Connection, doc: Document, signers: Mapping[FieldRole, str]
) -> Content:
    """Return the minutes of the round that was voted on.

    Raises:
        BadVoteError: there was no vote.
    """
    if doc.vote is None or doc.roll is None or doc.content is None:
        raise BadVoteError(doc.document_id)
    roll = load_roll(shop.blobs, doc.roll)
    title = str(load_content(shop.blobs, doc.content)["title"])
    names = _Names(conn, doc.circle_id, (*roll.present, *roll.absent, *signers.values()))
    held = rounds.rounds_of(conn, doc.document_id)[-1]
    comments = rounds.comments_of(conn, doc.document_id, held.number)
    found = _as_the_round_found_it(shop, conn, doc)
    form, what = _form(conn, doc), WHAT.get(doc.kind, "")
    return {
        "kind": form,
        "template": form + VERSION,
        "meeting": _line(f"Góp ý dự thảo {what} {title}", LONGEST_TITLE),
        "document_title": _line(f"dự thảo {what} {title}", LONGEST_TITLE),
        "present": [names.with_post(person) for person in _officers_first(conn, doc, roll)],
        "absent": [_absence(names, person, why) for person, why in roll.absent.items()],
        "total": doc.vote.members,
        "chair": names.with_post(signers[FieldRole.CHAIR]),
        "secretary": names.with_post(signers[FieldRole.SECRETARY]),
        "comments": [_comment(shop, names, c, found) for c in comments],
        "vote": _vote(doc.vote),
        "conclusion": "",
        **_heading(conn, doc),
        **_times(held, from_text(doc.voted_at)),
    }


def _form(conn: Connection, doc: Document) -> str:
    """A party body writes its minutes in the Party's form, all others in the state's (Mẫu 1.9)."""
    kind = units.kinds_of(conn, [doc.circle_id]).get(doc.circle_id, "")
    return OF_CELL if kind in PARTY_UNITS else OF_UNIT


def _officers_first(conn: Connection, doc: Document, roll: Roll) -> list[str]:
    """Return who was there: chair, deputy, secretary, then the members."""
    at = from_text(doc.voted_at)
    members = members_of(doc, at, people_around(conn, doc, at))
    places = {person: place for place, person in enumerate(members)}
    return sorted(roll.present, key=lambda person: places.get(person, len(places)))


def _absence(names: _Names, person_id: str, reason: str) -> dict[str, Any]:
    return {"name": names.of(person_id), "reason": _line(reason, LONGEST_TITLE)}


def _line(text: str, longest: int) -> str:
    """Return a text as one line: people write comments on several, the form has one for each."""
    return textwrap.shorten(text, longest, placeholder="…")


def _heading(conn: Connection, doc: Document) -> dict[str, Any]:
    """Name the circle as it was called when it voted."""
    circle = units.unit(conn, doc.circle_id, from_text(doc.voted_at))
    if circle is None:
        return {"issuer": {"superior": "", "name": "", "code": ""}, "code": "", "place": ""}
    code = f"BB-{circle.code}"
    issuer = {"superior": circle.superior_line, "name": circle.name.upper(), "code": code}
    return {"issuer": issuer, "code": code, "place": circle.place}


class _Names:
    """Names and posts of the people of one meeting."""

    def __init__(self, conn: Connection, circle_id: str, ids: Iterable[str]) -> None:
        held = posts.holdings_in(conn, [circle_id])
        self._titles = {h.person_id: h.title for h in reversed(held)}
        self._names = persons.names(conn, tuple(ids))

    def of(self, person_id: str) -> str:
        return _line(self._names.get(person_id, ""), LONGEST_NAME)

    def with_post(self, person_id: str) -> dict[str, Any]:
        return {"name": self.of(person_id), "post": self._titles.get(person_id, "")}


def _as_the_round_found_it(shop: Workshop, conn: Connection, doc: Document) -> dict[str, Any]:
    """Return what was commented on: since then the drafter may have changed it."""
    entries = ledger.of_document(conn, doc.document_id)
    opened = [entry.after or {} for entry in entries if entry.act == Act.OPEN_ROUND]
    return load_content(shop.blobs, Ticket(**opened[-1]["content"]))


def _comment(shop: Workshop, names: _Names, comment: Comment, commented: Content) -> dict[str, Any]:
    explanation = shop.blobs.get(comment.explanation).decode() if comment.explanation else ""
    return {
        "who": names.of(comment.person_id),
        "where": place_of(commented, comment.paragraph_id),
        "text": _line(shop.blobs.get(comment.text).decode(), LONGEST_TEXT),
        "answer": comment.answer,
        "explanation": _line(explanation, LONGEST_TEXT),
    }


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "present": vote.present,
        "agree": vote.agree,
        "disagree": vote.disagree,
        "abstain": vote.abstain,
    }


def _times(held: Round, voted_at: datetime) -> dict[str, Any]:
    return {"started_at": _spoken(held.opened_at), "ended_at": _spoken(voted_at)}


def _spoken(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return (
        f"{local.hour:02d} giờ {local.minute:02d}, "
        f"ngày {local.day:02d} tháng {local.month:02d} năm {local.year}"
    )
