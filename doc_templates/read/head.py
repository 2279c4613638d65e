"""The head of a paper: number and code, place and date, kind, trích yếu (what it is about)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.read.dates import existing
from doc_templates.read.emphasis import without_markers
from doc_templates.read.fold import fold, letters
from doc_templates.read.model import WarningCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.read.decode import Line
    from doc_templates.read.model import Notes

_HEAD_LINES = 60  # a type line further down is a heading, not the type line
_LONGEST_CELL = 300
_NUMBER = re.compile(
    r"\W{0,5}[s5] ?[o0] ?[:;.]? ?(?P<number>[0-9]{0,6}[a-z]?|[._… ]{1,40})"
    r"(?P<gap> ?)(?P<separator>[/-]) ?"
    r"(?P<code>[a-z][a-z0-9&]{0,19}(?: ?[-–/] ?[a-z0-9&]{1,20}){0,5})"
)
_DATE = re.compile(
    r"(?P<place>[^,]{0,60}?) ?,? ?\bngay ?"
    r"(?:(?P<day>[0-9]{0,2}) ?[._… ]{0,20} ?thang ?(?P<month>[0-9]{0,2}) ?[._… ]{0,20} ?nam ?"
    r"(?P<year>[0-9]{0,4})|(?P<d>[0-9]{1,2}) ?[/-] ?(?P<m>[0-9]{1,2}) ?[/-] ?(?P<y>[0-9]{4}))"
)
_LETTERHEAD = ("conghoaxahoichunghiavietnam", "doclaptudohanhphuc", "dangcongsanvietnam")
_BASE_OPENINGS = ("thuc hien ", "theo ", "xet ", "nham ", "trien khai ")
_OTHER_KINDS = frozenset((
    "nghiquyet", "quyetdinh", "chithi", "quyche", "quydinh", "thongcao", "thongbao",
    "huongdan", "chuongtrinh", "phuongan", "dean", "duan", "baocao", "bienban", "totrinh",
    "hopdong", "congvan", "congdien", "bannghinho", "banthoathuan", "giayuyquyen", "giaymoi",
    "giaygioithieu", "giaynghiphep", "phieugui", "phieuchuyen", "phieubao", "thucong",
    "camket", "bancamket",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What the head said; `""` wherever it was blank, missing or wrong."""

    number: str
    code: str
    place: str
    date: str
    title: str
    body_from: int  # index of the first line after the head


