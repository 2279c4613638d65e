"""Making one person's commitments: which he can still make for a year, each from one content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.commitments.contents import PARTY_KINDS, Beginning, in_kind_of, leading
from service.commitments.placing import Placing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ID_LENGTH = 32  # hex digits


@dataclass(frozen=True, slots=True)
class Making:
    """Commitments of one person for one year that are made from one content.

    Attributes:
        beginning: what each would begin with.
        open_to_him: the kinds that he has not made for that year.
        ground: whose content the form is about; the Party's kind, which has every part, if any.
    """

    beginning: Beginning
    open_to_him: tuple[Placing, ...]
    ground: Placing

    @property
    def content(self) -> dict[str, Any]:
        """The content that the form begins with."""
        return self.beginning.of(self.ground)

    def written_for(self, chosen: Placing, written: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was written as the content of one of the kinds that were chosen.

        Who leads in the Party alone does not lead in the state's paper; a tick that the registers
        do not explain counts in both.
        """
        if chosen == self.ground:
            return dict(written)
        made = in_kind_of(written, self.beginning.of(chosen))
        ticked = bool(written["leads"]) and not self.ground.leads
        return _with_leaders_words(leading(made, leads=chosen.leads or ticked), written)


def making(beginning: Beginning, kinds: Collection[str], ground: str = "") -> Making | None:
    """Return what somebody can make for a year; None where he can make nothing at all.

    Args:
        beginning: of that year.
        kinds: those that he has for it.
        ground: the key of the placing that the form was about; a form that is sent twice is then
            understood alike although the first time made what it asked for.
    """
    left = tuple(p for p in beginning.placings if p.kind not in kinds)
    named = [p for p in beginning.placings if key_of(p) == ground] if ground else list(left)
    if not named:
        return None
    return Making(beginning, left, min(named, key=lambda one: one.kind not in PARTY_KINDS))


def key_of(placing: Placing) -> str:
    """Return a placing as a form names it."""
    return f"{placing.kind}:{placing.circle.unit_id}"


def act_id_for(act_id: str, placing: Placing) -> str:
    """Return the id of the act that makes one of several commitments at a press of one button.

    Nothing in it tells that the other exists: ids stand in ledgers that different people read.
    """
    return hashlib.sha256(f"{act_id}/{key_of(placing)}".encode()).hexdigest()[:ID_LENGTH]


def _with_leaders_words(made: dict[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    by_id = {section["id"]: section for section in written["sections"]}
    return {**made, "sections": [by_id.get(s["id"], s) for s in made["sections"]]}
