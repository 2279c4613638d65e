"""What a party cell's resolution prints, made from checked content. Pure.

The Party's form: number and code with a hyphen, dashes under the title, `T/M CHI BỘ`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from doc_templates.errors import ContentInvalidError
from doc_templates.layout import blocks, party
from doc_templates.layout.blocks import Context, Node, text
from doc_templates.layout.foot import Foot, divided
from doc_templates.layout.header import blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion, SignatureBlock

_FOOT = Foot(size=party.FORM.recipients_size, line=13.8, label_line=16.1)


def context(content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion) -> Context:
    """Return what the template names; `signers` holds `personal`.

    Raises:
        ContentInvalidError: no personal signer was named, or the place is too long a name.
    """
    personal = blocks.signer(signers, "personal")
    posts = party.posts(personal)
    lines = 1 + len(cast("tuple[str, ...]", posts["posts"]))
    return {
        **_header(content, occasion.number_width),
        **party.title(text(content, "title"), "title"),
        "body": blocks.with_end_mark(_body(content), party.FORM.end_mark),
        "personal": {**posts, "name": personal.name},
        "recipients": divided(party.recipients(content), lines, _FOOT),
    }


def too_wide(content: Node) -> list[str]:
    """Return the places of texts that must stand on one line of the header and do not fit it."""
    halves = party.halves(text(content, "place"))
    if halves is None:
        return ["/place"]
    code = text(blocks.node(content, "issuer"), "code")
    return [] if party.code_fits(code, halves) else ["/issuer/code"]


def _header(content: Node, number_width: int) -> Context:
    issuer, place = blocks.node(content, "issuer"), text(content, "place")
    halves = party.halves(place)
    if halves is None:
        raise ContentInvalidError(("/place",))
    return {
        **party.header(issuer, halves),
        "place": place,
        "code": text(issuer, "code"),
        "number_blank": blank(number_width),
    }


def _body(content: Node) -> list[tuple[str, str]]:
    return party.bases(cast("list[str]", content["bases"])) + blocks.sections(content)
