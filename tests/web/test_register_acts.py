"""Changes of registers as acts: right, row and ledger entry are one, and done once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from service.demo.organisation import PEOPLE
from storage.blobs.port import BlobRef
from storage.errors import LedgerInvalidError
from storage.ledger import ledger
from storage.people import absences, posts
from storage.registers import calendar
from tests.web.office import ADMIN, CHAIR, DIRECTOR, FORM, HEAD, MEMBER, MONDAY, person_of
from tests.web.registers import DAY, DIRECTORS_POST, do, end_absence, entries, lend, note_absence
from workflows.domain.calendar_rules import DayKind
from workflows.domain.errors import (
    AbsentError,
    ActReusedError,
    ControlCharacterError,
    DomainError,
    NoRightError,
    ReasonMissingError,
    TextTooLongError,
)
from workflows.domain.lending import Authority
from workflows.domain.people import Prefix
from workflows.domain.register_errors import (
    AbsenceOverlapsError,
    DelegationOverlapsError,
    NothingNewError,
    SpanOverError,
    TwoKindsError,
)
from workflows.recording.calendar_acts import RemoveDay, SeedYear, SetDay
from workflows.recording.comments import By
from workflows.recording.lending_acts import (
    EndAbsence,
    EndDelegation,
    GiveDelegation,
    NoteAbsence,
)
from workflows.recording.register_acts import perform

if TYPE_CHECKING:
    from storage.people.absences import Absence
    from tests.web.office import Office

DEPUTY = "phogiamdoc"
UNTIL = MONDAY + DAY
SATURDAY, HOLIDAY = date(2026, 11, 7), date(2027, 9, 2)
SET = SetDay(SATURDAY, DayKind.MADE_UP, "Làm bù cho ngày 16/11", "Thông báo số 15/TB-SYT")


def absences_of(office: Office, login: str) -> list[Absence]:
    with office.database.reading() as conn:
        return absences.absences_of(conn, person_of(login))


def days_of(office: Office, day: date) -> list[calendar.CalendarDay]:
    with office.database.reading() as conn:
        return calendar.listed_days(conn, day, day)


def test_an_absence_is_a_row_and_an_entry(office: Office) -> None:
    absence_id = note_absence(office, DIRECTOR, UNTIL)
    person = person_of(DIRECTOR)
    noted = absences.Absence(absence_id, person, MONDAY, UNTIL, person, absence_id)
    assert absences_of(office, DIRECTOR) == [noted]
    [entry] = entries(office, "absence_noted")
    assert (entry.act_id, entry.person_id, entry.on_behalf_of) == (absence_id, person, "")
    told = {"absence_id", "person_id", "since", "until", "digest"}
    assert entry.details.keys() == told
    office.later(hours=1)
    end_absence(office, DIRECTOR, absence_id)
    assert absences_of(office, DIRECTOR) == [replace(noted, until=office.now)]
    [ended] = entries(office, "absence_ended")
    assert ended.details["absence_id"] == absence_id


def test_the_office_notes_it_by_its_post(office: Office) -> None:
    do(office, FORM, NoteAbsence(person_of(DIRECTOR), MONDAY + DAY, UNTIL + DAY))
    [entry] = entries(office, "absence_noted")
    assert (entry.person_id, entry.on_behalf_of) == (person_of(FORM), "vt-syt-office")
    [noted] = absences_of(office, DIRECTOR)
    assert noted.noted_by == person_of(FORM)
    do(office, FORM, EndAbsence(noted.absence_id))
    [called_off] = absences_of(office, DIRECTOR)
    assert called_off.until == called_off.since


def test_a_delegation_is_a_row_and_an_entry(office: Office) -> None:
    paper = Authority(" 12/QĐ-SYT ", date(2026, 11, 1))
    ask = GiveDelegation(DIRECTORS_POST, person_of(HEAD), Prefix.TUQ, None, UNTIL, paper)
    delegation_id = do(office, DIRECTOR, ask)
    with office.database.reading() as conn:
        given = posts.delegation(conn, delegation_id)
    assert given == posts.Delegation(
        delegation_id, DIRECTORS_POST, person_of(HEAD), "TUQ.", MONDAY, UNTIL,
        "12/QĐ-SYT 2026-11-01",
    )  # fmt: skip
    [entry] = entries(office, "delegation_given")
    assert entry.on_behalf_of == DIRECTORS_POST
    told = {"delegation_id", "post_id", "person_id", "prefix", "since", "until", "digest"}
    assert entry.details.keys() == told
    office.later(hours=2)
    do(office, DIRECTOR, EndDelegation(delegation_id))
    with office.database.reading() as conn:
        assert posts.delegation(conn, delegation_id) == replace(given, until=office.now)
    assert [e.act for e in entries(office, "delegation_ended")] == ["delegation_ended"]


def test_the_calendar_is_set_removed_and_seeded_on_record(office: Office) -> None:
    do(office, FORM, SET)
    assert days_of(office, SATURDAY) == [
        calendar.CalendarDay(
            SATURDAY, calendar.DayKind.MADE_UP, "Làm bù cho ngày 16/11", calendar.BY_HAND
        )
    ]
    do(office, ADMIN, RemoveDay(SATURDAY, "Nhập nhầm", DayKind.MADE_UP))
    assert days_of(office, SATURDAY) == []
    do(office, ADMIN, SeedYear(2027))
    assert [line.kind for line in days_of(office, HOLIDAY)] == [calendar.DayKind.OFF]
    told = entries(office, "calendar_set", "calendar_removed", "calendar_seeded")
    day = {"day": "2026-11-07", "kind": "made_up"}
    assert [e.act for e in told] == ["calendar_set", "calendar_removed", "calendar_seeded"]
    assert told[0].details.items() >= day.items()
    assert told[1].details.items() >= day.items()
    assert {"day": "2027-09-02", "kind": "off"} in told[2].details["days"]
    assert [e.on_behalf_of for e in told] == ["vt-syt-office", "vt-syt-admin", "vt-syt-admin"]
    with pytest.raises(NothingNewError):
        do(office, ADMIN, SeedYear(2027))


def test_the_ledger_holds_no_name_and_no_sentence(office: Office) -> None:
    do(office, FORM, SET)
    paper = Authority("12/QĐ-SYT", date(2026, 11, 1))
    ask = GiveDelegation(DIRECTORS_POST, person_of(DEPUTY), Prefix.KT, None, UNTIL, paper)
    do(office, DIRECTOR, ask)
    note_absence(office, DIRECTOR, UNTIL)
    with office.database.reading() as conn:
        text = json.dumps([e.details for e in ledger.all_entries(conn)], ensure_ascii=False)
    secrets = [SET.name, SET.reason, "QĐ-SYT", *(person.name for person in PEOPLE)]
    assert [one for one in secrets if one in text] == []


def test_a_reason_is_read_back_from_the_shelf(office: Office) -> None:
    do(office, FORM, SET)
    [entry] = entries(office, "calendar_set")
    assert office.recorder.blobs.get(BlobRef(**entry.details["reason"])).decode() == SET.reason


def test_a_second_try_is_one_try(office: Office) -> None:
    ask = NoteAbsence(person_of(DIRECTOR), None, UNTIL)
    do(office, DIRECTOR, ask, "act-1")
    office.later(minutes=5)
    do(office, DIRECTOR, ask, "act-1")
    assert len(absences_of(office, DIRECTOR)) == len(entries(office, "absence_noted")) == 1


def test_eight_hands_at_once_are_one_act(office: Office) -> None:
    by = By(person_of(FORM), "act-1", "test")
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(perform, office.recorder, by, SET) for _ in range(8)]:
            done.result()
    assert len(entries(office, "calendar_set")) == 1


def test_an_act_id_is_not_used_for_something_else_or_by_somebody_else(office: Office) -> None:
    do(office, FORM, SET, "act-1")
    for login, other in (
        (FORM, replace(SET, name="Ngày khác")),
        (FORM, RemoveDay(SATURDAY, SET.reason, DayKind.MADE_UP)),
        (ADMIN, SET),
    ):
        with pytest.raises(ActReusedError):
            do(office, login, other, "act-1")
    assert [line.note for line in days_of(office, SATURDAY)] == [SET.name]


def test_without_its_entry_there_is_no_row(office: Office) -> None:
    by = By(person_of(DIRECTOR), "act-1", "\ud800")  # an origin that no ledger holds
    ask = NoteAbsence(person_of(DIRECTOR), None, UNTIL)
    with pytest.raises(LedgerInvalidError):
        perform(office.recorder, by, ask)
    assert absences_of(office, DIRECTOR) == []


@pytest.mark.parametrize(
    ("login", "refusal"), [(HEAD, NoRightError), (MEMBER, NoRightError), (DIRECTOR, NoRightError)]
)
def test_who_does_not_keep_the_calendar_changes_nothing(
    office: Office, login: str, refusal: type[DomainError]
) -> None:
    for ask in (SET, RemoveDay(SATURDAY, "x", DayKind.MADE_UP), SeedYear(2027)):
        with pytest.raises(refusal):
            do(office, login, ask)
    assert days_of(office, SATURDAY) == days_of(office, HOLIDAY) == []
    assert entries(office, "calendar_set", "calendar_removed", "calendar_seeded") == []


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (replace(SET, reason="  \n "), ReasonMissingError),
        (replace(SET, reason="x" * 2001), TextTooLongError),
        (replace(SET, reason="đảo\u202e chữ"), ControlCharacterError),
        (replace(SET, name="x" * 301), TextTooLongError),
        (replace(SET, name="ẩn\u200b chữ"), ControlCharacterError),
        (replace(SET, seen=DayKind.OFF), TwoKindsError),
    ],
)
def test_texts_and_kinds_that_are_not_taken(
    office: Office, ask: SetDay, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        do(office, FORM, ask)
    assert days_of(office, SATURDAY) == []


def test_two_who_set_one_day_do_not_overwrite_each_other(office: Office) -> None:
    do(office, FORM, SET)
    with pytest.raises(TwoKindsError):
        do(office, ADMIN, SetDay(SATURDAY, DayKind.OFF, "", "Bão"))
    do(office, ADMIN, SetDay(SATURDAY, DayKind.OFF, "", "Bão", DayKind.MADE_UP))
    assert [line.kind for line in days_of(office, SATURDAY)] == [calendar.DayKind.OFF]


def test_absences_do_not_overlap_but_may_follow(office: Office) -> None:
    note_absence(office, DIRECTOR, UNTIL)
    with pytest.raises(AbsenceOverlapsError):
        do(office, FORM, NoteAbsence(person_of(DIRECTOR), UNTIL - DAY / 2, UNTIL + DAY))
    do(office, FORM, NoteAbsence(person_of(DIRECTOR), UNTIL, UNTIL + DAY))
    assert len(absences_of(office, DIRECTOR)) == 2


def test_what_is_over_is_not_ended_again(office: Office) -> None:
    absence_id = note_absence(office, DIRECTOR, UNTIL)
    end_absence(office, DIRECTOR, absence_id)
    delegation_id = lend(office, DEPUTY, UNTIL)
    office.later(days=2)
    with pytest.raises(SpanOverError):
        end_absence(office, DIRECTOR, absence_id)
    with pytest.raises(SpanOverError):
        do(office, DIRECTOR, EndDelegation(delegation_id))


def test_a_post_is_not_lent_twice_to_one_person_at_a_time(office: Office) -> None:
    delegation_id = lend(office, DEPUTY, UNTIL)
    with pytest.raises(DelegationOverlapsError):
        lend(office, DEPUTY, UNTIL)
    do(office, DIRECTOR, EndDelegation(delegation_id))
    lend(office, DEPUTY, UNTIL)


def test_an_authority_is_taken_back_also_while_away(office: Office) -> None:
    delegation_id = lend(office, DEPUTY, UNTIL)
    note_absence(office, DIRECTOR, UNTIL)
    with pytest.raises(AbsentError):
        lend(office, DEPUTY, UNTIL)
    for stranger in (DEPUTY, FORM, CHAIR):
        with pytest.raises(NoRightError):
            do(office, stranger, EndDelegation(delegation_id))
    office.later(minutes=1)
    do(office, DIRECTOR, EndDelegation(delegation_id))
    with office.database.reading() as conn:
        assert posts.delegations_to(conn, person_of(DEPUTY), office.now) == []


@pytest.mark.parametrize("ask", [EndAbsence("nothing"), EndDelegation("nothing")])
def test_what_there_is_not_is_nobodys(office: Office, ask: EndAbsence | EndDelegation) -> None:
    with pytest.raises(NoRightError):
        do(office, FORM, ask)


def test_nobody_ends_the_absence_of_a_colleague(office: Office) -> None:
    absence_id = note_absence(office, DIRECTOR, UNTIL)
    with pytest.raises(NoRightError):
        end_absence(office, HEAD, absence_id)


def test_a_post_that_there_is_not_lends_nothing(office: Office) -> None:
    ask = GiveDelegation("vt-khong-co", person_of(DEPUTY), Prefix.KT, None, UNTIL)
    with pytest.raises(NoRightError):
        do(office, DIRECTOR, ask)
