"""The registered *làm theo* contents (KH 241/KH-SYT, III.1.2.2), as every kind prints them. Pure.

A detail that is still empty is not printed; what must be there is a matter of the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.layout.blocks import stopped, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.layout.blocks import Node

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
LETTERS = "abcdđeghik"  # of the Vietnamese alphabet, as điểm are lettered (PL I, II.6d)


def about(entry: Node) -> str:
    """Return whom or what a content is about, as its heading; "" while nothing is chosen."""
    parts = (_RELATIONS.get(text(entry, "relation"), ""), text(entry, "subject"))
    return ": ".join(part for part in parts if part)


def details(entry: Node) -> list[tuple[str, str]]:
    """Return the paragraphs under a content's heading."""
    return [
        ("NoiDung", f"- {label}: {stopped(text(entry, key))}")
        for key, label in _DETAILS
        if text(entry, key)
    ]


def numbered(entries: Sequence[Node], numbers: Sequence[str]) -> list[tuple[str, str]]:
    """Return contents with their headings; the only one needs no number."""
    drafted: list[tuple[str, str]] = []
    for entry, number in zip(entries, numbers, strict=False):
        heading = about(entry)
        if len(entries) > 1:
            heading = f"{number} {heading}".rstrip()
        drafted += [("TieuDeCon", heading)] if heading else []
        drafted += details(entry)
    return drafted
