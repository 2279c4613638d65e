"""Makes one PDF/A-2b of scanned pages, and of a signed file a plain one to copy from.

NĐ 30/2020/NĐ-CP, annex I, part II, I.3 asks of a scan: PDF 1.4 or later, in colour, 200 dpi or
more, at its full size. A page that says less of itself is refused; nothing is scaled.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf
from PIL import Image, ImageCms, UnidentifiedImageError

from signing.errors import PdfUnusableError, ScanUnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_DPI: Final = 200
MOST_PAGES: Final = 500
MAX_PIXELS: Final = 60_000_000  # an A4 page at 600 dpi has 35 million
_FORMATS: Final = ("JPEG", "PNG", "TIFF")
_LONGEST_PT: Final = 14_400  # of a page (ISO 32000-1, annex C)
_TOLERANCE: Final = 0.5  # dpi: scanners round


def paper_of_scans(pages: Sequence[bytes]) -> bytes:
    """Return a PDF/A-2b with one page for each picture (JPEG, PNG or TIFF), at its real size.

    The same pictures give the same bytes.

    Raises:
        ScanUnfitError: no page, not a picture, not in colour, or too coarse or without resolution.
    """
    if not 0 < len(pages) <= MOST_PAGES:
        raise ScanUnfitError("no page, or too many")
    with pikepdf.new() as pdf:
        for number, page in enumerate(pages, 1):
            _add_page(pdf, page, number)
        declare_pdfa(pdf)
        return saved(pdf)


def plain_of_signed(pdf: bytes, pages: Iterable[int]) -> bytes:
    """Return some pages (from 1) of a signed PDF/A as a file of its own that nobody has signed.

    What the signatures painted stays visible as part of the page; the original is not touched.

    Raises:
        PdfUnusableError: it cannot be read, or has no such page.
    """
    wanted = list(pages)
    try:
        with pikepdf.open(BytesIO(pdf)) as document, pikepdf.new() as made:
            if not wanted or not all(1 <= page <= len(document.pages) for page in wanted):
                raise PdfUnusableError("no such page")
            _flatten(document)
            made.pages.extend(document.pages[page - 1] for page in wanted)
            declare_pdfa(made)
            return saved(made)
    except pikepdf.PdfError as error:
        raise PdfUnusableError("not a readable PDF") from error


def _flatten(document: pikepdf.Pdf) -> None:
    """Turn what the fields painted into content, and drop the fields and their signatures."""
    document.flatten_annotations("print")
    for page in document.pages:
        if "/Annots" in page:
            del page["/Annots"]
    if "/AcroForm" in document.Root:
        del document.Root["/AcroForm"]


def _add_page(pdf: pikepdf.Pdf, picture: bytes, number: int) -> None:
    image, (x_dpi, y_dpi) = _decode(picture, number)
    width, height = image.width / x_dpi * 72, image.height / y_dpi * 72
    if max(width, height) > _LONGEST_PT:
        raise ScanUnfitError(f"page {number} is too large")
    page = pdf.add_blank_page(page_size=(round(width, 2), round(height, 2)))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=_embedded(pdf, image)))
    page.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /A Do Q".encode())


def _decode(picture: bytes, number: int) -> tuple[Image.Image, tuple[float, float]]:
    try:
        with Image.open(BytesIO(picture), formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ScanUnfitError(f"page {number} has too many pixels")
            if image.mode != "RGB":
                raise ScanUnfitError(f"page {number} is not in colour ({image.mode})")
            dpi = tuple(float(value) for value in image.info.get("dpi", ()))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ScanUnfitError(f"page {number} is not a readable picture") from error
    if len(dpi) != 2 or min(dpi) < LEAST_DPI - _TOLERANCE:  # noqa: PLR2004 - across and down
        raise ScanUnfitError(f"page {number} has no {LEAST_DPI} dpi")
    return image, (dpi[0], dpi[1])


def _embedded(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    """Keep a JPEG's own bytes out of it: what a scanner wrote beside the pixels is not copied."""
    output = BytesIO()
    image.save(output, "JPEG", quality=90, subsampling=0)
    stream = pdf.make_stream(output.getvalue())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = image.width, image.height
    stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    stream.write(output.getvalue(), filter=pikepdf.Name.DCTDecode)
    return stream


def declare_pdfa(pdf: pikepdf.Pdf, title: str = "") -> None:
    """Say that a file is PDF/A-2b, and what its colours mean."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB",
        DestOutputProfile=pdf.make_indirect(pdf.make_stream(_undated(profile), N=3)),
    )
    pdf.Root.OutputIntents = pikepdf.Array([intent])
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
        if title:
            metadata["dc:title"] = title


def _undated(profile: bytes) -> bytes:
    """Set the day on which the colour profile was made to a fixed one (ICC.1:2010, 7.2.10)."""
    day = b"".join(value.to_bytes(2, "big") for value in (2020, 1, 1, 0, 0, 0))
    return profile[:24] + day + profile[36:84] + bytes(16) + profile[100:]


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the file, the same bytes each time."""
    output = BytesIO()
    pdf.save(
        output,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        min_version="1.7",
    )
    return output.getvalue()


def digest_of_scans(pages: Sequence[bytes]) -> str:
    """Return one digest over the scanned pages as they came, in hex; for the ledger."""
    return hashlib.sha256(b"".join(hashlib.sha256(page).digest() for page in pages)).hexdigest()
