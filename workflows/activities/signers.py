"""Who signs a paper and how that is printed, from the people register at this instant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doc_templates.port import SignatureBlock
from storage.instants import from_text
from storage.people import persons, posts, units
from workflows.activities.workshop import NoSignerError
from workflows.domain.deadlines import VIETNAM
from workflows.domain.people import Prefix
from workflows.domain.rights import CLERK_FIELDS, MINUTE_FIELDS, eligible
from workflows.domain.shapes import FieldRole, Fonds, PaperName
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Acknowledgement, Document, Signer
    from workflows.domain.shapes import Phase

ON_BEHALF, CELL = "T/M", "CHI BỘ"  # as the Party's papers print them
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
    fields = [role for phase in doc.the_kind.phases.values() for role in _main(phase)]
    return {role: _signer_of(doc, role) for role in fields if not _is_acknowledged(doc, role)}


def _main(phase: Phase) -> tuple[FieldRole, ...]:
    return phase.fields if phase.paper is PaperName.MAIN else ()


def _is_acknowledged(doc: Document, role: FieldRole) -> bool:
    """An acknowledgement is printed where the personal signature would stand."""
    return role is FieldRole.PERSONAL and doc.acknowledged is not None


def _signer_of(doc: Document, role: FieldRole) -> str:
    """Return who signs a field of the main paper; without a seal the signer also numbers it."""
    if role in CLERK_FIELDS and doc.the_route.is_sealed:
        return _AGENCY
    named = doc.confirmer if role is FieldRole.CONFIRM else doc.signer
    if named is None:
        raise NoSignerError(doc.document_id)
    return named.person_id


def _of_minutes(conn: Connection, doc: Document, at: datetime) -> dict[FieldRole, str]:
    """Secretary, then chair: two people, neither of them the drafter."""
    people = people_around(conn, doc, at)
    named: dict[FieldRole, str] = {}
    for role, who in MINUTE_FIELDS.items():
        taken = {doc.drafter_id, *named.values()}
        found = (s for p in doc.the_route.parties[who] for s in eligible(doc, p, at, people))
        fit = (s for s in found if s.person_id not in taken)
        chosen = next(fit, None)
        if chosen is None:
            raise NoSignerError(role)
        named[role] = chosen.person_id
    return named


def blocks_of(
    conn: Connection, doc: Document, signers: Mapping[FieldRole, str]
) -> dict[FieldRole, SignatureBlock]:
    """Return how each signer is printed; the agency's fields print no name."""
    blocks = {
        role: _block(conn, doc, role, person_id)
        for role, person_id in signers.items()
        if role not in CLERK_FIELDS
    }
    if doc.acknowledged is not None and FieldRole.CHAIR not in signers:
        blocks[FieldRole.PERSONAL] = _acknowledged(conn, doc, doc.acknowledged)
    return blocks


def _block(conn: Connection, doc: Document, role: FieldRole, person_id: str) -> SignatureBlock:
    name = persons.names(conn, [person_id]).get(person_id, "")
    if role is FieldRole.SECRETARY or (role is FieldRole.PERSONAL and doc.the_route.signer is None):
        return SignatureBlock(Prefix.NONE, "", "", name)  # the form's own words say it
    named = {FieldRole.PERSONAL: doc.signer, FieldRole.CONFIRM: doc.confirmer}.get(role)
    if named is None:
        label = _own_title_in(conn, {doc.circle_id}, person_id)
        return SignatureBlock(Prefix.NONE, label, label, name)
    authority = _title(conn, named.post_id)
    if role is FieldRole.CONFIRM:
        return replace(_confirming(doc, authority, name), unit=_elsewhere(conn, doc, named))
    if doc.the_kind.fonds is Fonds.PARTY:
        return _of_cell(authority, name)
    own = _own_title(conn, doc, person_id) if named.prefix else authority
    return SignatureBlock(named.prefix, authority, own, name)


def _confirming(doc: Document, title: str, name: str) -> SignatureBlock:
    if doc.the_kind.fonds is Fonds.PARTY:
        return _of_cell(title, name)
    return SignatureBlock(Prefix.NONE, title, title, name)


def _elsewhere(conn: Connection, doc: Document, confirmer: Signer) -> str:
    """Name the body of a confirmer who stands in from above; "" for the circle's own."""
    post = posts.post(conn, confirmer.post_id)
    if post is None or post.unit_id == doc.circle_id:
        return ""
    return next((u.name for u in units.units(conn) if u.unit_id == post.unit_id), "")


def _of_cell(title: str, name: str) -> SignatureBlock:
    """A cell acts as a body: `T/M CHI BỘ` over the post, whoever of its officers signs."""
    position = title.removesuffix(f" {CELL}")
    return SignatureBlock(ON_BEHALF, CELL, position, name)


def _acknowledged(conn: Connection, doc: Document, given: Acknowledgement) -> SignatureBlock:
    """Print what stands for the signature of who has no certificate, and what it is not."""
    name = persons.names(conn, [doc.drafter_id]).get(doc.drafter_id, "")
    local = from_text(given.at).astimezone(VIETNAM)
    note = (
        f"Đã xác nhận nội bộ lúc {local:%H} giờ {local:%M}, ngày {local:%d/%m/%Y}",
        f"Mã nhật ký: {given.act_id}",
        "(không phải chữ ký số)",
    )
    return SignatureBlock(Prefix.NONE, "", "", name, note)


def _title(conn: Connection, post_id: str) -> str:
    post = posts.post(conn, post_id)
    return post.title.upper() if post else ""


def _own_title(conn: Connection, doc: Document, person_id: str) -> str:
    """Return what stands below the authority (NĐ 30/2020 PL I, II.7a).

    A deputy (KT.) has his post in the issuer, the head of a department (TL.) one below it.
    """
    below = {u.unit_id for u in units.units(conn) if u.parent_id == doc.issuer_id}
    return _own_title_in(conn, {doc.issuer_id}, person_id) or _own_title_in(conn, below, person_id)


def _own_title_in(conn: Connection, unit_ids: set[str], person_id: str) -> str:
    """Return the title of the post that he holds the longest from now on, not of one he left."""
    held = [h for h in posts.holdings_of(conn, person_id) if h.unit_id in unit_ids]
    if not held:
        return ""
    return max(held, key=lambda h: (h.until is None, h.until or h.since)).title.upper()
