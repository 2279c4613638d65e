"""What papers in the Party's form share: header, title, bases, who signs, recipients. Pure.

The values are those of `doc_templates.party_form`; here is what they are applied to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.layout import blocks
from doc_templates.layout.blocks import Context, Node, nodes, text
from doc_templates.layout.header import Columns, columns, number_fits
from doc_templates.layout.lines import balanced, rule
from doc_templates.layout.runs import broken, plain
from doc_templates.party_form import PARTY_V1, PREFIXES
from doc_templates.typeface import Face

if TYPE_CHECKING:
    from doc_templates.port import SignatureBlock

FORM = PARTY_V1
_ON_BEHALF = ("TM.", "T/M")  # the authority of such a block is a body, not a post
_COLLECTIVES = (*_ON_BEHALF, "KT.", "")  # who signs for a collective signs in its name


def halves(place: str) -> Columns | None:
    """Return the division of the header that lets place and date stand on one line, if any."""
    return columns(place, FORM.columns)


def header(issuer: Node, divided: Columns = FORM.columns[0]) -> Context:
    """Return what the header names; `header_columns` is not printed but sets the table."""
    superior, room = text(issuer, "superior").upper(), divided.issuer - 1
    above = balanced(superior, Face.REGULAR, FORM.issuer_size, room)
    name = balanced(text(issuer, "name").upper(), Face.BOLD, FORM.issuer_size, room)
    return {
        "issuer": {"superior": broken(above) if superior else "", "name": broken(name)},
        "nation_rule": rule(FORM.nation, Face.BOLD, FORM.nation_size, divided.nation, share=1.0),
        "header_columns": divided,
    }


def code_fits(code: str, divided: Columns) -> bool:
    """Tell whether `Số …-code` stands on one line with the widest number."""
    line = f"{FORM.number_label}{FORM.number_stroke}{code}"
    return number_fits(line, divided, FORM.number_size)


def title(subject: str, name: str) -> Context:
    """Return trích yếu, its lines balanced; the dashes below it are the form's own."""
    lines = balanced(plain(subject), Face.BOLD, FORM.subject_size, blocks.TITLE_WIDTH)
    return {name: broken(lines)}


def bases(texts: list[str]) -> list[tuple[str, str]]:
    """Return the bases, each with its mark and a semicolon, the last with a full stop.

    A sentence that leads over to what follows is text, not a basis.
    """
    return [
        (style, _marked(words) if style == "CanCu" else words)
        for style, words in blocks.ended_bases(texts)
    ]


def _marked(words: str) -> str:
    return words if words.startswith(("-", "–")) else f"{FORM.basis_mark}{words}"


def posts(block: SignatureBlock) -> Context:
    """Return the line in whose name somebody signs, and his own post below it.

    A cell decides as a body: its secretary and the deputy alike sign `T/M CHI BỘ`.
    """
    position = block.position.upper()
    if block.prefix in _COLLECTIVES:
        return {"authority": f"{PREFIXES['TM.']} {collective(block)}", "posts": _lines(position)}
    prefix = PREFIXES.get(block.prefix, block.prefix)
    return {"authority": f"{prefix} {block.authority.upper()}".strip(), "posts": _lines(position)}


def collective(block: SignatureBlock) -> str:
    """Return the body in whose name a block is signed."""
    named = block.authority if block.prefix in _ON_BEHALF else ""
    return (block.unit or named or FORM.collective).upper()


def _lines(position: str) -> tuple[str, ...]:
    return (position,) if position else ()


def recipients(content: Node) -> tuple[str, ...]:
    """Return the lines of Nơi nhận, `- Lưu Chi bộ.` last."""
    archive = text(content, "archive").strip().rstrip(".")
    return (*blocks.listed(nodes(content, "recipients")), archive_line(archive))


def archive_line(archive: str) -> str:
    """Return the last line of Nơi nhận."""
    kept = archive or FORM.collective.capitalize()
    return FORM.archive.format(archive=kept)
