"""Lists: in order, in parts, and never with a row the viewer may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.readmodel import incidents, queries
from storage.readmodel.shapes import Filters, Viewer
from tests.unit.storage.builders import at, drafted, plan_in_full

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.local import LocalBlobStore

ALL = Viewer("", frozenset({"u-bv"}))


def ids(conn: Connection, viewer: Viewer = ALL, filters: Filters | None = None) -> list[str]:
    return [d.document_id for d in queries.documents_list(conn, viewer, filters).documents]


@pytest.fixture
def shelf(conn: Connection, blobs: LocalBlobStore) -> Connection:
    """Five drafts; the third is changed last."""
    stories = [drafted(conn, blobs, f"doc-{n}") for n in range(5)]
    stories[2].acts("save")
    return conn


def test_the_latest_change_comes_first(shelf: Connection) -> None:
    assert ids(shelf) == ["doc-2", "doc-4", "doc-3", "doc-1", "doc-0"]


def test_parts_of_a_list_put_together_are_the_list(shelf: Connection) -> None:
    first = queries.documents_list(shelf, ALL, limit=2)
    second = queries.documents_list(shelf, ALL, before=first.next_before, limit=2)
    third = queries.documents_list(shelf, ALL, before=second.next_before, limit=2)
    parts = first.documents + second.documents + third.documents
    assert [d.document_id for d in parts] == ids(shelf)
    assert third.next_before is None


def test_a_list_that_just_fits_has_no_following_part(shelf: Connection) -> None:
    assert queries.documents_list(shelf, ALL, limit=5).next_before is None


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer("p-an"),
        *(Viewer("p-x", frozenset({unit, "u-other"})) for unit in
          ("u-khoa", "u-bv", "u-chi-bo", "u-so")),
        Viewer("p-x", audits=frozenset({"state"})),
    ],
)  # fmt: skip
def test_every_way_to_a_document_is_a_way_to_see_it(shelf: Connection, viewer: Viewer) -> None:
    assert len(ids(shelf, viewer)) == 5
    assert queries.visible_document(shelf, viewer, "doc-1") is not None
    assert len(queries.visible_among(shelf, viewer, ["doc-1", "doc-3", "doc-9"])) == 2


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(""),
        Viewer("p-x"),
        Viewer("", frozenset({""})),
        Viewer("u-khoa"),
        Viewer("p-x", frozenset({"u-other"})),
        Viewer("p-x", audits=frozenset({"party"})),
    ],
)
def test_rows_of_others_stay_away(shelf: Connection, viewer: Viewer) -> None:
    assert ids(shelf, viewer) == []
    assert queries.visible_document(shelf, viewer, "doc-1") is None
    assert queries.visible_among(shelf, viewer, ["doc-1"]) == []


def test_more_ids_than_one_statement_takes_are_asked_for_in_parts(
    shelf: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    wanted = [f"doc-{n}" for n in (4, 0, 9, 2, 1, 0)]
    found = [row.document_id for row in queries.visible_among(shelf, ALL, wanted)]
    assert found == ["doc-0", "doc-1", "doc-2", "doc-4"]


def test_an_entry_says_to_whom_its_document_is_open_from_then_on(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    story.acts("save", open_to=["u-chi-bo"], fonds="party")
    assert ids(conn, Viewer("p-x", frozenset({"u-chi-bo"}))) == ["doc-1"]
    assert ids(conn, Viewer("p-x", frozenset({"u-khoa", "u-bv", "u-so"}))) == []
    assert ids(conn, Viewer("p-x", audits=frozenset({"state"}))) == []
    story.acts("archive", open_to=["u-chi-bo", "u-kho"], fonds="party")
    assert ids(conn, Viewer("p-x", frozenset({"u-kho"}))) == ["doc-1"]


def test_a_key_that_is_none_gives_an_empty_part(shelf: Connection) -> None:
    assert queries.documents_list(shelf, ALL, before="x'; DROP TABLE documents").documents == ()


def test_who_is_named_as_signer_or_asked_by_name_sees_the_document(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    story.becomes("awaiting_signature", signer={"person_id": "p-ky"})
    story.acts("approve", waiting=[{"person_id": "p-khac", "act": "sign"}])
    assert ids(conn, Viewer("p-ky")) == ids(conn, Viewer("p-khac")) == ["doc-1"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(states=frozenset({"archived"})), ["doc-full"]),
        (Filters(states=frozenset({"drafting", "archived"})), ["doc-full", "doc-draft"]),
        (Filters(kinds=frozenset({"cam-ket-dang"})), []),
        (Filters(unit_ids=frozenset({"u-khoa"})), ["doc-full", "doc-draft"]),
        (Filters(unit_ids=frozenset({"u-bv"})), []),
        (Filters(drafter_id="p-binh"), []),
        (Filters(number_text="06/KH-BV"), ["doc-full"]),
        (Filters(late_at=at(60 * 24 * 30)), ["doc-draft"]),
        (Filters(late_at=at(0)), []),
    ],
)
def test_a_list_is_narrowed(
    conn: Connection, blobs: LocalBlobStore, filters: Filters, found: list[str]
) -> None:
    drafted(conn, blobs, "doc-draft")
    plan_in_full(conn, blobs, "doc-full")
    assert ids(conn, ALL, filters) == found


def test_what_waits_for_somebody_is_what_he_is_asked_by_name_or_post(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    drafted(conn, blobs, "doc-mine")
    other = drafted(conn, blobs, "doc-post")
    other.becomes("awaiting_approval", deadline="2026-03-03T17:00:00+07:00")
    other.acts("submit", waiting=[{"role": "head", "unit_id": "u-khoa", "act": "approve"}])
    tasks = queries.documents_waiting_for(conn, "p-an", [("head", "u-khoa"), ("clerk", "u-bv")])
    assert [(t.document.document_id, t.asked.act) for t in tasks] == [
        ("doc-post", "approve"),
        ("doc-mine", "open_round"),
    ]
    assert queries.documents_waiting_for(conn, "p-x", [("head", "u-bv"), ("clerk", "u-khoa")]) == []
    assert queries.documents_waiting_for(conn, "", []) == []


def test_what_is_asked_of_a_person_is_not_asked_of_his_post(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs)
    asked = {"role": "head", "unit_id": "u-khoa", "person_id": "p-ky", "act": "sign"}
    story.acts("save", waiting=[asked])
    assert queries.documents_waiting_for(conn, "p-x", [("head", "u-khoa")]) == []
    assert len(queries.documents_waiting_for(conn, "p-ky", [])) == 1


def test_documents_without_a_deadline_wait_at_the_end(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    story = drafted(conn, blobs, "doc-a")
    story.becomes("drafting", deadline="").acts("save", waiting=[{"person_id": "p-an", "act": "x"}])
    drafted(conn, blobs, "doc-b")
    tasks = queries.documents_waiting_for(conn, "p-an", [])
    assert [t.document.document_id for t in tasks] == ["doc-b", "doc-a"]


def test_only_processes_that_go_on_are_open(conn: Connection, blobs: LocalBlobStore) -> None:
    plan_in_full(conn, blobs, "doc-archived")
    drafted(conn, blobs, "doc-withdrawn").becomes("withdrawn").acts("withdraw")
    drafted(conn, blobs, "doc-open")
    assert [d.document_id for d in queries.open_documents(conn)] == ["doc-open"]


def test_documents_whose_work_stopped_are_listed(conn: Connection, blobs: LocalBlobStore) -> None:
    drafted(conn, blobs, "doc-well")
    story = drafted(conn, blobs, "doc-stuck")
    story.becomes("awaiting_seal", stuck="tsa.unreachable", incident="inc-1").acts("stuck")
    (found,) = queries.stuck(conn)
    assert (found.document_id, found.stuck, found.incident) == (
        "doc-stuck", "tsa.unreachable", "inc-1",
    )  # fmt: skip


def test_a_notice_is_read_by_each_for_himself(conn: Connection, blobs: LocalBlobStore) -> None:
    story = drafted(conn, blobs).becomes("drafting", is_reminded=True)
    story.acts("remind", waiting=[{"role": "head", "unit_id": "u-khoa", "act": "approve"}])
    post = [("head", "u-khoa")]
    (notice,) = queries.notices_for(conn, "p-1", post)
    assert notice.read_at is None
    for minute in (5, 6):  # the first time counts
        queries.mark_read(conn, "p-1", [(notice.seq, notice.place)], at(minute))
    queries.mark_read(conn, "p-1", [], at(7))
    assert [n.read_at for n in queries.notices_for(conn, "p-1", post)] == [at(5)]
    assert [n.read_at for n in queries.notices_for(conn, "p-2", post)] == [None]


def test_an_unknown_document_is_none(conn: Connection) -> None:
    assert queries.document(conn, "doc-9") is None
    assert queries.history(conn, "doc-9") == []


def test_an_incident_is_open_until_it_is_resolved(conn: Connection) -> None:
    first = incidents.Incident("inc-1", at(0), "render.failed", "render", "doc-1", "m", "s")
    incidents.record_incident(conn, first)
    incidents.record_incident(conn, incidents.Incident("inc-1", at(1), "x", "render", attempts=2))
    (found,) = incidents.open_incidents(conn)
    assert (found.attempts, found.at) == (2, at(1))
    again = incidents.Incident("inc-1", at(5), "x", "render", attempts=3)
    incidents.record_incident(conn, again)
    (found,) = incidents.open_incidents(conn)
    assert (found.attempts, found.at) == (3, at(1))  # since when, not the last time
    incidents.resolve_incident(conn, "inc-1", at(2))
    incidents.resolve_incident(conn, "inc-1", at(3))
    resolved = incidents.incident(conn, "inc-1")
    assert resolved is not None
    assert resolved.resolved_at == at(2)
    assert incidents.open_incidents(conn) == []
