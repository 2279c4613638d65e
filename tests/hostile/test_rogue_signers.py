"""Someone signs who may not, or what he may not: right cryptography, wrong paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from signing.port import FieldRole, NumberAndDate
from signing.seal import appearance
from signing.seal.drawing import Stream
from signing.seal.fields import field_object, reserve
from signing.seal.layout import glyphs
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.report import Integrity, Report, Trust
from tests.hostile.forger import Rogue, revise
from tests.signed.office import MINUTES, NUMBER, PLAN, ROW
from tests.signed.page import blank_paper
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from signing.seal.revision import RevisionWriter
    from signing.trust.own_ca import Issued

OTHER_NUMBER = NumberAndDate("999", "01", "01", "2026")


def judged(pdf: bytes) -> Report:
    return verify(pdf, office().anchors, NOW)


def rogue(signer: Issued, role: FieldRole) -> Rogue:
    printed = office().printed(role)
    return Rogue(office(), signer, says=printed, paints=printed)


def sealed_by(signer: Issued) -> bytes:
    pdf = office().blank()
    for role in (FieldRole.PERSONAL, FieldRole.NUMBER):
        pdf = office().sign_with_evidence(pdf, role)
    return rogue(signer, FieldRole.AGENCY).sign(pdf, FieldRole.AGENCY)


def test_the_rogue_is_believed_when_he_does_not_lie() -> None:
    """The control: the same software with the right key is refused for nothing but evidence."""
    report = judged(office().archive(sealed_by(office().agency)))
    assert report.codes <= {Code.REVOCATION_UNKNOWN}
    assert report.verdict is Verdict.VALID


def test_a_personal_certificate_in_the_agencys_field_is_refused() -> None:
    report = judged(sealed_by(office().leader))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.WRONG_SIGNER
    assert report.signatures[-1].integrity is Integrity.INTACT
    assert report.signatures[-1].trust is Trust.TRUSTED


def test_another_persons_certificate_in_the_personal_field_is_refused() -> None:
    forger = replace(rogue(office().second, FieldRole.PERSONAL), certify=True)
    report = judged(forger.sign(office().blank(), FieldRole.PERSONAL))
    assert report.code is Code.WRONG_SIGNER


def test_a_field_reserved_for_a_personal_certificate_as_the_agency_is_refused() -> None:
    leader = office().leader
    holders = {FieldRole.AGENCY: leader, FieldRole.NUMBER: leader}
    pdf = reserve(blank_paper(), office().reserved(PLAN, holders))
    for role in PLAN:
        pdf = office().sign(pdf, role, by=leader)
    report = judged(pdf)
    assert report.code is Code.WRONG_RESERVATION


def test_the_number_alone_may_be_signed_by_the_person_where_there_is_no_seal() -> None:
    roles = (FieldRole.PERSONAL, FieldRole.NUMBER)
    leader = office().leader
    fields = office().reserved(roles, {FieldRole.NUMBER: leader})
    pdf = reserve(blank_paper(), fields)
    for role in roles:
        pdf = office().sign(pdf, role, by=leader)
    report = judged(office().archive(pdf))
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "roles",
    [
        (FieldRole.NUMBER, FieldRole.PERSONAL, FieldRole.AGENCY),
        (FieldRole.PERSONAL, FieldRole.AGENCY),
        (FieldRole.AGENCY,),
    ],
)
def test_another_order_is_refused(roles: tuple[FieldRole, ...]) -> None:
    pdf = office().blank()
    for role in roles:
        pdf = office().sign_with_evidence(pdf, role)
    report = judged(pdf)
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.WRONG_ORDER


def test_the_chair_does_not_sign_minutes_before_the_secretary() -> None:
    pdf = office().sign_with_evidence(office().blank(MINUTES), FieldRole.CHAIR)
    assert judged(pdf).code is Code.WRONG_ORDER


def with_number(forger: Rogue) -> bytes:
    once = office().sign_with_evidence(office().blank(), FieldRole.PERSONAL)
    return forger.sign(once, FieldRole.NUMBER)


def test_a_number_painted_other_than_said_is_refused() -> None:
    forger = replace(rogue(office().agency, FieldRole.NUMBER), paints=OTHER_NUMBER)
    report = judged(with_number(forger))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.WRONG_APPEARANCE


def test_a_header_row_that_paints_more_than_the_number_is_refused() -> None:
    box = office().box(FieldRole.NUMBER)
    honest = appearance.make(NUMBER, box, glyphs(ROW))
    painted = Stream(honest.entries, honest.data + b"0 g 0 0 9 9 re f\n")
    report = judged(with_number(replace(rogue(office().agency, FieldRole.NUMBER), paints=painted)))
    assert report.code is Code.WRONG_APPEARANCE


def test_a_picture_other_than_the_named_one_is_refused() -> None:
    forger = replace(
        rogue(office().leader, FieldRole.PERSONAL),
        paints=office().picture(FieldRole.AGENCY),
        certify=True,
    )
    report = judged(forger.sign(office().blank(), FieldRole.PERSONAL))
    assert report.code is Code.WRONG_APPEARANCE


def test_a_signature_that_names_another_role_is_refused() -> None:
    forger = replace(
        rogue(office().leader, FieldRole.PERSONAL), named_role=FieldRole.CHAIR, certify=True
    )
    report = judged(forger.sign(office().blank(), FieldRole.PERSONAL))
    assert report.code is Code.WRONG_APPEARANCE


@pytest.mark.parametrize(
    ("certify", "permissions"),
    [
        (False, MDPPerm.FILL_FORMS),
        (True, MDPPerm.ANNOTATE),
        (True, MDPPerm.NO_CHANGES),
    ],
)
def test_a_first_signature_that_does_not_certify_rightly_is_refused(
    certify: bool,  # noqa: FBT001 - a test parameter
    permissions: MDPPerm,
) -> None:
    honest = rogue(office().leader, FieldRole.PERSONAL)
    forger = replace(honest, certify=certify, permissions=permissions)
    report = judged(forger.sign(office().blank(), FieldRole.PERSONAL))
    assert Code.NOT_CERTIFIED in report.codes
    assert report.verdict is Verdict.INVALID


def test_a_signature_of_the_old_kind_is_refused_in_our_papers() -> None:
    forger = replace(
        rogue(office().leader, FieldRole.PERSONAL),
        certify=True,
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    report = judged(forger.sign(office().blank(), FieldRole.PERSONAL))
    assert report.code is Code.NOT_PADES
    assert report.signatures[0].level is None


def test_a_signature_beside_the_reserved_fields_is_refused() -> None:
    """The sneaky signature: a good key, a field of its own, painted over the number."""
    box = office().box(FieldRole.NUMBER)
    forger = replace(
        rogue(office().agency, FieldRole.NUMBER),
        paints=appearance.make(OTHER_NUMBER, box, glyphs(ROW)),
    )
    over = generic.ArrayObject(map(generic.FloatObject, (box.x1, box.y1, box.x2, box.y2)))
    report = judged(forger.sign_beside(issued(), "ThemSau", over))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.FOREIGN_FIELD


def test_a_second_signature_in_a_signed_field_is_refused() -> None:
    """The agency itself signs its field again, over another picture."""
    report = judged(rogue(office().agency, FieldRole.AGENCY).sign(issued(), FieldRole.AGENCY))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.SIGNATURE_REMOVED
    assert Code.CHANGED_FIELD in report.codes


def test_two_fields_of_one_name_are_refused() -> None:
    twice = office().blank()
    twice = revise(twice, _repeat_the_seals_field)
    report = judged(office().sign(twice, FieldRole.PERSONAL))
    assert report.verdict is Verdict.INVALID
    assert Code.WRONG_RESERVATION in report.codes


def _repeat_the_seals_field(writer: RevisionWriter) -> None:
    field = field_object(writer, FieldRole.AGENCY).get_object()
    copied = generic.DictionaryObject({key: field.raw_get(key) for key in field})
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(copied))
    writer.update_container(fields)
