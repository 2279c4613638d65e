r"""Text as Word runs, with `**bold**` and `*italic*` understood and everything else inert.

The only place where content becomes XML. Braces leave as character references: docxtpl looks
for `{_{` and the like in what it has rendered, and would change them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

_REFERENCES = {'"': "&#34;", "{": "&#123;", "}": "&#125;", "%": "&#37;"}
_MARK = re.compile(r"\*\*|\*")


def safe(text: str) -> str:
    """Return `text` as XML character data that neither Word nor docxtpl reads as markup."""
    return escape(text, _REFERENCES)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one emphasis."""

    text: str
    bold: bool = False
    italic: bool = False


class Xml(str):
    """Ready XML; the rendering environment lets it through unescaped."""

    __slots__ = ()

    def __html__(self) -> str:
        """Say to Jinja that this is markup."""
        return str(self)


def pieces(text: str) -> tuple[Piece, ...]:
    """Split `text` at its emphasis markers; a marker without its twin is ordinary text.

    As in Markdown a marker opens before and closes after something that is no space, so that
    `* item` and `2 * 3` keep their asterisks.
    """
    marks = _paired(text)
    found: list[Piece] = []
    state = {"*": False, "**": False}
    start = 0
    for position, mark in marks:
        found.append(Piece(text[start:position], state["**"], state["*"]))
        state[mark] = not state[mark]
        start = position + len(mark)
    found.append(Piece(text[start:], state["**"], state["*"]))
    return tuple(piece for piece in found if piece.text)


def _paired(text: str) -> list[tuple[int, str]]:
    """Return the markers that have a twin, in order of place."""
    waiting: dict[str, int] = {}
    pairs: list[tuple[int, str]] = []
    for match in _MARK.finditer(text):
        mark, position = match.group(), match.start()
        before, after = text[max(position - 1, 0) : position], text[match.end() : match.end() + 1]
        if mark in waiting and not before.isspace():
            pairs += [(waiting.pop(mark), mark), (position, mark)]
        elif mark not in waiting and after and not after.isspace():
            waiting[mark] = position
    return sorted(pairs)


def plain(text: str) -> str:
    """Return `text` without its emphasis markers."""
    return "".join(piece.text for piece in pieces(text))


def emphasised(text: str, ending: str = "") -> Xml:
    """Return the runs of one paragraph, `ending` (the end mark) added unemphasised."""
    parts = [_run(piece) for piece in pieces(text)]
    return Xml("".join([*parts, _run(Piece(ending))] if ending else parts))


def broken(lines: tuple[str, ...]) -> Xml:
    """Return one run whose lines end where we say, not where the word processor finds room."""
    breaks = "<w:br/>".join(_text(line) for line in lines)
    return Xml(f"<w:r>{breaks}</w:r>")


def tabbed(*texts: str) -> Xml:
    """Return texts of one line, each after the first at the next tab stop; nothing is emphasis."""
    return Xml("<w:r><w:tab/></w:r>".join(_run(Piece(text)) for text in texts))


def _run(piece: Piece) -> str:
    flags = ("<w:b/>" if piece.bold else "") + ("<w:i/>" if piece.italic else "")
    properties = f"<w:rPr>{flags}</w:rPr>" if flags else ""
    return f"<w:r>{properties}{_text(piece.text)}</w:r>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{safe(text)}</w:t>'
