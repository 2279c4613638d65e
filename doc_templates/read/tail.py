"""The foot of a paper: recipients with their purposes, the archive line, who signed.

What the foot does not say is never supplied: a missing post stays empty and is warned about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from doc_templates.read.emphasis import without_markers
from doc_templates.read.fold import fold, letters
from doc_templates.read.model import WarningCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doc_templates.read.decode import Line
    from doc_templates.read.model import Notes

_RECIPIENTS = re.compile(r"[*_ ]{0,4}noi nhan[*_ ]{0,4}(?::|$)")
_BULLET = re.compile(r"[-–—+•] ?|\* (?=\S)")
_ARCHIVE = re.compile(r"luu(?P<colon> ?[:;])? ?(?!tru)(?=[a-z(])")
_PREFIX = re.compile(r"(?P<prefix>kt|tm|tl|tuq|q|k/t|t/m|t/l)(?: ?[.,] ?| )(?P<authority>\S.*)")
_POSTS = (
    "giam doc", "pho giam doc", "chanh ", "pho chanh ", "truong ", "pho truong ", "chu tich",
    "pho chu tich", "bi thu", "pho bi thu", "vien truong", "hieu truong", "thu truong", "bo truong",
    "cuc truong", "pho cuc truong", "vu truong", "quyen ",
)  # fmt: skip
_LONGEST_LINE = 400
_LONGEST_NAME = 60
_LINES_OF_A_SIGNER = 8


@dataclass(frozen=True, slots=True)
class Recipient:
    """One place a paper goes to, and what for (`""` when not said)."""

    name: str
    purpose: str


@dataclass(slots=True)
class Foot:
    """What the foot said."""

    recipients: list[Recipient] = field(default_factory=list)
    archive: str = ""
    prefix: str = ""
    position: str = ""
    name: str = ""


@dataclass(slots=True)
class _Sorted:
    """The foot's lines by what they are."""

    recipients: list[str] = field(default_factory=list)
    archive: list[str] = field(default_factory=list)
    signer: list[tuple[int, str]] = field(default_factory=list)


def foot_from(lines: Sequence[Line]) -> int:
    """Return the index where the foot begins, or the number of lines when there is none."""
    for index in range(len(lines) - 1, -1, -1):
        if _is_recipients_label(lines[index]):
            return _signer_before(lines, index)
    for index in range(len(lines) - 1, max(-1, len(lines) - _LINES_OF_A_SIGNER), -1):
        if lines[index].text.rstrip("* ").endswith("/."):
            return index + 1
        if fold(without_markers(lines[index].text[:_LONGEST_NAME])).startswith(_POSTS):
            return index
    return len(lines)


def _is_recipients_label(line: Line) -> bool:
    text = without_markers(line.text[:40]).lstrip(" _")
    return text[:1].isupper() and _RECIPIENTS.match(fold(line.cells[0][:40])) is not None


def _signer_before(lines: Sequence[Line], label: int) -> int:
    """Some texts print the signer first: take in what stands between the end mark and the label."""
    for index in range(label - 1, max(-1, label - _LINES_OF_A_SIGNER), -1):
        if lines[index].text.rstrip("* ").endswith("/."):
            return index + 1
        if len(lines[index].text) > _LONGEST_NAME:
            break
    return label


def read_foot(lines: Sequence[Line], notes: Notes) -> Foot:
    """Read recipients, archive line and signer."""
    parts = _sorted(lines, notes)
    foot = Foot()
    for text in parts.recipients:
        foot.recipients.append(_recipient(text, len(foot.recipients), notes))
    foot.archive = "; ".join(_archive(text, notes) for text in parts.archive)
    _read_signer(parts.signer, foot, notes)
    if not foot.recipients:
        notes.add(WarningCode.RECIPIENTS_MISSING, "/recipients")
    if not foot.archive:
        notes.add(WarningCode.ARCHIVE_MISSING, "/archive")
    return foot


