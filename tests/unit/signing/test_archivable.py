"""Files that the agency is to sign alone: plain lies are refused, and a corner that is taken."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from service.copies import fitness
from service.copies.errors import AppendixTooLargeError
from service.copies.fitness import fit_pages
from signing.errors import (
    ActiveFileError,
    CornerTakenError,
    EncryptedFileError,
    FontMissingError,
    NotArchivableError,
    PdfUnusableError,
)
from signing.seal.scanned import paper_of_scans
from tests.signed.page import A4, a_scan, blank_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.signing_pki import Chancery


def changed(change: Callable[[pikepdf.Pdf], None], **saving: object) -> bytes:
    output = BytesIO()
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        change(pdf)
        pdf.save(output, **saving)  # type: ignore[arg-type]
    return output.getvalue()


def unembedded(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))


def scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def launching(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[90, 90, 200, 200],
        A=Dictionary(S=Name.Launch, F="calc.exe"),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def layered(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def with_fields(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T="ten"))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def with_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"x"


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Rotate = 90


def unclaimed(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def headed(pdf: pikepdf.Pdf) -> None:
    """Paint a bar as high as a letter into the top margin, right."""
    more = f"0 g {A4[0] - 120} {A4[1] - 30} 20 7 re f\n"
    pdf.pages[0].contents_add(more.encode())


def noted(pdf: pikepdf.Pdf) -> None:
    x, y = A4[0] - 150, A4[1] - 32
    look = pdf.make_stream(
        b"0 g 0 0 30 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 30, 10]
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=[x, y, x + 30, y + 10],
        AP=Dictionary(N=look),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def test_a_paper_and_a_scan_suit_and_their_pages_are_told() -> None:
    assert fit_pages(blank_paper(3)) == 3
    assert fit_pages(paper_of_scans([a_scan()])) == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (unembedded, FontMissingError),
        (scripted, ActiveFileError),
        (launching, ActiveFileError),
        (layered, ActiveFileError),
        (with_fields, ActiveFileError),
        (with_a_file, ActiveFileError),
        (turned, PdfUnusableError),
        (unclaimed, NotArchivableError),
        (headed, CornerTakenError),
        (noted, CornerTakenError),
    ],
)
def test_what_does_not_suit_has_its_own_code(
    change: Callable[[pikepdf.Pdf], None], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as refused:
        fit_pages(changed(change))
    assert type(refused.value) is refusal


def test_an_encrypted_file_is_told_apart_with_and_without_a_password() -> None:
    for user in ("", "mat-khau"):
        locked = changed(lambda _: None, encryption=pikepdf.Encryption(owner="o", user=user))
        with pytest.raises(EncryptedFileError):
            fit_pages(locked)


def test_no_pdf_a_signed_one_and_one_that_is_too_long(
    chancery: Chancery, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PdfUnusableError):
        fit_pages(b"%PDF-1.7 nothing")
    with pytest.raises(NotArchivableError):
        fit_pages(chancery.issued)
    monkeypatch.setattr(fitness, "LARGEST", 100)
    with pytest.raises(AppendixTooLargeError):
        fit_pages(blank_paper())
