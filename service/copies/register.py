"""The register of copies: numbers of their own, common to all forms (NĐ 30/2020, annex I, II).

A number is allotted in the transaction of the entry that says what was copied, for whom. Form 3.2
prints none on an electronic copy, so it stands in the register alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from storage.blobs.port import BlobRef
from storage.instants import from_text
from storage.ledger import ledger
from storage.registers import numbers
from workflows.contracts.names import SIGN_COPY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from storage.people.units import Unit

FORM_CODES: Final = {"sao-y": "SY", "sao-luc": "SL", "trich-sao": "TrS"}
SHOWN: Final = 500  # lines of the register, the newest first
_COMMON: Final = "SAO"  # of the series; what is printed names the form instead


@dataclass(frozen=True, slots=True)
class Line:
    """One copy that was made; `sha256` is of the signed file.

    Copies from before there was a register have no number and name nobody.
    """

    number: str  # as it is told: 05/SY-SYT
    form: str
    at: datetime
    unit_id: str
    person_id: str
    receiver: BlobRef | None  # for whom it was made, in words
    sha256: str
    source_sha256: str


def number_of_copy(
    conn: Connection, unit: Unit, form: str, act_id: str, at: datetime
) -> numbers.AllottedNumber:
    """Allot the next number of the agency's copies; inside the act's transaction.

    Args:
        conn: of the transaction.
        unit: the agency that copies.
        form: of `FORM_CODES`.
        act_id: of the entry; a copy has one number, whatever is tried again.
        at: in Vietnam's time; its day is noted.

    Raises:
        StorageError: the register refused.
    """
    key = numbers.year_key(unit.unit_id, f"{_COMMON}-{unit.code}", at.year)
    series = numbers.ensure_series(conn, key, act_id)
    given = numbers.allot(conn, series.series_id, f"sao-{act_id}", at.date())
    text = numbers.printed(given.value, f"{FORM_CODES[form]}-{unit.code}")
    return numbers.AllottedNumber(given.series_id, given.value, text, given.day)


def lines_of(conn: Connection, unit_ids: Collection[str]) -> list[Line]:
    """Return the copies that these agencies made, the newest first."""
    found = ledger.latest_of(conn, (SIGN_COPY,), SHOWN)
    return [
        Line(
            str(e.details.get("number", "")), str(e.details["form"]), from_text(e.at),
            str(e.details["unit_id"]), e.person_id, _ref(e.details.get("receiver")),
            str(e.details["sha256"]), str(e.details["source_sha256"]),
        )
        for e in found
        if e.details["unit_id"] in unit_ids
    ]  # fmt: skip


def _ref(ticket: Mapping[str, str | int] | None) -> BlobRef | None:
    if ticket is None:
        return None
    return BlobRef(str(ticket["key"]), str(ticket["sha256"]), int(ticket["size"]))
