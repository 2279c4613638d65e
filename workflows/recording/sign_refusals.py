"""Why a paper of a list was not signed: one ledger entry each, ids and a code, never a text.

Told by whichever process tried, so that the list's page can say it when that process is gone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.readmodel import signable
from storage.readmodel.projections import project
from storage.readmodel.signable import SIGN_REFUSED
from workflows.recording.sign_lists import ID_LENGTH

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflows.recording.record import Recorder

CODE_LENGTH: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class Refusal:
    """One paper of one list, and the code of what kept it from being signed.

    `act_id` is that of its line, `sha256` the paper that was shown.
    """

    list_id: str
    document_id: str
    act_id: str
    sha256: str
    code: str


def note(recorder: Recorder, person_id: str, origin: str, refusal: Refusal) -> None:
    """Put a refusal into the ledger; the same as the last one of its line tells nothing new.

    Raises:
        StorageError: the database did not serve; nothing is written.
    """
    with recorder.database.writing() as conn:
        earlier = signable.refusals(conn, person_id, [refusal.document_id])
        mine = [told for told in earlier if told["item"] == refusal.act_id]
        if not mine or mine[-1]["code"] != refusal.code:
            entry = _entry(recorder, refusal, person_id, origin, len(mine))
            project(conn, ledger.append(conn, entry), recorder.blobs)


def of_list(conn: Connection, person_id: str, list_id: str, papers: list[str]) -> dict[str, str]:
    """Return the last code of each document that was refused on this list."""
    told = signable.refusals(conn, person_id, papers)
    return {one["document_id"]: one["code"] for one in told if one["list"] == list_id}


def of_papers(conn: Connection, person_id: str, papers: dict[str, str]) -> dict[str, str]:
    """Return the last code of each document that was refused as it is now, on whichever list.

    Args:
        conn: any connection.
        person_id: whose signature it was.
        papers: sha256 of the present paper, by document id.
    """
    told = signable.refusals(conn, person_id, papers)
    found = {one["document_id"]: one for one in told}
    return {d: one["code"] for d, one in found.items() if one["seen"] == papers[d]}


def _entry(
    recorder: Recorder, refusal: Refusal, person_id: str, origin: str, earlier: int
) -> NewEntry:
    act = json.dumps([SIGN_REFUSED, refusal.list_id, refusal.act_id, earlier])
    details: dict[str, Any] = {
        "list": refusal.list_id,
        "item": refusal.act_id,
        "seen": refusal.sha256,
        "code": refusal.code[:CODE_LENGTH],
    }
    return NewEntry(
        at=to_text(recorder.clock()),
        act_id=hashlib.sha256(act.encode()).hexdigest()[:ID_LENGTH],
        act=SIGN_REFUSED,
        person_id=person_id,
        document_id=refusal.document_id,
        origin=origin,
        details=details,
    )
