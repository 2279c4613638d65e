"""What an addendum to a commitment prints (KH 241/KH-SYT, III.1.2.2c); from checked content. Pure.

The plan wants existing commitments supplemented, not written again, and speaks of an enclosed form
that was never published; so the paper says itself that its form is not official.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from doc_templates.layout import blocks, follow, undertaking
from doc_templates.layout.blocks import TEXT_WIDTH, Context, Node, node, nodes, text
from doc_templates.layout.dates import spoken
from doc_templates.layout.lines import balanced
from doc_templates.layout.runs import broken, plain
from doc_templates.layout.undertaking import PARTY, STATE, Manner
from doc_templates.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion, SignatureBlock

LABEL = "Bản cam kết bổ sung"
_ALSO_CALLED = (LABEL, "Bản bổ sung cam kết", "Bổ sung bản cam kết")


def party_context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion
) -> Context:
    """Return what the template names; `signers` holds `personal` and `confirm`.

    Raises:
        ContentInvalidError: one of the two was not named, or the place is too long a name.
    """
    return _context(content, signers, occasion, PARTY)


def state_context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion
) -> Context:
    """Return what the template names; `signers` holds `personal` and `confirm`.

    Raises:
        ContentInvalidError: one of the two was not named, or the place is too long a name.
    """
    return _context(content, signers, occasion, STATE)


def _context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion, manner: Manner
) -> Context:
    opening = f"Tôi đăng ký bổ sung nội dung làm theo năm {content['year']} như sau:"
    closing = (
        "Bản cam kết bổ sung này là một phần của bản cam kết nêu trên, là căn cứ để kiểm điểm, "
        f"đánh giá {manner.judged} cuối năm."
    )
    numbers = [f"{number}." for number, _ in enumerate(nodes(content, "contents"), 1)]
    drafted = [
        *manner.bases(content),
        ("NoiDungGiu", opening),
        *follow.numbered(nodes(content, "contents"), numbers),
        ("NoiDung", closing),
    ]
    return {
        **undertaking.frame(content, signers, occasion, manner),
        **manner.title(undertaking.subject(content, _ALSO_CALLED), LABEL.upper()),
        "supplements": _supplements(node(content, "supplements")),
        "body": manner.text(content, drafted),
    }


def _supplements(earlier: Node) -> object:
    """Return the line that names what is supplemented, and its day where it is known."""
    day = text(earlier, "date")
    dated = f", {spoken(date.fromisoformat(day))}" if day else ""
    words = f"(Bổ sung cho {plain(text(earlier, 'title'))}{dated})"
    return broken(balanced(words, Face.ITALIC, blocks.TITLE_SIZE, TEXT_WIDTH - 20))
