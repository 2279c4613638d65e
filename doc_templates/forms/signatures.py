"""Two signatures side by side: a row each for posts, rooms and names, so that the pairs stay level.

No row breaks over pages and each stays with the next, so the block is on one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from doc_templates.forms import parts, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from doc_templates.forms.styles import Part

Posts: TypeAlias = "Callable[[Part, str], None]"  # draws the lines below the label into a cell


@dataclass(frozen=True, slots=True)
class Signatory:
    """One of the two: what the context calls him, his anchors, what stands above his post."""

    role: str
    anchor: str
    label: str  # "" where the context brings it
    posts: Posts
    takes_notes: bool = False


def pair(
    document: Part,
    widths: tuple[float, float],
    both: tuple[Signatory, Signatory],
    below: parts.Cell | None = None,
) -> None:
    """Print both posts, both rooms, both names, and what `below` draws under the left one."""
    made = word.table(document, 4 if below else 3, widths)
    posts, rooms, names = made.rows[:3]
    for column, one in enumerate(both):
        note = f"{one.role}.note" if one.takes_notes else ""
        post = word.fill(posts.cells[column])
        word.add(post, "QuyenHan", one.label or f"{{{{r {one.role}.label }}}}")
        one.posts(post, one.role)
        parts.signing_space(word.fill(rooms.cells[column]), one.anchor, note)
        parts.signer_name(word.fill(names.cells[column]), one.anchor, f"{one.role}.name", note)
    if below:
        below(word.fill(made.rows[3].cells[0]))


def state_posts(cell: Part, role: str) -> None:
    """Print authority and post in bold capitals (II.7a)."""
    parts.lines(cell, "QuyenHan", f"{role}.posts")


def no_posts(cell: Part, role: str) -> None:
    """Print nothing: a person who undertakes something does so in his own name."""
