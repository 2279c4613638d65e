"""How a campaign stands: counted from rows, each person once, a cell's papers for it alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from storage.ledger import ledger
from storage.people import accounts, persons, posts, units
from storage.readmodel import campaigns, queries
from storage.readmodel.campaigns import Progress
from storage.readmodel.shapes import Viewer
from tests.unit.storage.builders import START, Story

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.blobs.local import LocalBlobStore

SINCE, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
UNITS = (
    ("u-so", "", "agency"), ("u-phong", "u-so", "unit"), ("u-bv", "u-so", "agency"),
    ("u-khoa", "u-bv", "unit"), ("u-to", "u-khoa", "unit"), ("u-tram", "u-bv", "agency"),
    ("u-chi-bo", "u-khoa", "cell"), ("u-dang-uy", "u-bv", "committee"),
)  # fmt: skip
HELD = (
    ("p-gd", "u-so", "head"), ("p-cv", "u-phong", "staff"), ("p-bs", "u-khoa", "head"),
    ("p-dd", "u-to", "employee"), ("p-dd", "u-chi-bo", "member"), ("p-bt", "u-chi-bo", "chair"),
    ("p-tt", "u-bv", "auditor"), ("p-qt", "u-bv", "admin"), ("p-xa", "u-tram", "head"),
)  # fmt: skip


@pytest.fixture
def office(conn: Connection) -> Connection:
    """An agency with another below it, departments, a cell, and whoever works there."""
    for unit_id, parent, kind in UNITS:
        name = unit_id.removeprefix("u-")
        units.add_unit(conn, units.Unit(unit_id, parent, kind, name, "", "", "", SINCE))
    for person in sorted({person for person, _, _ in HELD}):
        persons.add_person(conn, persons.Person(person, person))
        accounts.add_account(conn, accounts.Account(person, f"{person}-Login", "hash"))
    for person, unit_id, role in HELD:
        post = posts.Post(f"{unit_id}-{role}", unit_id, role, f"{role} {unit_id}")
        posts.add_post(conn, post)
        posts.add_holding(conn, post.post_id, person, SINCE)
    return conn


def a_paper(conn: Connection, blobs: LocalBlobStore, document_id: str, **state: Any) -> Story:
    """A document of the campaign."""
    story = Story(conn, blobs, document_id)
    given: dict[str, Any] = {
        "kind": "cam-ket-vien-chuc",
        "campaign_id": "dot-1",
        "period": 2027,
    } | state
    story.becomes(given.pop("state", "drafting"), content=story.content("x"), **given)
    fonds = "party" if given["kind"] == "cam-ket-dang" else "state"
    story.acts("create", open_to=state.get("open_to", []), fonds=fonds)
    return story


def of(found: list[Progress], unit_id: str) -> Progress:
    return next(one for one in found if one.unit_id == unit_id)


def progress(conn: Connection, *unit_ids: str) -> list[Progress]:
    return campaigns.progress(conn, "dot-1", unit_ids, START)


def test_everybody_counts_where_he_works_down_to_the_next_agency(office: Connection) -> None:
    found = campaigns.people_of(office, ["u-so", "u-bv", "u-tram"], START)
    assert found == {
        "u-so": {"p-gd", "p-cv"},
        "u-bv": {"p-bs", "p-dd"},  # neither who watches over it nor who runs the machine
        "u-tram": {"p-xa"},
    }


def test_who_has_left_is_not_expected(office: Connection) -> None:
    posts.end_holding(office, "u-to-employee", "p-dd", START)
    assert of(progress(office, "u-bv"), "u-bv").expected == 1


def test_begun_and_registered_are_counted_apart(office: Connection, blobs: LocalBlobStore) -> None:
    a_paper(office, blobs, "ck-1", drafter_id="p-bs", issuer_id="u-bv")
    a_paper(office, blobs, "ck-2", drafter_id="p-dd", issuer_id="u-bv", state="in_force")
    a_paper(office, blobs, "ck-3", drafter_id="p-gd", issuer_id="u-so", state="withdrawn")
    a_paper(office, blobs, "ck-4", drafter_id="p-cv", issuer_id="u-so", campaign_id="dot-2")
    found = progress(office, "u-so", "u-bv")
    assert (of(found, "u-bv").begun, of(found, "u-bv").registered) == (2, 1)
    assert (of(found, "u-so").begun, of(found, "u-so").registered) == (0, 0)


def test_who_registered_before_he_moved_counts_where_he_is_now(
    office: Connection, blobs: LocalBlobStore
) -> None:
    a_paper(office, blobs, "ck-1", drafter_id="p-dd", issuer_id="u-bv", state="in_force")
    posts.end_holding(office, "u-to-employee", "p-dd", START)
    posts.add_holding(office, "u-tram-head", "p-dd", START)
    found = progress(office, "u-bv", "u-tram")
    assert (of(found, "u-bv").registered, of(found, "u-tram").registered) == (0, 1)


def test_a_partys_commitment_counts_for_its_cell_alone(
    office: Connection, blobs: LocalBlobStore
) -> None:
    before = progress(office, "u-so", "u-bv")
    a_paper(office, blobs, "ck-1", kind="cam-ket-dang", drafter_id="p-dd", issuer_id="u-chi-bo")
    assert progress(office, "u-so", "u-bv") == before
    [cell] = campaigns.progress_of_cells(office, "dot-1", ["u-chi-bo"], START)
    assert cell == Progress("u-chi-bo", expected=2, begun=1)
    assert campaigns.commitments_of(office, "dot-1") == {}
    assert campaigns.units_with_people_missing(office, "dot-1", ["u-bv"], START) == ("u-bv",)


def test_the_plan_that_was_handed_in_stands_for_its_unit(
    office: Connection, blobs: LocalBlobStore
) -> None:
    plan = {"kind": "ke-hoach", "issuer_id": "u-bv", "drafter_id": "p-bs"}
    a_paper(office, blobs, "vb-1", **plan, submitted_at="2027-02-26T03:00:00.000000Z")
    a_paper(office, blobs, "vb-2", **plan)
    found = of(progress(office, "u-bv"), "u-bv")
    assert (found.plan_id, found.submitted_at) == ("vb-1", datetime(2027, 2, 26, 3, tzinfo=UTC))
    assert campaigns.units_that_submitted(office, "dot-1") == {"u-bv"}


def test_a_plan_has_the_campaign_that_is_not_over(
    office: Connection, blobs: LocalBlobStore
) -> None:
    dot: dict[str, Any] = {"kind": "dot", "serves_id": "vb-1", "campaign_id": ""}
    assert campaigns.of_plan(office, "vb-1") == ""
    story = a_paper(office, blobs, "dot-1", **dot)
    assert campaigns.of_plan(office, "vb-1") == "dot-1"
    story.becomes("closed").acts("close", is_final=True)
    assert campaigns.of_plan(office, "vb-1") == ""


def test_what_exists_of_a_list_is_counted_by_its_key(
    office: Connection, blobs: LocalBlobStore
) -> None:
    for document_id in (
        "ck-abcabcabcabc00000002",
        "ck-abcabcabcabc00000fff",
        "ck-abcabcabcabd00000002",
    ):
        a_paper(office, blobs, document_id, drafter_id="p-bs")
    assert campaigns.created_from(office, "abcabcabcabc") == 2
    assert campaigns.created_from(office, "abcabcabcabe") == 0
    assert campaigns.created_from(office, "") == 0


def test_who_is_committed_for_a_year(office: Connection, blobs: LocalBlobStore) -> None:
    a_paper(office, blobs, "ck-1", drafter_id="p-bs")
    a_paper(office, blobs, "ck-2", drafter_id="p-dd", state="withdrawn")
    a_paper(office, blobs, "ck-3", drafter_id="p-dd", kind="cam-ket-dang")
    assert queries.committed(office, "cam-ket-vien-chuc", 2027) == {"p-bs"}
    assert queries.committed(office, "cam-ket-vien-chuc", 2026) == frozenset()


def test_only_what_a_viewer_may_open_is_openable(office: Connection, blobs: LocalBlobStore) -> None:
    a_paper(office, blobs, "ck-1", drafter_id="p-bs", open_to=["u-khoa"])
    a_paper(office, blobs, "ck-2", drafter_id="p-dd", open_to=["u-to"])
    viewer = Viewer("p-x", frozenset({"u-khoa"}))
    assert queries.openable(office, viewer, "dot-1") == {"ck-1"}
    assert queries.openable(office, viewer, "dot-2") == frozenset()


def test_who_is_asked_is_found_for_many_documents_at_once(
    office: Connection, blobs: LocalBlobStore
) -> None:
    for number in (1, 2, 3):
        story = a_paper(office, blobs, f"vb-{number}", drafter_id="p-bs")
        story.acts("submit", waiting=[{"role": "head", "unit_id": f"u-{number}", "act": "approve"}])
    found = queries.waiting_among(office, ["vb-1", "vb-3"])
    assert [(one.document_id, one.unit_id) for one in found] == [("vb-1", "u-1"), ("vb-3", "u-3")]


def test_acts_that_are_recorded_are_known(office: Connection, blobs: LocalBlobStore) -> None:
    entry = a_paper(office, blobs, "ck-1").acts("save")
    wanted = [entry.act_id, *(f"act-{number}" for number in range(1200))]
    assert ledger.recorded(office, wanted) == {entry.act_id}
    assert ledger.recorded(office, []) == frozenset()


def test_logins_are_known_by_person(office: Connection) -> None:
    assert accounts.people_by_login(office)["p-bs-login"] == "p-bs"


def test_a_title_is_that_of_a_post_outside_the_party(office: Connection) -> None:
    posts.add_holding(office, "u-phong-staff", "p-bs", LATER)
    assert posts.titles_of(office, ["p-bs", "p-dd", "p-bt"], START) == {
        "p-bs": "head u-khoa", "p-dd": "employee u-to",
    }  # fmt: skip
    posts.end_holding(office, "u-khoa-head", "p-bs", LATER)
    assert posts.titles_of(office, ["p-bs"], LATER) == {"p-bs": "staff u-phong"}


def test_notices_are_found_by_the_acts_they_came_with(
    office: Connection, blobs: LocalBlobStore
) -> None:
    told = [{"kind": "urge", "act": "hand_in_plan", "role": "head", "unit_id": "u-bv"}]
    story = a_paper(office, blobs, "dot-1", kind="dot")
    first = story.acts("urge", notices=told)
    story.acts("urge", notices=told)
    mine = [("head", "u-bv")]
    found = queries.notices_by(office, "p-x", mine, [first.act_id])
    assert [notice.act_id for notice in found] == [first.act_id]
    assert queries.notices_by(office, "p-x", [("head", "u-so")], [first.act_id]) == []
    newest = queries.notices_for(office, "p-x", mine)
    assert queries.notices_for(office, "p-x", mine, 1, 1) == newest[1:]
