"""The body of a plan: the bases before the first section, then sections with their paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.read.emphasis import repaired
from doc_templates.read.fold import fold
from doc_templates.read.model import WarningCode
from doc_templates.read.paragraphs import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.read.decode import Line
    from doc_templates.read.model import Notes
    from doc_templates.read.paragraphs import Block

_END_MARKS = ("./.", ". /.", "./ .", "/.")
_BASE_OPENINGS = ("can cu ", "thuc hien ", "theo ", "xet ", "de ", "nham ", "trien khai ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with the id that comments and deadlines point to."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `heading` keeps its numeral: `I. MỤC ĐÍCH, YÊU CẦU`."""

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """Everything between the title and the recipients."""

    bases: tuple[str, ...]
    sections: tuple[Section, ...]


def read_body(lines: Sequence[Line], notes: Notes) -> Body:
    """Read bases and sections; the end mark `./.` is left to the template."""
    found = blocks(lines)
    first = next((i for i, block in enumerate(found) if block.is_heading), None)
    if first is None:
        return _without_sections(found, notes)
    bases = tuple(_text(b, f"/bases/{i}", notes) for i, b in enumerate(found[:first]))
    starts = [i for i, block in enumerate(found) if block.is_heading]
    ends = [*starts[1:], len(found)]
    sections = tuple(
        _section(number, found[start], found[start + 1 : end], notes)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )
    return Body(bases, sections)


def _without_sections(found: list[Block], notes: Notes) -> Body:
    """Without headings: the leading paragraphs that open like bases, then one nameless section."""
    notes.add(WarningCode.SECTIONS_MISSING, "/sections")
    count = 0
    while count < len(found) and fold(found[count].parts[0][:20]).lstrip("*- ").startswith(
        _BASE_OPENINGS
    ):
        count += 1
    bases = tuple(_text(b, f"/bases/{i}", notes) for i, b in enumerate(found[:count]))
    if count == len(found):
        return Body(bases, ())
    nameless = Section("s1", "", _paragraphs("s1", found[count:], notes))
    return Body(bases, (nameless,))


def _section(number: int, heading: Block, rest: list[Block], notes: Notes) -> Section:
    name = f"s{number}"
    for code, found in heading.doubts:
        notes.add(code, f"/sections/{number - 1}/heading", found)
    return Section(name, heading.text, _paragraphs(name, rest, notes))


def _paragraphs(section: str, found: list[Block], notes: Notes) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    for block in found:
        name = f"{section}p{len(paragraphs) + 1}"
        text = _text(block, name, notes)
        if text:
            paragraphs.append(Paragraph(name, text))
    return tuple(paragraphs)


def _text(block: Block, place: str, notes: Notes) -> str:
    for code, found in block.doubts:
        notes.add(code, place, found)
    text = without_end_mark(block.text)
    mended = repaired(text)
    if mended != text:
        notes.add(WarningCode.EMPHASIS_REPAIRED, place, text)
    return mended


def without_end_mark(text: str) -> str:
    """Return `text` without a closing `./.`; closing emphasis markers stay."""
    bare = text.rstrip("* ")
    stars = text[len(bare) :].strip()
    for mark in _END_MARKS:
        if bare.endswith(mark):
            return bare.removesuffix(mark).rstrip() + stars
    return text
