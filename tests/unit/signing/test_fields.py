"""Reserved fields say for whom they are, and read back as they were reserved."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pyhanko.sign.fields import SigSeedValueSpec

from signing.errors import FieldMissingError, PdfUnusableError
from signing.port import FIELD_NAMES, FieldRole
from signing.seal.fields import reserve, reserved_fields
from signing.seal.revision import open_pdf
from tests.signing_pki import PAPER

if TYPE_CHECKING:
    from tests.signing_pki import Chancery


def _field(pdf: bytes, index: int) -> Any:
    return open_pdf(pdf).root["/AcroForm"]["/Fields"][index]


def test_fields_read_back_as_they_were_reserved(chancery: Chancery) -> None:
    read = reserved_fields(open_pdf(chancery.blank))
    assert list(read.values()) == chancery.fields()
    assert list(read) == [FIELD_NAMES[field.role] for field in chancery.fields()]


def test_fields_read_back_alike_after_all_is_signed(chancery: Chancery) -> None:
    assert list(reserved_fields(open_pdf(chancery.issued)).values()) == chancery.fields()


def test_reserving_adds_to_the_paper_and_is_repeatable(chancery: Chancery) -> None:
    paper = PAPER.read_bytes()
    assert chancery.blank.startswith(paper)
    assert reserve(paper, chancery.fields()) == chancery.blank


def test_the_certificate_its_name_and_the_format_are_required(chancery: Chancery) -> None:
    seed = SigSeedValueSpec.from_pdf_object(_field(chancery.blank, 0)["/SV"])
    assert [one.dump() for one in seed.cert.subjects] == [chancery.leader.der]
    named = {name.native["common_name"] for name in [seed.cert.subject_dn]}
    assert named == {"Nguyễn Văn An"}
    assert seed.cert.flags.value == 1 | 8
    assert [one.value for one in seed.subfilters] == ["/ETSI.CAdES.detached"]
    assert seed.digest_methods == ["sha256", "sha384", "sha512"]
    assert seed.flags.value == 2 | 64


def test_a_reader_hears_what_a_field_is_for(chancery: Chancery) -> None:
    assert [_field(chancery.blank, i)["/TU"] for i in range(3)] == [
        "Chữ ký của người có thẩm quyền",
        "Số và ngày, tháng, năm ban hành văn bản",
        "Dấu, chữ ký số của cơ quan",
    ]


def test_fields_are_printed_and_stay_in_their_place(chancery: Chancery) -> None:
    assert {int(_field(chancery.blank, i)["/F"]) for i in range(3)} == {0b10000100}


def test_a_field_cannot_be_reserved_twice(chancery: Chancery) -> None:
    with pytest.raises(PdfUnusableError, match="already"):
        reserve(chancery.blank, chancery.fields()[:1])


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7\n", b"not a pdf", b"%PDF-1.7\n" + b"x" * 999])
def test_what_is_no_pdf_is_refused(chancery: Chancery, spoilt: bytes) -> None:
    with pytest.raises(PdfUnusableError):
        reserve(spoilt, chancery.fields())


def test_an_encrypted_pdf_is_refused(chancery: Chancery) -> None:
    output = BytesIO()
    with pikepdf.open(PAPER) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(PdfUnusableError, match="encrypted"):
        reserve(output.getvalue(), chancery.fields())


def test_a_field_on_a_page_that_is_not_there_is_refused(chancery: Chancery) -> None:
    field = chancery.fields()[0]
    with pytest.raises(PdfUnusableError):
        reserve(PAPER.read_bytes(), [replace(field, box=replace(field.box, page=7))])


def test_a_malformed_private_entry_is_refused(chancery: Chancery) -> None:
    spoilt = chancery.blank.replace(b"/Role /personal", b"/Role /persona_")
    with pytest.raises(FieldMissingError):
        reserved_fields(open_pdf(spoilt))


def test_a_paper_without_fields_has_none() -> None:
    assert reserved_fields(open_pdf(PAPER.read_bytes())) == {}


def test_every_role_has_a_field_name() -> None:
    assert set(FIELD_NAMES) == set(FieldRole)
