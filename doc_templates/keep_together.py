"""Keeps LibreOffice from parting what a form keeps together: a heading and what it announces.

LibreOffice first deals a text out to pages by number, 25 paragraphs or table rows a page (20 in a
text of more than 100), and then lets them flow (`SwLayHelper` in its sw/source/core/layout; seen
with 7.4). Two that were dealt to different pages flow apart for good, whatever "keep with next"
says: now and then a page ended in a heading, or the last one held nothing but signatures. So
paragraphs without height are put before such a group until it is dealt out together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

Part = Any  # anything of python-docx or its XML; neither carries types

PER_PAGE, PER_PAGE_OF_LONG = 25, 20
_LONG, _MOST = 100, 53  # nodes; more a page are never dealt out
_A_TABLE = 25  # nodes that a table is taken to cost, and is not counted for


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is dealt out: a paragraph, or a table, which counts as many as its rows."""

    element: Part
    count: int
    keeps_next: bool


def keep_together(document: Part) -> None:
    """Insert what is needed so that no paragraph is dealt to another page than what it keeps."""
    body = document.element.body
    keeping = _keeping_styles(document)
    items = [_item(child, keeping) for child in body if child.tag in {qn("w:p"), qn("w:tbl")}]
    gaps, spare = _planned(items, _nodes(body))
    for first, missing in gaps:
        for _ in range(missing):
            items[first].element.addprevious(_without_height())
    for _ in range(spare):
        items[-1].element.addprevious(_without_height())


def _planned(items: list[Item], nodes: int) -> tuple[list[tuple[int, int]], int]:
    """Return the gaps to fill, and how many paragraphs more keep the estimate from changing.

    What is inserted counts as well: a text may grow long by it, and then fewer go on a page.
    """
    gaps = list(_short_of(items, _per_page(nodes)))
    grown = nodes + sum(missing for _, missing in gaps)
    if _per_page(grown) == _per_page(nodes):
        return gaps, 0
    per_page, spare = _per_page(grown), 0
    gaps = list(_short_of(items, per_page))
    grown = nodes + sum(missing for _, missing in gaps)
    while _per_page(grown + spare) != per_page:
        spare += 1
    return gaps, spare


def _short_of(items: list[Item], per_page: int) -> Iterator[tuple[int, int]]:
    """Yield where a group begins that would be parted, and by how many it comes too early."""
    dealt, number = 0, 0
    since: list[int] = []  # how many were on the page with each item of the present page
    while number < len(items):
        dealt += items[number].count
        if dealt > per_page:
            back = _kept_before(items, number, len(since))
            if back:
                number -= back
                yield number, per_page + 1 - since[-back]
            dealt, since = 0, []
        else:
            since.append(dealt)
        number += 1


def _kept_before(items: list[Item], number: int, on_page: int) -> int:
    """Return how many items before `number` are tied to it; 0 where the page holds only such."""
    back = 0
    while back < number and items[number - back - 1].keeps_next:
        back += 1
    return back if back < on_page else 0


def _item(element: Part, keeping: frozenset[str]) -> Item:
    if element.tag == qn("w:tbl"):
        return Item(element, len(element.findall(qn("w:tr"))), keeps_next=False)
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return Item(element, 1, style is not None and style.get(qn("w:val")) in keeping)


def _keeping_styles(document: Part) -> frozenset[str]:
    styles = document.styles.element.findall(qn("w:style"))
    kept = (
        style for style in styles if style.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    )
    return frozenset(style.get(qn("w:styleId")) for style in kept)


def _nodes(body: Part) -> int:
    """Return how long LibreOffice takes the text to be."""
    tables = len(body.findall(qn("w:tbl")))
    cells = len(list(body.iter(qn("w:tc"))))
    return len(list(body.iter(qn("w:p")))) + 2 * (tables + cells) + 2 - _A_TABLE * tables


def _per_page(nodes: int) -> int:
    """Return how many are dealt to a page of a text that long."""
    return PER_PAGE if nodes <= _LONG else min(PER_PAGE_OF_LONG + nodes // 1000 * 3, _MOST)


def _without_height() -> Part:
    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), "Cuoi")
    properties.append(style)
    paragraph.append(properties)
    return paragraph
