"""Who signs a paper and how that is printed, from the people register at this instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.port import SignatureBlock
from storage.people import persons, posts
from workflows.activities.workshop import NoSignerError
from workflows.domain.kinds import FieldRole, PaperName
from workflows.domain.people import Prefix
from workflows.domain.rights import CLERK_FIELDS, MINUTE_FIELDS, eligible
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document

_AGENCY = ""  # the agency's key may be used by any of its clerks


def signers_of(
    conn: Connection, doc: Document, paper: PaperName, at: datetime
) -> dict[FieldRole, str]:
    """Return who signs each field of a paper, in the order of signing.

    Raises:
        NoSignerError: a post that must sign is vacant.
    """
    if paper is PaperName.MINUTES:
        return _of_minutes(conn, doc, at)
    if doc.signer is None:
        raise NoSignerError(doc.document_id)
    named: dict[FieldRole, str] = {FieldRole.PERSONAL: doc.signer.person_id}
    return named | dict.fromkeys((FieldRole.NUMBER, FieldRole.AGENCY), _AGENCY)


def _of_minutes(conn: Connection, doc: Document, at: datetime) -> dict[FieldRole, str]:
    """Secretary, then chair: two people, neither of them the drafter."""
    people = people_around(conn, doc, at)
    named: dict[FieldRole, str] = {}
    for role, who in MINUTE_FIELDS.items():
        party = doc.the_route.parties[who]
        taken = {doc.drafter_id, *named.values()}
        fit = (s for s in eligible(doc, party, at, people) if s.person_id not in taken)
        chosen = next(fit, None)
        if chosen is None:
            raise NoSignerError(role)
        named[role] = chosen.person_id
    return named


def block_of(
    conn: Connection, doc: Document, role: FieldRole, person_id: str
) -> SignatureBlock | None:
    """Return how a signer is printed; None for fields that print no name."""
    if role in CLERK_FIELDS:
        return None
    name = persons.names(conn, [person_id]).get(person_id, "")
    if role is FieldRole.PERSONAL and doc.signer is not None:
        authority = _title(conn, doc.signer.post_id)
        own = _own_title(conn, doc, person_id) if doc.signer.prefix else authority
        return SignatureBlock(doc.signer.prefix, authority, own, name)
    if role is FieldRole.SECRETARY:  # the form's own "THƯ KÝ" says it
        return SignatureBlock(Prefix.NONE, "", "", name)
    label = _own_title_in(conn, doc.circle_id, person_id)
    return SignatureBlock(Prefix.NONE, label, label, name)


def _title(conn: Connection, post_id: str) -> str:
    post = posts.post(conn, post_id)
    return post.title.upper() if post else ""


def _own_title(conn: Connection, doc: Document, person_id: str) -> str:
    """A deputy signs KT. above his own post (NĐ 30/2020 PL I, II.7a)."""
    return _own_title_in(conn, doc.issuer_id, person_id)


def _own_title_in(conn: Connection, unit_id: str, person_id: str) -> str:
    held = [h for h in posts.holdings_of(conn, person_id) if h.unit_id == unit_id]
    return held[0].title.upper() if held else ""
