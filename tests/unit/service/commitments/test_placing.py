"""Where somebody commits himself, who keeps it, and whether he leads."""

from __future__ import annotations

import pytest

from tests.unit.service.commitments.people import (
    CHAIRS_THE_CELL,
    HEADS_THE_OFFICE,
    IN_THE_CELL,
    IN_THE_COMMITTEE,
    WORKS_THERE,
    placings,
)


def test_who_is_member_and_employee_makes_both_kinds_for_two_keepers() -> None:
    party, state = placings(WORKS_THERE, IN_THE_CELL)
    assert (party.kind, party.circle.unit_id, party.custodian_id) == ("cam-ket-dang", "cb", "cb")
    assert (state.kind, state.circle.unit_id, state.custodian_id) == (
        "cam-ket-vien-chuc", "vp", "tc",
    )  # fmt: skip


def test_who_is_no_member_makes_the_states_kind_alone() -> None:
    assert [p.kind for p in placings(WORKS_THERE)] == ["cam-ket-vien-chuc"]


def test_a_committee_gets_its_members_party_paper_to_see_and_no_other() -> None:
    party, state = placings(WORKS_THERE, IN_THE_CELL, IN_THE_COMMITTEE)
    assert (party.shared_with, state.shared_with) == (("du",), ())
    assert party.superior_id == "du"


@pytest.mark.parametrize(
    ("posts", "party_leads", "state_leads"),
    [
        ((WORKS_THERE, IN_THE_CELL), False, False),
        ((HEADS_THE_OFFICE, IN_THE_CELL), True, True),
        ((WORKS_THERE, CHAIRS_THE_CELL), True, False),
    ],
)
def test_who_leads_in_the_party_leads_nothing_in_the_states_paper(
    posts: tuple[tuple[str, str, str], ...],
    party_leads: bool,  # noqa: FBT001 -- a table's column
    state_leads: bool,  # noqa: FBT001 -- a table's column
) -> None:
    party, state = placings(*posts)  # type: ignore[arg-type]  # roles are texts too
    assert (party.leads, state.leads) == (party_leads, state_leads)


def test_the_states_paper_names_no_post_of_the_party() -> None:
    party, state = placings(WORKS_THERE, CHAIRS_THE_CELL, IN_THE_COMMITTEE)
    assert party.titles == ("Bí thư Chi bộ", "Đảng ủy viên")
    assert state.titles == ("Chuyên viên",)
