"""Which documents a person may know of. Pure; who may not gets the same answer as for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.readmodel.shapes import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.pages.asking import Me
    from storage.readmodel.shapes import Asked, DocumentRow


def may_see(row: DocumentRow, asked: Iterable[Asked], me: Me) -> bool:
    """Say whether this document is open to him: by his own part in it, a post, or an audit."""
    named = {row.drafter_id, row.signer_person_id, *(a.person_id for a in asked)}
    places = {row.unit_id, row.issuer_id, row.circle_id, row.superior_id} - {""}
    return me.is_auditor or me.person_id in named or bool(me.units & places)


def viewer_of(me: Me, every_unit: Iterable[str]) -> Viewer:
    """Return whose list is asked for; an auditor's goes over every unit."""
    units = frozenset(every_unit) if me.is_auditor else me.units
    return Viewer(me.person_id, units, units, units, units)
