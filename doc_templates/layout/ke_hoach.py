"""What the plan's form prints (Mẫu 1.4), made from checked content. Pure.

The registered *làm theo* contents follow the last section under the next Roman number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from doc_templates.errors import ContentInvalidError
from doc_templates.layout import blocks
from doc_templates.layout.blocks import Context, Node, nodes, text
from doc_templates.layout.header import columns, header
from doc_templates.layout.lines import balanced
from doc_templates.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import SignatureBlock

_RELATIONS = {
    "to-chuc": "Đối với tổ chức",
    "cong-viec": "Đối với công việc",
    "nguoi-khac": "Đối với người khác",
    "ban-than": "Đối với chính bản thân",
}
_DETAILS = (
    ("work", "Công việc cụ thể"),
    ("method", "Phương pháp, cách thức thực hiện"),
    ("time", "Thời gian thực hiện"),
    ("result", "Kết quả cần đạt"),
    ("remedy", "Giải pháp khắc phục hạn chế"),
)
_CONTENTS_HEADING = "NỘI DUNG ĐĂNG KÝ LÀM THEO"
# Heights of the form's lines in pt, and the width of Nơi nhận in mm.
_SIGNER_HEIGHT, _POST_LINE, _LABEL_LINE = 86.0, 16.1, 13.8
_RECIPIENT_SIZE, _RECIPIENT_LINE, _RECIPIENT_WIDTH = 11.0, 12.7, 69.0
_ROMAN_NUMBER = re.compile(r"([IVXLC]+)\.\s")
_ROMAN_DIGITS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


def context(content: Node, signers: Mapping[str, SignatureBlock], number_width: int) -> Context:
    """Return what the template names; `signers` holds `personal`.

    Raises:
        ContentInvalidError: no personal signer was named, or the place is too long a name.
    """
    personal = blocks.signer(signers, "personal")
    posts = blocks.posts(personal)
    return {
        **_header(content, number_width),
        **blocks.title(text(content, "title"), "title"),
        "body": blocks.with_end_mark(_body(content)),
        "personal": {"posts": posts, "name": personal.name},
        "recipients": _recipients(content, posts),
    }


def _header(content: Node, number_width: int) -> Context:
    issuer, place = blocks.node(content, "issuer"), text(content, "place")
    halves = columns(place)
    if halves is None:
        raise ContentInvalidError(("/place",))
    return {"place": place, **header(issuer, text(issuer, "code"), number_width, halves)}


def _body(content: Node) -> list[tuple[str, str]]:
    bases = cast("list[str]", content["bases"])
    drafted = [(_basis_style(words), words) for words in bases]
    for section in nodes(content, "sections"):
        if heading := text(section, "heading"):
            drafted.append(("TieuDe", heading))
        for paragraph in nodes(section, "paragraphs"):
            words = text(paragraph, "text")
            drafted.append((blocks.style_of(words), words))
    return drafted + _contents(content)


def _recipients(content: Node, posts: tuple[str, ...]) -> Context:
    """Return the entries that stand beside the signer, and those that go on below."""
    lines = blocks.recipients(nodes(content, "recipients"), text(content, "archive"))
    room = _SIGNER_HEIGHT + len(posts) * _POST_LINE - _LABEL_LINE
    fitting = 0
    while fitting < len(lines) and room > 0:
        printed = balanced(lines[fitting], Face.REGULAR, _RECIPIENT_SIZE, _RECIPIENT_WIDTH)
        room -= len(printed) * _RECIPIENT_LINE
        fitting += 1
    return {"first": lines[:fitting], "rest": lines[fitting:]}


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
        drafted.append(("TieuDeCon", f"{number}. {_about(entry)}"))
        drafted += [
            ("NoiDung", f"- {label}: {_stopped(text(entry, key))}")
            for key, label in _DETAILS
            if text(entry, key)
        ]
    return drafted


def _stopped(words: str) -> str:
    """End an entry that the author left open in a full stop."""
    return words if words.endswith((".", ";", "!", "?", "…")) else f"{words}."


def _about(entry: Node) -> str:
    relation = _RELATIONS[text(entry, "relation")]
    return f"{relation}: {text(entry, 'subject')}" if text(entry, "subject") else relation


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