def _cells(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        for cell in line.cells:
            label = _RECIPIENTS.match(fold(cell[:40]))
            text = cell[label.end() :].strip("* ") if label else cell
            if text:
                yield line.number, text


def _sorted(lines: Sequence[Line], notes: Notes) -> _Sorted:
    parts = _Sorted()
    in_appendix = False
    for number, cell in _cells(lines):
        bullet = _BULLET.match(cell)
        text = without_markers(cell[bullet.end() :] if bullet else cell).strip()
        if not letters(text):
            continue
        in_appendix = in_appendix or fold(text[:_LONGEST_NAME]).startswith("phu luc")
        if in_appendix or len(text) > _LONGEST_LINE:
            notes.add(WarningCode.LINE_IGNORED, f"line:{number}", text)
        elif _ARCHIVE.match(fold(text)):
            parts.archive.append(text)
        elif not bullet and _goes_on(parts, text):
            parts.recipients[-1] += " " + text
        elif bullet or (text.endswith(";") and not _is_post(text)):
            parts.recipients.append(text)
        else:
            parts.signer.append((number, text))
    return parts


def _goes_on(parts: _Sorted, text: str) -> bool:
    if not parts.recipients or parts.archive or parts.signer:
        return False
    return not parts.recipients[-1].endswith((";", ".")) and text[:1].islower()


def _recipient(text: str, index: int, notes: Notes) -> Recipient:
    text = text.strip(" ;.,")
    opened = text.rfind("(")
    if opened < 0 and ")" not in text:
        return Recipient(text, "")
    name, purpose = text[:opened].strip(" ,;"), text[opened + 1 : -1].strip()
    if opened < 0 or not text.endswith(")") or not name or not purpose:
        notes.add(WarningCode.RECIPIENT_UNCLEAR, f"/recipients/{index}", text)
        return Recipient(text, "")
    return Recipient(name, purpose)


def _archive(text: str, notes: Notes) -> str:
    label = _ARCHIVE.match(fold(text))
    if label is None or not label["colon"]:
        notes.add(WarningCode.ARCHIVE_COLON_MISSING, "/archive", text)
    return text[label.end() if label else 0 :].strip(" .;")


def _read_signer(lines: list[tuple[int, str]], foot: Foot, notes: Notes) -> None:
    posts: list[str] = []
    names: list[str] = []
    for number, text in lines:
        if _is_post(text):
            posts.append(text)
        elif not names and _is_name(text):
            names.append(text)
        else:
            notes.add(WarningCode.LINE_IGNORED, f"line:{number}", text)
    if not names and len(posts) > 1 and not fold(posts[-1]).startswith(_POSTS):
        names.append(posts.pop())  # a name in capitals
    foot.name = names[0] if names else ""
    _read_posts(posts, foot, notes)
    if not foot.position:
        notes.add(WarningCode.POSITION_MISSING, "/signer/position")
    if not foot.name:
        notes.add(WarningCode.SIGNER_MISSING, "/signer/name")


def _read_posts(posts: list[str], foot: Foot, notes: Notes) -> None:
    """Split `KT. GIÁM ĐỐC` over `PHÓ GIÁM ĐỐC`; an acting head's (`Q.`) one line is his post."""
    prefixed = _PREFIX.fullmatch(fold(posts[0])) if posts else None
    if prefixed is None:
        foot.position = " ".join(posts)
        return
    foot.prefix = prefixed["prefix"].replace("/", "").upper() + "."
    authority = posts[0][prefixed.start("authority") :]
    if foot.prefix == "Q.":
        foot.position = " ".join([authority, *posts[1:]])
        return
    foot.position = posts[-1] if len(posts) > 1 else ""
    notes.add(WarningCode.AUTHORITY_NOT_KEPT, "/signer/prefix", " / ".join(posts[:-1] or posts))


def _is_post(text: str) -> bool:
    bare = without_markers(text[:_LONGEST_LINE]).strip()
    folded = fold(bare)
    if _PREFIX.fullmatch(folded) and bare[:1].isupper():
        return True
    return (
        len(bare) <= _LONGEST_NAME * 2
        and bare[:1].isupper()
        and (bare.isupper() or folded.startswith(_POSTS))
    )


def _is_name(text: str) -> bool:
    return (
        len(text) <= _LONGEST_NAME
        and text[:1].isupper()
        and not any(c.isdigit() or c in ":;()" for c in text)
    )
