"""How the recipients share the foot with the signer: what stands beside him, what goes on below.

Pure; heights are those of the form's lines, widths from the typeface.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.layout.lines import balanced
from doc_templates.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.layout.blocks import Context


@dataclass(frozen=True, slots=True)
class Foot:
    """Heights in pt of the form's lines, and the width of Nơi nhận in mm."""

    size: float = 11.0  # pt, of the recipients
    line: float = 12.7
    label_line: float = 13.8
    width: float = 69.0
    signer: float = 86.0  # room and name
    post_line: float = 16.1


def divided(lines: Sequence[str], posts: int, foot: Foot) -> Context:
    """Return the recipients that stand beside a signer with so many lines of post, and the rest."""
    room = foot.signer + posts * foot.post_line - foot.label_line
    fitting = 0
    while fitting < len(lines) and room > 0:
        printed = balanced(lines[fitting], Face.REGULAR, foot.size, foot.width)
        room -= len(printed) * foot.line
        fitting += 1
    return {"first": tuple(lines[:fitting]), "rest": tuple(lines[fitting:])}
