"""Which series numbers a document, and the number it is given, inside the act's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.people import units
from storage.registers import numbers, terms
from workflows.domain.deadlines import VIETNAM
from workflows.domain.document import Number
from workflows.domain.errors import NoTermError
from workflows.domain.shapes import Numbering

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Document


def series_key(conn: Connection, doc: Document, at: datetime) -> numbers.SeriesKey:
    """Return the issuer's series for this kind at that instant.

    A state agency counts its kinds by the calendar year, `KH-SYT` (NĐ 30/2020 Đ15, PL I, II.3); a
    party organisation by the congress term, `NQ/CB`.

    Raises:
        NoTermError: no congress term is noted for a party organisation.
    """
    issuer = units.unit(conn, doc.issuer_id, at)
    code, day = issuer.code if issuer else "", at.astimezone(VIETNAM).date()
    if doc.the_kind.numbering is Numbering.PARTY_TERM:
        return _of_term(conn, doc, f"{doc.the_kind.type_code}/{code}", day)
    return numbers.year_key(doc.issuer_id, f"{doc.the_kind.type_code}-{code}", day.year)


def number_of(conn: Connection, doc: Document, at: datetime, act_id: str) -> Number:
    """Allot the document's number; a document that holds one gets that again.

    Raises:
        NoTermError: as `series_key`.
        StorageError: the register refused.
    """
    key, day = series_key(conn, doc, at), at.astimezone(VIETNAM).date()
    series = numbers.ensure_series(conn, key, act_id)
    given = numbers.allot(conn, series.series_id, doc.document_id, day)
    return Number(given.series_id, given.value, given.text, given.day)


def _of_term(conn: Connection, doc: Document, code: str, day: date) -> numbers.SeriesKey:
    term = terms.term_at(conn, doc.issuer_id, day)
    if term is None:
        raise NoTermError(doc.issuer_id)
    return numbers.term_key(doc.issuer_id, code, term.begins, term.ends)
