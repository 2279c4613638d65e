"""What pages read follows from the ledger alone, and can be made again from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage.blobs.port import Area
from storage.errors import BlobMissingError, CommentUnknownError, RoundClosedError
from storage.ledger import ledger
from storage.ledger.ledger import append
from storage.readmodel import incidents, queries, rounds
from storage.readmodel.projections import project, rebuild
from storage.readmodel.shapes import Asked
from storage.readmodel.tables import REBUILT
from storage.registers import numbers
from tests.unit.storage.builders import at, drafted, new_entry, plan_in_full, ticket
from workflows.domain.document import Document, Number, Paper, SignatureMade, Signer, Ticket
from workflows.domain.lifecycle import State
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.local import LocalBlobStore
    from storage.database import Database
    from storage.readmodel.shapes import DocumentRow
    from tests.unit.storage.builders import Story


def shown(conn: Connection, document_id: str = "doc-1") -> DocumentRow:
    found = queries.document(conn, document_id)
    assert found is not None
    return found


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as conn:
        return {t.name: sorted(map(tuple, conn.execute(select(t)))) for t in REBUILT}


def test_a_draft_is_shown_with_its_title_and_places(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    row = shown(conn)
    assert row.title == "Kế hoạch học tập chuyên đề"
    assert (row.unit_id, row.issuer_id, row.circle_id, row.superior_id) == (
        "u-khoa", "u-bv", "u-chi-bo", "u-so",
    )  # fmt: skip
    assert row.deadline == datetime(2026, 3, 16, 10, tzinfo=UTC)
    assert row.content is not None
    assert asdict(row.content) == story.after["content"]
    assert row.shown_sha256 == row.content_sha256 == "c" * 64
    assert row.after == story.after


def test_the_title_is_not_in_the_ledger(conn: Connection, blobs: LocalBlobStore) -> None:
    drafted(conn, blobs)
    assert "học tập" not in repr(ledger.entries(conn))


def test_another_content_brings_another_title(conn: Connection, blobs: LocalBlobStore) -> None:
    story = drafted(conn, blobs)
    story.becomes("drafting", content=story.content("Kế hoạch sửa đổi")).acts("save")
    assert shown(conn).title == "Kế hoạch sửa đổi"
    assert shown(conn).created_at == at(0)
    assert shown(conn).changed_at == at(1)


def test_a_content_that_cannot_be_read_stops_the_act(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    gone = {"key": "content/doc-1/" + "0" * 64, "sha256": "0" * 64, "size": 1}
    with pytest.raises(BlobMissingError):
        story.becomes("drafting", content=gone).acts("save")


def test_the_paper_is_what_is_shown_once_there_is_one(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = plan_in_full(conn, blobs)
    row = shown(conn)
    assert row.main is not None
    assert ticket(row.main) == story.after["main"]["signatures"][0]["file"]
    assert row.shown_sha256 == row.main.sha256
    assert (row.number_text, row.number_day) == ("06/KH-BV", date(2026, 3, 2))
    assert row.signer_person_id == "p-giam-doc"
    assert (row.stuck, row.deadline) == ("", None)


def test_who_is_asked_changes_with_every_act(conn: Connection, blobs: LocalBlobStore) -> None:
    story = drafted(conn, blobs)
    assert queries.waiting_of(conn, "doc-1") == [Asked("doc-1", "", "", "p-an", "open_round")]
    two = [{"role": r, "unit_id": "u-khoa", "act": "approve"} for r in ("head", "deputy")]
    story.becomes("awaiting_approval").acts("submit", waiting=[*two, two[0]])
    assert [a.role for a in queries.waiting_of(conn, "doc-1")] == ["deputy", "head"]
    story.becomes("withdrawn").acts("withdraw")
    assert queries.waiting_of(conn, "doc-1") == []


def test_acts_beside_the_process_do_not_change_who_is_asked(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    before = shown(conn)
    story.notes("view", "p-binh")
    assert shown(conn) == before
    assert len(queries.waiting_of(conn, "doc-1")) == 1
    assert [e.act for e in queries.history(conn, "doc-1")] == ["create", "view"]
    assert [e.act for e in queries.history(conn, "doc-1", without=["view"])] == ["create"]


def test_the_history_tells_from_where_to_where_and_why(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    plan_in_full(conn, blobs)
    (returned,) = [e for e in queries.history(conn, "doc-1") if e.act == "return"]
    assert (returned.from_state, returned.to_state) == ("awaiting_approval", "drafting")
    assert (returned.person_id, returned.edition) == ("p-binh", 2)
    assert returned.reason is not None
    assert blobs.get(returned.reason).decode() == "Chưa rõ chỉ tiêu"
    after_it = [e for e in queries.history(conn, "doc-1") if e.seq > returned.seq]
    assert [e.act for e in after_it if e.reason] == ["void_number"]


def test_the_latest_part_of_a_long_history_is_told(conn: Connection, blobs: LocalBlobStore) -> None:
    plan_in_full(conn, blobs)
    whole = queries.history(conn, "doc-1")
    assert queries.history(conn, "doc-1", limit=3) == whole[-3:]


def opened(conn: Connection, blobs: LocalBlobStore) -> Story:
    story = drafted(conn, blobs)
    story.becomes("commenting").acts(
        "open_round", round=1, circle_id="u-chi-bo", closes_at="2026-03-20T17:00:00+07:00"
    )
    return story


def commented(story: Story, comment_id: str = "c-1") -> None:
    text = {"key": "comment/doc-1/x", "sha256": "0" * 64, "size": 3}
    story.notes("comment", "p-chi", comment_id=comment_id, round=1, paragraph_id="p3", text=text)


def test_a_round_is_open_until_it_is_closed(conn: Connection, blobs: LocalBlobStore) -> None:
    story = opened(conn, blobs)
    found = rounds.require_open(conn, "doc-1")
    assert (found.number, found.circle_id) == (1, "u-chi-bo")
    assert found.closes_at == datetime(2026, 3, 20, 10, tzinfo=UTC)
    story.becomes("reconciling").acts("close_round", round=1)
    with pytest.raises(RoundClosedError):
        rounds.require_open(conn, "doc-1")
    (closed,) = rounds.rounds_of(conn, "doc-1")
    assert (closed.is_open, closed.closed_at) == (False, at(2))


def test_a_document_without_a_round_takes_no_comments(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    drafted(conn, blobs)
    with pytest.raises(RoundClosedError):
        rounds.require_open(conn, "doc-1")


def test_withdrawing_closes_the_round(conn: Connection, blobs: LocalBlobStore) -> None:
    opened(conn, blobs).becomes("withdrawn").acts("withdraw")
    with pytest.raises(RoundClosedError):
        rounds.require_open(conn, "doc-1")


def test_a_comment_waits_for_its_answer(conn: Connection, blobs: LocalBlobStore) -> None:
    story = opened(conn, blobs)
    commented(story)
    commented(story, "c-2")
    assert rounds.unanswered(conn, "doc-1", 1) == 2
    why = {"key": "comment/doc-1/why", "sha256": "1" * 64, "size": 9}
    story.notes("answer", comment_id="c-1", answer="partly", explanation=why)
    assert rounds.unanswered(conn, "doc-1", 1) == 1
    first, second = queries.comments(conn, "doc-1")
    assert first == rounds.comment(conn, "doc-1", "c-1")
    assert (first.answer, first.answered_by, first.answered_at) == ("partly", "p-an", at(4))
    assert first.explanation is not None
    assert ticket(first.explanation) == why
    assert (second.answer, second.explanation, second.answered_at) == ("", None, None)


def test_an_answer_to_no_comment_is_refused(conn: Connection, blobs: LocalBlobStore) -> None:
    story = opened(conn, blobs)
    with pytest.raises(CommentUnknownError):
        story.notes("answer", comment_id="c-9", answer="accepted")
    with pytest.raises(CommentUnknownError):
        rounds.comment(conn, "doc-1", "c-9")


def test_a_comment_is_answered_on_its_own_document_only(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    commented(opened(conn, blobs))
    other = drafted(conn, blobs, "doc-2")
    with pytest.raises(CommentUnknownError):
        other.notes("answer", comment_id="c-1", answer="accepted")


def test_a_reminder_notifies_everyone_who_is_asked(conn: Connection, blobs: LocalBlobStore) -> None:
    story = drafted(conn, blobs)
    asked = [{"role": "head", "unit_id": "u-khoa", "act": "approve"}, {"person_id": "p-chi"}]
    story.becomes("awaiting_approval", is_reminded=True).acts("remind", "system", waiting=asked)
    head = queries.notices_for(conn, "p-truong", [("head", "u-khoa")])
    assert [(n.role, n.act, n.kind, n.at) for n in head] == [("head", "approve", "remind", at(1))]
    assert [n.person_id for n in queries.notices_for(conn, "p-chi", [])] == ["p-chi"]
    assert queries.notices_for(conn, "p-an", [("head", "u-bv")]) == []


def test_a_reminder_that_found_a_later_deadline_notifies_nobody(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = opened(conn, blobs)
    later = "2026-04-01T17:00:00+07:00"
    story.becomes("commenting", is_reminded=False, deadline=later)
    story.acts("remind", "system", waiting=[{"person_id": "p-chi"}])
    assert queries.notices_for(conn, "p-chi", []) == []
    assert rounds.require_open(conn, "doc-1").closes_at == datetime(2026, 4, 1, 10, tzinfo=UTC)


def test_the_state_of_the_real_process_is_understood(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    """The rooms do not know each other: this holds the names of their fields together."""
    paper = Ticket(**ticket(blobs.put(Area.PAPER, "doc-1", b"%PDF signed")))
    body = Ticket(**ticket(blobs.put(Area.CONTENT, "doc-1", b'{"title": "T"}')))
    made = SignatureMade(FieldRole.PERSONAL, "p-ky", "2026-03-02T01:00:00Z", "B-LT", paper)
    state = Document(
        "doc-1", kind="ke-hoach", route="so", drafter_id="p-an", unit_id="u-1", issuer_id="u-2",
        circle_id="u-3", superior_id="u-4", state=State.AWAITING_SEAL, version=7, moved_version=6,
        edition=2, content=body, content_sha256="c" * 64, signer=Signer("p-ky", "post-1"),
        number=Number("s-1", 5, "05/KH-SYT", "2026-03-02"), main=Paper(body, body, (made,)),
        minutes=Paper(body, body), stuck="x", incident="i", entered_at="2026-03-02T01:00:00Z",
        deadline="2026-03-03T17:00:00+07:00", remind_at="2026-03-03T08:00:00+07:00",
        is_reminded=True,
    )  # fmt: skip
    entry = append(conn, new_entry(version=7, after=asdict(state)))
    project(conn, entry, blobs)
    row = shown(conn)
    for name in (
        "document_id", "kind", "route", "drafter_id", "unit_id", "issuer_id", "circle_id",
        "superior_id", "state", "version", "moved_version", "edition", "content_sha256",
        "shown_sha256", "stuck", "incident", "is_reminded",
    ):  # fmt: skip
        assert getattr(row, name) == getattr(state, name), name
    assert (row.title, row.signer_person_id, row.number_text) == ("T", "p-ky", "05/KH-SYT")
    for kept, ours in ((row.content, body), (row.main, paper), (row.minutes, body)):
        assert kept is not None
        assert asdict(kept) == asdict(ours)
    times = (row.entered_at, row.deadline, row.remind_at)
    said = (state.entered_at, state.deadline, state.remind_at)
    assert times == tuple(datetime.fromisoformat(text) for text in said)


def test_entries_of_no_document_leave_the_read_model_alone(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    entry = append(conn, new_entry(act="sign_in", document_id="", version=None, after=None))
    project(conn, entry, blobs)
    assert queries.open_documents(conn) == []


def test_made_again_it_is_the_same(database: Database, blobs: LocalBlobStore) -> None:
    with database.writing() as conn:
        for number in range(3):
            plan_in_full(conn, blobs, f"doc-{number}")
        opened_story = drafted(conn, blobs, "doc-open")
        commented(opened_story, "c-open")
    before = everything(database)
    assert all(before.values())  # every table has rows to compare
    with database.reading() as conn:
        count = ledger.head(conn)[0]
    assert rebuild(database, blobs) == count
    assert everything(database) == before


def test_making_again_leaves_incidents_reads_registers_and_ledger(
    database: Database, blobs: LocalBlobStore
) -> None:
    incident = incidents.Incident(
        "inc-1", at(0), "tsa.unreachable", "embed", "doc-1", "why", "stack"
    )
    with database.writing() as conn:
        plan_in_full(conn, blobs)
        incidents.record_incident(conn, incident)
        series = numbers.open_series(
            conn, numbers.year_key("u-bv", "KH-BV", 2026), 4, "act"
        ).series_id
        numbers.allot(conn, series, "doc-1", date(2026, 3, 2))
        (first, *_) = queries.notices_for(conn, "p-x", [("chair", "u-chi-bo")])
        queries.mark_read(conn, "p-x", [(first.seq, first.place)], at(60))
        noted = ledger.head(conn)
    rebuild(database, blobs)
    with database.reading() as conn:
        assert incidents.incident(conn, "inc-1") == incident
        assert len(numbers.register_rows(conn, series)) == 1
        assert queries.notices_for(conn, "p-x", [("chair", "u-chi-bo")])[0].read_at == at(60)
        assert ledger.verify(conn, noted[1], noted[0]) == noted


def test_a_read_model_that_cannot_be_made_again_stays_as_it_was(
    database: Database, blobs: LocalBlobStore
) -> None:
    with database.writing() as conn:
        plan_in_full(conn, blobs)
    before = everything(database)
    elsewhere = type(blobs)(blobs._root / "empty")  # noqa: SLF001 - a store without the bodies
    with pytest.raises(BlobMissingError):
        rebuild(database, elsewhere)
    assert everything(database) == before
