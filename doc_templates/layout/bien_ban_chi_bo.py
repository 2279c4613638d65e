"""What the minutes of a party cell's comment round print: the Party's form, no number. Pure.

The text is that of the state form; header, labels and foot are the Party's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.layout import bien_ban_gop_y, blocks, party
from doc_templates.layout.blocks import Context, Node, node, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion, SignatureBlock

_LABELS = ("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ")  # printed by the form itself


def context(content: Node, signers: Mapping[str, SignatureBlock], _: Occasion) -> Context:
    """Return what the template names; `signers` holds `secretary` and `chair`.

    Raises:
        ContentInvalidError: one of the two was not named.
    """
    return {
        **party.header(node(content, "issuer")),
        **party.title(text(content, "meeting"), "meeting"),
        "body": blocks.with_end_mark(_body(content), party.FORM.end_mark),
        "secretary": _signature(signers, "secretary"),
        "chair": _signature(signers, "chair"),
        "recipients": (party.archive_line(""),),
    }


def _body(content: Node) -> list[tuple[str, str]]:
    """Return the text; a conclusion stays with the last sentence, which has the space below it."""
    drafted = bien_ban_gop_y.body(content)
    return [("NoiDungGiu" if style == "NoiDungCuoi" else style, words) for style, words in drafted]


def _signature(signers: Mapping[str, SignatureBlock], role: str) -> Context:
    """Return who signs; minutes are signed by a person, not in the name of the cell."""
    block = blocks.signer(signers, role)
    position = block.position.upper()
    is_said = not position or position in _LABELS
    return {"posts": () if is_said else (position,), "name": block.name, "note": blocks.note(block)}