def type_line(lines: Sequence[Line]) -> int | None:
    """Return the index of the line that says KẾ HOẠCH, whatever its case, spacing and accents."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if letters(line.text[:_LONGEST_CELL]) == "kehoach":
            return index
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if fold(line.text[:8]) == "ke hoach" and line.text[:7].isupper():
            return index  # the trích yếu goes on in the same line
    return None


def read_head(lines: Sequence[Line], kind_at: int | None, notes: Notes) -> Head:
    """Read everything above the body; `kind_at` is where `type_line` found the type."""
    end = _end_of_unnamed_head(lines) if kind_at is None else kind_at
    number, code, place, day = "", "", "", ""
    number_seen = date_seen = False
    for line in lines[:end]:
        found = _number_line(line.text)
        dated = _dated(line.text, found.end() if found else 0)
        if found and not number_seen:
            number, code = _number(found, line.text, notes)
            number_seen = True
        if dated and not date_seen:
            place, day = _date(dated, notes)
            date_seen = True
        if not found and not dated:
            _ignore(line, notes)
    if not number_seen:
        notes.add(WarningCode.NUMBER_MISSING, "/source/number")
    if not date_seen:
        notes.add(WarningCode.DATE_MISSING, "/source/date")
    title, body_from = ("", end) if kind_at is None else _title(lines, kind_at, notes)
    if kind_at is None:
        notes.add(WarningCode.KIND_MISSING, "/kind")
    if not title:
        notes.add(WarningCode.TITLE_MISSING, "/title")
    return Head(number, code, place, day, title, body_from)


def _end_of_unnamed_head(lines: Sequence[Line]) -> int:
    """Without a type line the head ends after the last number or date line near the top."""
    last = 0
    for index, line in enumerate(lines[:20]):
        other_kind = letters(line.text[:_LONGEST_CELL]) in _OTHER_KINDS
        date_line = _DATE.fullmatch(fold(line.text[:_LONGEST_CELL]).strip("* .…_"))
        if other_kind or date_line or _number_line(line.text):
            last = index + 1
    return last


def _number_line(text: str) -> re.Match[str] | None:
    found = _NUMBER.match(fold(text[:_LONGEST_CELL]))
    if found and found["separator"] == "-" and not found["number"].strip(" ._"):
        return None  # "Sở - ..." is no number
    return found


def _number(found: re.Match[str], text: str, notes: Notes) -> tuple[str, str]:
    number = found["number"].strip(" ._…").upper()
    printed = text[found.start("code") : found.end("code")]
    code = re.sub(r"\s", "", printed).replace("–", "-").upper()
    if found["gap"] or re.search(r"\s", printed):
        notes.add(WarningCode.NUMBER_SPACING, "/source/number", found_text(text, found))
    if found["separator"] == "-":
        notes.add(WarningCode.PARTY_FORM, "/source/number", found_text(text, found))
    if not number:
        notes.add(WarningCode.NUMBER_BLANK, "/source/number", found_text(text, found))
    if fold(re.split("[-/]", code)[0]) != "kh":
        notes.add(WarningCode.CODE_OF_OTHER_KIND, "/issuer/code", code)
    return number, code


def found_text(text: str, found: re.Match[str]) -> str:
    """Return the stretch of `text` whose folded form was matched."""
    return text[found.start() : found.end()]


def _dated(text: str, start: int) -> tuple[str, re.Match[str]] | None:
    rest = without_markers(text[start:_LONGEST_CELL]).strip(" .…_")
    found = _DATE.match(fold(rest))
    return (rest, found) if found else None


def _date(dated: tuple[str, re.Match[str]], notes: Notes) -> tuple[str, str]:
    text, found = dated
    place = text[found.start("place") : found.end("place")].strip(" ,:;-")
    numbers = [found[g] or found[h] or "" for g, h in (("day", "d"), ("month", "m"), ("year", "y"))]
    if not all(numbers):
        notes.add(WarningCode.DATE_BLANK, "/source/date", found_text(text, found))
        return place, ""
    day = existing(int(numbers[2]), int(numbers[1]), int(numbers[0]))
    if day is None:
        notes.add(WarningCode.DATE_WRONG, "/source/date", found_text(text, found))
        return place, ""
    return place, day.isoformat()


def _ignore(line: Line, notes: Notes) -> None:
    for cell in line.cells:
        word = letters(cell[:_LONGEST_CELL])
        if word in _OTHER_KINDS:
            notes.add(WarningCode.KIND_OTHER, "/kind", cell)
        elif word and not any(known in word for known in _LETTERHEAD):
            notes.add(WarningCode.LINE_IGNORED, f"line:{line.number}", cell)


def _title(lines: Sequence[Line], kind_at: int, notes: Notes) -> tuple[str, int]:
    """Return the trích yếu in one line and where the body begins."""
    parts: list[str] = []
    same_line = lines[kind_at].text
    if letters(same_line[:_LONGEST_CELL]) != "kehoach":
        parts.append(same_line[8:].strip())
    index = kind_at + 1
    while index < len(lines) and _belongs_to_title(lines[index], parts):
        if parts and lines[index].after_blank:
            notes.add(WarningCode.JOINED_LINE, "/title", lines[index].text)
        parts.append(lines[index].text)
        index += 1
    title = without_markers(" ".join(parts)).strip(" -_")
    return " ".join(title.split()), index


def _belongs_to_title(line: Line, parts: list[str]) -> bool:
    opening = fold(line.text[:16]).lstrip("*- ")
    if opening.startswith("can cu") or _opens_section(line.text):
        return False
    if parts and line.text[:1].isupper() and opening.startswith(_BASE_OPENINGS):
        return False
    if not parts or not letters(line.text):
        return True
    continues = line.text.lstrip("*“\"'(")[:1].islower()
    return continues and not parts[-1].endswith((".", ";")) if line.after_blank else True


def _opens_section(text: str) -> bool:
    return re.match(r"\**\s?[IVX]{1,5}\s?[.)/-]", text) is not None
