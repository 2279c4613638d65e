"""Texts of documents as HTML: emphasis is understood, everything else is inert."""

from __future__ import annotations

from markupsafe import Markup

from doc_templates.layout.runs import pieces

_I, _B = Markup("<em>{}</em>"), Markup("<strong>{}</strong>")


def emphasised(text: str) -> Markup:
    """Return a paragraph with `**bold**` and `*italic*` marked up, and escaped."""
    parts = []
    for piece in pieces(text):
        part = Markup.escape(piece.text)
        part = _I.format(part) if piece.italic else part
        parts.append(_B.format(part) if piece.bold else part)
    return Markup("").join(parts)
