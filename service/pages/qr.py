"""A QR code as SVG within the page: no file, no style and no script, so that our policy holds."""

from __future__ import annotations

import segno
from markupsafe import Markup

from service.labels import label

QUIET = 4  # modules of white around it (ISO/IEC 18004)
ERRORS = "m"  # 15 % of it may be unreadable


def qr_svg(text: str) -> Markup:
    """Return the picture; how large it is shown is the style sheet's business."""
    svg = segno.make_qr(text, error=ERRORS).svg_inline(
        border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None,
        title=label("account", "qr"),
    )  # fmt: skip
    return Markup(svg.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 -- made from squares
