"""What the plan's form prints (Mẫu 1.4), made from checked content. Pure.

The registered *làm theo* contents follow the last section under the next Roman number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from doc_templates.errors import ContentInvalidError
from doc_templates.layout import blocks, follow
from doc_templates.layout.blocks import Context, Node, nodes, text
from doc_templates.layout.foot import Foot, divided
from doc_templates.layout.header import columns, header, number_fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion, SignatureBlock

_CONTENTS_HEADING = "NỘI DUNG ĐĂNG KÝ LÀM THEO"
_ROMAN_NUMBER = re.compile(r"([IVXLC]+)\.\s")
_ROMAN_DIGITS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


def context(content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion) -> Context:
    """Return what the template names; `signers` holds `personal`.

    Raises:
        ContentInvalidError: no personal signer was named, or the place is too long a name.
    """
    personal = blocks.signer(signers, "personal")
    posts = blocks.posts(personal)
    receivers = blocks.recipients(nodes(content, "recipients"), text(content, "archive"))
    return {
        **_header(content, occasion.number_width),
        **blocks.title(text(content, "title"), "title"),
        "body": blocks.with_end_mark(_body(content)),
        "personal": {"posts": posts, "name": personal.name},
        "recipients": divided(receivers, len(posts), Foot()),
    }


def too_wide(content: Node) -> list[str]:
    """Return the places of texts that must stand on one line of the header and do not fit it."""
    halves = columns(text(content, "place"))
    if halves is None:
        return ["/place"]
    line = f"Số: /{text(blocks.node(content, 'issuer'), 'code')}"
    return [] if number_fits(line, halves) else ["/issuer/code"]


def _header(content: Node, number_width: int) -> Context:
    issuer, place = blocks.node(content, "issuer"), text(content, "place")
    halves = columns(place)
    if halves is None:
        raise ContentInvalidError(("/place",))
    return {"place": place, **header(issuer, text(issuer, "code"), number_width, halves)}


def _body(content: Node) -> list[tuple[str, str]]:
    bases = cast("list[str]", content["bases"])
    drafted = [(_basis_style(words), words) for words in bases]
    return drafted + blocks.sections(content) + _contents(content)


def _basis_style(words: str) -> str:
    """Set legal bases in italics (II.6a); the sentence that leads over to the plan is body text."""
    return "NoiDung" if words.rstrip().endswith(":") else "CanCu"


def _contents(content: Node) -> list[tuple[str, str]]:
    entries = nodes(content, "contents")
    if not entries:
        return []
    headings = [text(section, "heading") for section in nodes(content, "sections")]
    drafted = [("TieuDe", _next_number(headings) + _CONTENTS_HEADING)]
    for number, entry in enumerate(entries, 1):
        drafted.append(("TieuDeCon", f"{number}. {follow.about(entry)}"))
        drafted += follow.details(entry)
    return drafted


def _next_number(headings: list[str]) -> str:
    """Return `V. ` after `IV. …`; nothing where the author does not number sections."""
    matches = [_ROMAN_NUMBER.match(heading) for heading in headings]
    values = [_roman_value(match[1]) for match in matches if match]
    if headings and not values:
        return ""
    return f"{_roman(max(values, default=0) + 1)}. "


def _roman(number: int) -> str:
    digits = ""
    for value, digit in _ROMAN_DIGITS:
        count, number = divmod(number, value)
        digits += digit * count
    return digits


def _roman_value(digits: str) -> int:
    worth = {digit: value for value, digit in _ROMAN_DIGITS}
    values = [worth[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
