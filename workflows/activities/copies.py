"""The records beside documents: electronic copies, which the ledger alone knows.

Each is a file that the agency signed alone. Its entry names the file and the certificate; an entry
of its own for every renewal names the newer file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from workflows.contracts.names import COPY_ID, RENEW_COPY, SIGN_COPY, copy_id
from workflows.domain.document import Ticket
from workflows.domain.people import SYSTEM

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.ledger.chain import Entry


@dataclass(frozen=True, slots=True)
class Copy:
    """An electronic copy as it is kept now, under the newest of its archive timestamps."""

    act_id: str  # of the entry that signed it
    unit_id: str
    file: Ticket
    certificate_sha256: str  # whose key signed it
    renewals: int

    @property
    def record_id(self) -> str:
        """What the round and the store know it by."""
        return copy_id(self.act_id)


def copies_after(conn: Connection, seq: int, limit: int) -> tuple[list[Copy], int]:
    """Return the copies whose entries follow `seq`; with the last one looked at, 0 at the end.

    A copy from before files were kept with their entry names none, and is left out.
    """
    found = ledger.acts_after(conn, SIGN_COPY, seq, limit)
    kept = [_copy(conn, entry) for entry in found if "record" in entry.details]
    return kept, found[-1].seq if len(found) == limit else 0


def copy_of(conn: Connection, record_id: str) -> Copy | None:
    """Return a copy by what the round knows it by, None where no file was kept of it."""
    entry = ledger.by_act(conn, record_id.removeprefix(COPY_ID))
    if entry is None or entry.act != SIGN_COPY or "record" not in entry.details:
        return None
    return _copy(conn, entry)


def append_renewal(conn: Connection, copy: Copy, file: Ticket, at: str) -> None:
    """Note the file that takes a copy's place.

    Raises:
        LedgerTakenError: this renewal is noted already.
    """
    details = {"copy": copy.act_id, "unit_id": copy.unit_id, "sha256": file.sha256}
    entry = NewEntry(
        at=at, act_id=_renewal_id(copy.act_id, copy.renewals + 1), act=RENEW_COPY,
        person_id=SYSTEM, details={**details, "record": asdict(file)},
    )  # fmt: skip
    ledger.append(conn, entry)


def _copy(conn: Connection, entry: Entry) -> Copy:
    """Follow the renewals of a copy, which are counted in the ids of their acts."""
    count, newest = 0, entry
    while (later := ledger.by_act(conn, _renewal_id(entry.act_id, count + 1))) is not None:
        count, newest = count + 1, later
    told = newest.details["record"]
    file = Ticket(str(told["key"]), str(told["sha256"]), int(told["size"]))
    signed_by = str(entry.details["certificate_sha256"])
    return Copy(entry.act_id, str(entry.details["unit_id"]), file, signed_by, count)


def _renewal_id(act_id: str, number: int) -> str:
    return f"{copy_id(act_id)}:renew:{number}"
