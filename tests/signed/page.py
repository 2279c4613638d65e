"""A PDF/A-2b page without text: grey bars where a paper has its lines.

Papers with words come from the real templates; what a signature does to a page can be judged here
without starting LibreOffice.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pikepdf
from PIL import Image, ImageCms, ImageDraw

A4: Final = (595, 842)


def blank_paper(pages: int = 1) -> bytes:
    """A PDF/A-2b file with `pages` pages of bars."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=A4)
            bars = "".join(f"{90 + number} {700 - 20 * row} 400 6 re f\n" for row in range(8))
            page.Contents = pdf.make_stream(f"0.6 g\n{bars}".encode())
        _declare_pdfa(pdf)
        output = BytesIO()
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
        return output.getvalue()


def a_scan(dpi: int = 200, mode: str = "RGB", kind: str = "JPEG") -> bytes:
    """A page of A4 as a scanner gives it: grey bars on white, and a red ring."""
    size = (round(8.27 * dpi), round(11.69 * dpi))
    page = Image.new("RGB", size, (252, 251, 248))
    pen = ImageDraw.Draw(page)
    for row in range(8):
        pen.rectangle(
            (dpi, dpi * (2 + row / 3), size[0] - dpi, dpi * (2.1 + row / 3)), (90, 90, 90)
        )
    pen.ellipse((dpi, 6 * dpi, dpi * 2.4, dpi * 7.4), outline=(205, 20, 30), width=8)
    output = BytesIO()
    page.convert(mode).save(output, kind, dpi=(dpi, dpi))
    return output.getvalue()


def _declare_pdfa(pdf: pikepdf.Pdf) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFA1,
                OutputConditionIdentifier="sRGB",
                DestOutputProfile=pdf.make_indirect(pdf.make_stream(profile, N=3)),
            )
        ]
    )
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
