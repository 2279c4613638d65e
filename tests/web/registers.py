"""Acts on registers in the office of these tests, without a page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.ledger.ledger import all_entries
from tests.web.office import DIRECTOR, person_of
from workflows.domain.people import Prefix
from workflows.recording.comments import By
from workflows.recording.lending_acts import EndAbsence, GiveDelegation, NoteAbsence
from workflows.recording.register_acts import perform

if TYPE_CHECKING:
    from datetime import datetime

    from storage.ledger.chain import Entry
    from tests.web.office import Office
    from workflows.recording.register_acts import RegisterAsk

DIRECTORS_POST = "vt-syt-head"
DAY = timedelta(days=1)


def do(office: Office, login: str, ask: RegisterAsk, act_id: str = "") -> str:
    """Perform it as somebody; return the act's id, which is that of what it made."""
    by = By(person_of(login), act_id or office.new_id(), "test")
    perform(office.recorder, by, ask)
    return by.act_id


def note_absence(office: Office, login: str, until: datetime) -> str:
    return do(office, login, NoteAbsence(person_of(login), None, until))


def end_absence(office: Office, login: str, absence_id: str) -> None:
    do(office, login, EndAbsence(absence_id))


def lend(office: Office, to: str, until: datetime, prefix: Prefix = Prefix.KT) -> str:
    """Let the director lend his authority."""
    ask = GiveDelegation(DIRECTORS_POST, person_of(to), prefix, None, until)
    return do(office, DIRECTOR, ask)


def entries(office: Office, *acts: str) -> list[Entry]:
    with office.database.reading() as conn:
        return [entry for entry in all_entries(conn) if entry.act in acts]
