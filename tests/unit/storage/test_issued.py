"""Issued plans as others refer to them, and the campaign that carries one out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from storage.readmodel import issued, queries
from storage.readmodel.issued import IssuedPlan
from storage.readmodel.shapes import Filters, Viewer
from tests.unit.storage.builders import Story, drafted, plan_in_full

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

    from storage.blobs.local import LocalBlobStore


def test_what_was_issued_is_known_by_number_day_and_title(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    plan_in_full(conn, blobs)
    drafted(conn, blobs, "doc-2")
    assert issued.issued_plans(conn, ["u-bv", "u-so"]) == [
        IssuedPlan("doc-1", "06/KH-BV", date(2026, 3, 2), "Kế hoạch học tập chuyên đề", "u-bv")
    ]


def test_other_offices_plans_are_not_offered(conn: Connection, blobs: LocalBlobStore) -> None:
    plan_in_full(conn, blobs)
    assert issued.issued_plans(conn, ["u-khoa", "u-so"]) == []
    assert issued.issued_plans(conn, []) == []


def test_the_latest_comes_first(conn: Connection, blobs: LocalBlobStore) -> None:
    plan_in_full(conn, blobs)
    later = plan_in_full(conn, blobs, "doc-9")
    number = later.after["number"] | {"value": 7, "text": "07/KH-BV", "day": "2026-04-01"}
    later.becomes("archived", number=number).acts("archive", "system", waiting=[])
    assert [p.number for p in issued.issued_plans(conn, ["u-bv"])] == ["07/KH-BV", "06/KH-BV"]


def campaign(conn: Connection, blobs: LocalBlobStore, state: str, *units: str) -> None:
    story = Story(conn, blobs, f"dot-{state}")
    story.becomes(state, kind="dot", drafter_id="p-an", serves_id="doc-1", unit_id="u-so",
                  issuer_id="u-so", content=story.content("Đợt"))  # fmt: skip
    details: dict[str, Any] = {"open_to": list(units)}
    story.acts("launch", from_state="drafting", waiting=[], **details)


def test_a_running_campaign_is_found_by_its_plan_and_by_who_takes_part(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    campaign(conn, blobs, "closed", "u-bv")
    assert issued.running_campaign(conn, "doc-1", ["u-bv"]) == ""
    campaign(conn, blobs, "in_force", "u-bv")
    assert issued.running_campaign(conn, "doc-1", ["u-khoa", "u-bv"]) == "dot-in_force"
    assert issued.running_campaign(conn, "doc-1", ["u-khoa"]) == ""
    assert issued.running_campaign(conn, "doc-2", ["u-bv"]) == ""


def test_a_list_is_narrowed_to_a_circle_and_to_what_adds_to_a_commitment(
    conn: Connection, blobs: LocalBlobStore
) -> None:
    drafted(conn, blobs, "doc-1")
    other = drafted(conn, blobs, "doc-2")
    other.becomes("drafting", circle_id="u-khac", supplements_id="doc-1").acts("save")
    everything = Viewer("p-an")

    def found(**narrowed: str) -> list[str]:
        filters = Filters(**narrowed)  # type: ignore[arg-type]  # texts, by name
        documents = queries.documents_list(conn, everything, filters).documents
        return [row.document_id for row in documents]

    assert found(circle_id="u-chi-bo") == ["doc-1"]
    assert found(circle_id="u-khac") == found(supplements_id="doc-1") == ["doc-2"]
    assert found(supplements_id="doc-2") == []
