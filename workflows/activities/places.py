"""Where in a paper a comment stands, in words that a reader of the minutes finds again. Pure.

A comment keeps the id of what it is about; ids are never printed.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE: Final = "title"  # the id of comments on the title itself
LONGEST_HEADING: Final = 80  # letters
LONGEST_QUOTE: Final = 60
_EMPHASIS: Final = re.compile(r"\*+")
_QUOTES: Final = re.compile(r"[“”\"]")
_MORE: Final = "…"
_DASH: Final = re.compile(r"^[-–+•]\s+")  # as offices begin a line


def place_of(content: Mapping[str, Any], about: str) -> str:
    """Return the heading and the first words that `about` names: `IV. TỔ CHỨC: “1. Cấp ủy…”`.

    Args:
        content: of a plan, as it was when it was commented on.
        about: the id of a paragraph or of a "làm theo" content, or `title`.

    Returns:
        At most 200 letters; "" where the content has no such place: a comment on all of it.
    """
    if about == TITLE:
        return _quoted(content["title"])
    for section in content["sections"]:
        for paragraph in section["paragraphs"]:
            if paragraph["id"] == about:
                heading = _short(section["heading"], LONGEST_HEADING)
                return ": ".join(filter(None, (heading, _quoted(paragraph["text"]))))
    follows = (follow["subject"] for follow in content["contents"] if follow["id"] == about)
    return _quoted(next(follows, ""))


def _quoted(text: str) -> str:
    """Quote the beginning; quotation marks inside would be cut in two."""
    words = _short(_QUOTES.sub("", _DASH.sub("", text)), LONGEST_QUOTE)
    return f"“{words}”" if words else ""


def _short(text: str, longest: int) -> str:
    plain = textwrap.shorten(_EMPHASIS.sub("", text), longest, placeholder=_MORE)
    return plain.removesuffix(_MORE).rstrip(" ,;:.-") + _MORE if plain.endswith(_MORE) else plain
