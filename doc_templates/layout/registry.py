"""What the code knows of each form beside its files: one line a version. Data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from doc_templates.layout import (
    bien_ban_chi_bo,
    bien_ban_gop_y,
    bo_sung,
    cam_ket,
    ke_hoach,
    nghi_quyet,
    undertaking,
)
from doc_templates.layout.blocks import Context, Node
from doc_templates.party_form import PARTY_V1
from doc_templates.port import Occasion, SignatureBlock

Layout = Callable[[Node, Mapping[str, SignatureBlock], Occasion], Context]

_COMMITTED = ("personal", "confirm")
_IN_PARTY = partial(undertaking.too_wide, manner=undertaking.PARTY)
_IN_STATE = partial(undertaking.too_wide, manner=undertaking.STATE)


def _nothing(_: Node) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Form:
    """How content becomes what one template names, and what must fit."""

    context: Layout
    roles: tuple[str, ...]  # who is printed at the foot
    title: str = "title"  # the member that becomes the file's title
    too_wide: Callable[[Node], list[str]] = _nothing  # places that do not fit their line
    takes_notes: bool = False  # prints a note in place of the room for a signature
    number_size: float = 13.0  # pt, of the digits to come
    date_size: float = 14.0


FORMS: dict[str, Form] = {
    "ke-hoach@v1": Form(ke_hoach.context, ("personal",), too_wide=ke_hoach.too_wide),
    "bien-ban-gop-y@v1": Form(
        bien_ban_gop_y.context, ("secretary", "chair"), "meeting", bien_ban_gop_y.too_wide
    ),
    "cam-ket-dang@v1": Form(
        cam_ket.party_context, _COMMITTED, too_wide=_IN_PARTY, takes_notes=True
    ),
    "cam-ket-vien-chuc@v1": Form(
        cam_ket.state_context, _COMMITTED, too_wide=_IN_STATE, takes_notes=True
    ),
    "bo-sung-dang@v1": Form(
        bo_sung.party_context, _COMMITTED, too_wide=_IN_PARTY, takes_notes=True
    ),
    "bo-sung-vien-chuc@v1": Form(
        bo_sung.state_context, _COMMITTED, too_wide=_IN_STATE, takes_notes=True
    ),
    "nghi-quyet@v1": Form(
        nghi_quyet.context,
        ("personal",),
        too_wide=nghi_quyet.too_wide,
        number_size=PARTY_V1.number_size,
        date_size=PARTY_V1.date_size,
    ),
    "bien-ban-chi-bo@v1": Form(
        bien_ban_chi_bo.context, ("secretary", "chair"), "meeting", takes_notes=True
    ),
}
