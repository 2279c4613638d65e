"""A paper without a seal: its number is signed by who signed the paper, and by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signing.errors import SigningError
from signing.port import FieldRole
from signing.seal.fields import reserve
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.hostile.forger import Rogue
from tests.signed.page import blank_paper
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signing.trust.own_ca import Issued
    from signing.verify.report import Report

UNSEALED = (FieldRole.PERSONAL, FieldRole.NUMBER)


def judged(pdf: bytes) -> Report:
    return verify(pdf, office().anchors, NOW)


def reserved(roles: Sequence[FieldRole], **holders: Issued) -> bytes:
    """A paper with these fields, of which `holders` (by role) replace the office's own."""
    by_role = {FieldRole(role): issued for role, issued in holders.items()}
    return reserve(blank_paper(), office().reserved(roles, by_role))


def signed(pdf: bytes, signers: Mapping[FieldRole, Issued]) -> bytes:
    for role, issued in signers.items():
        pdf = office().sign(pdf, role, by=issued)
    return pdf


def test_the_signers_own_number_is_accepted() -> None:
    """The control of this file."""
    leader = office().leader
    pdf = signed(reserved(UNSEALED, number=leader), dict.fromkeys(UNSEALED, leader))
    report = judged(office().archive(pdf))
    assert report.verdict is Verdict.VALID
    assert [signature.role for signature in report.signatures] == ["personal", "number"]


def test_a_number_reserved_for_another_person_is_refused() -> None:
    leader, second = office().leader, office().second
    signers = {FieldRole.PERSONAL: leader, FieldRole.NUMBER: second}
    report = judged(signed(reserved(UNSEALED, number=second), signers))
    assert report.verdict is Verdict.INVALID
    assert Code.WRONG_RESERVATION in report.codes


def test_a_number_signed_by_another_persons_key_is_refused() -> None:
    leader, second = office().leader, office().second
    once = signed(reserved(UNSEALED, number=leader), {FieldRole.PERSONAL: leader})
    printed = office().printed(FieldRole.NUMBER)
    pdf = Rogue(office(), second, says=printed, paints=printed).sign(once, FieldRole.NUMBER)
    report = judged(pdf)
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.WRONG_SIGNER


def test_a_number_signed_by_an_agency_whose_seal_is_missing_is_refused() -> None:
    signers = {FieldRole.PERSONAL: office().leader, FieldRole.NUMBER: office().agency}
    report = judged(signed(reserved(UNSEALED), signers))
    assert report.verdict is Verdict.INVALID
    assert Code.WRONG_RESERVATION in report.codes


@pytest.mark.parametrize("other", [FieldRole.CONFIRM, FieldRole.CHAIR, FieldRole.SECRETARY])
def test_who_signs_in_another_part_does_not_number(other: FieldRole) -> None:
    """The confirmer signs the paper too, but it is not his to number."""
    leader, second = office().leader, office().second
    holders = {other.value: second, "number": second}
    order = sorted((FieldRole.PERSONAL, other), key=lambda role: role is not FieldRole.SECRETARY)
    if other is FieldRole.CHAIR:
        order = [FieldRole.CHAIR, FieldRole.PERSONAL]
    if other is FieldRole.CONFIRM:
        order = [FieldRole.PERSONAL, FieldRole.CONFIRM]
    roles = (*order, FieldRole.NUMBER)
    signers = {role: leader if role is FieldRole.PERSONAL else second for role in roles}
    report = judged(signed(reserved(roles, **holders), signers))
    assert report.verdict is Verdict.INVALID
    assert Code.WRONG_RESERVATION in report.codes


def test_a_number_without_a_personal_signature_is_refused() -> None:
    leader = office().leader
    roles = (FieldRole.NUMBER,)
    report = judged(signed(reserved(roles, number=leader), {FieldRole.NUMBER: leader}))
    assert report.verdict is Verdict.INVALID
    assert Code.WRONG_RESERVATION in report.codes


def test_a_seals_field_beside_a_number_of_ones_own_is_refused() -> None:
    """Reserved by the same hand before anyone signed: no paper has both."""
    leader = office().leader
    roles = (*UNSEALED, FieldRole.AGENCY)
    pdf = signed(reserved(roles, number=leader), dict.fromkeys(UNSEALED, leader))
    for stage in (pdf, signed(pdf, {FieldRole.AGENCY: office().agency})):
        report = judged(stage)
        assert report.verdict is Verdict.INVALID
        assert Code.WRONG_RESERVATION in report.codes


@pytest.mark.parametrize("after", [1, 2])
def test_a_seals_field_added_after_signing_is_refused(after: int) -> None:
    leader = office().leader
    pdf = signed(reserved(UNSEALED, number=leader), dict.fromkeys(UNSEALED[:after], leader))
    added = reserve(pdf, office().reserved((FieldRole.AGENCY,)))
    assert judged(added).verdict is Verdict.INVALID
    sealed = signed(added, {FieldRole.AGENCY: office().agency})
    assert judged(sealed).verdict is Verdict.INVALID


def test_a_person_does_not_number_a_sealed_paper() -> None:
    """Its field is reserved for the agency: our own hand refuses, a rogue's is found out."""
    leader = office().leader
    once = office().sign(office().blank(), FieldRole.PERSONAL)
    with pytest.raises(SigningError):
        office().sign(once, FieldRole.NUMBER, by=leader)
    printed = office().printed(FieldRole.NUMBER)
    pdf = Rogue(office(), leader, says=printed, paints=printed).sign(once, FieldRole.NUMBER)
    report = judged(pdf)
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.WRONG_SIGNER
