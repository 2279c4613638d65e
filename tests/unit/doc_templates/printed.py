"""Reads what a layout hands to the template as a person would read it: words without XML."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from doc_templates.layout.blocks import Block, Context

_TEXT = re.compile(r"<w:t [^>]*>([^<]*)</w:t>|<w:(br|tab)/>")


def words(xml: object) -> str:
    """Return the text of runs; a line break is ` / `, a tab stop ` | `."""
    marks = {"br": " / ", "tab": " | "}
    return "".join(
        marks[match[2]] if match[2] else unescape(match[1]) for match in _TEXT.finditer(str(xml))
    )


def body(context: Context) -> list[str]:
    """Return the paragraphs of the text."""
    return [words(block.text) for block in blocks(context)]


def styles(context: Context) -> list[str]:
    """Return the styles of the paragraphs of the text."""
    return [block.style for block in blocks(context)]


def blocks(context: Context) -> list[Block]:
    """Return the paragraphs of the text as the template gets them."""
    return cast("list[Block]", context["body"])


def part(context: Context, name: str) -> dict[str, object]:
    """Return one object of the context."""
    return cast("dict[str, object]", context[name])
