"""Draws all forms into their folders: `python -m doc_templates.forms.build`.

A released version is never drawn over: a file that exists with other bytes stops the command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from doc_templates.forms import bien_ban_chi_bo, bien_ban_gop_y, cam_ket, ke_hoach, nghi_quyet

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = Path(__file__).parent.parent / "kinds"
FORMS: dict[str, Callable[[], bytes]] = {
    "ke-hoach/v1/template.docx": ke_hoach.build,
    "bien-ban-gop-y/v1/template.docx": bien_ban_gop_y.build,
    "cam-ket-dang/v1/template.docx": cam_ket.build_party,
    "cam-ket-vien-chuc/v1/template.docx": cam_ket.build_state,
    "bo-sung-dang/v1/template.docx": cam_ket.build_party_addendum,
    "bo-sung-vien-chuc/v1/template.docx": cam_ket.build_state_addendum,
    "nghi-quyet/v1/template.docx": nghi_quyet.build,
    "bien-ban-chi-bo/v1/template.docx": bien_ban_chi_bo.build,
}


def draw(target: Path, template: bytes) -> None:
    """Write one template; refuse to change one that is there.

    Raises:
        FileExistsError: other bytes stand under this version; draw a new version instead.
    """
    if target.exists() and target.read_bytes() != template:
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(template)


if __name__ == "__main__":
    for name, build in FORMS.items():
        draw(KINDS / name, build())
