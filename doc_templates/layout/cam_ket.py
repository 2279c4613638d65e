"""What a commitment prints, in the Party's form and in the state's; from checked content. Pure.

No rule gives a form for it. Parts and their order follow the one that party organisations use
(header, person, bases, numbered parts, `là căn cứ để kiểm điểm, đánh giá`, two signatures), and KH
241/KH-SYT adds the *làm theo* contents. The headings are the content's, their numbers are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from doc_templates.layout import blocks, follow, undertaking
from doc_templates.layout.blocks import Context, Node, nodes, text
from doc_templates.layout.undertaking import PARTY, STATE, Manner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from doc_templates.port import Occasion, SignatureBlock

_LABEL = "Bản cam kết"
_SHORTCOMINGS = "Khắc phục hạn chế, khuyết điểm"
_FOLLOW = "Nội dung đăng ký làm theo"
_BEFORE = ("tu-tuong", "dao-duc", "ky-luat", "tac-phong", "nhiem-vu", "lanh-dao")
_AFTER = "nghi-quyet"

Drafted = list[tuple[str, str]]


class Part(NamedTuple):
    """One numbered part: heading, what stands behind it in its line, paragraphs below it."""

    heading: str
    behind: str
    below: Drafted


def party_context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion
) -> Context:
    """Return what the template names; `signers` holds `personal` and `confirm`.

    Raises:
        ContentInvalidError: one of the two was not named, or the place is too long a name.
    """
    return _context(content, signers, occasion, PARTY)


def state_context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion
) -> Context:
    """Return what the template names; `signers` holds `personal` and `confirm`.

    Raises:
        ContentInvalidError: one of the two was not named, or the place is too long a name.
    """
    return _context(content, signers, occasion, STATE)


def _context(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion, manner: Manner
) -> Context:
    year = content["year"]
    opening = f"Tôi cam kết tu dưỡng, rèn luyện, phấn đấu năm {year} với các nội dung sau:"
    closing = f"Bản cam kết này là căn cứ để kiểm điểm, đánh giá {manner.judged} cuối năm."
    drafted = [
        *manner.bases(content),
        ("NoiDungGiu", opening),
        *_numbered(_parts(content)),
        ("NoiDung", closing),
    ]
    return {
        **undertaking.frame(content, signers, occasion, manner),
        **manner.title(undertaking.subject(content, (_LABEL,)), _LABEL.upper()),
        "body": manner.text(content, drafted),
    }


def _parts(content: Node) -> Iterator[Part]:
    """Yield the parts in the order of the form, whatever order they are kept in."""
    kept = {text(section, "id"): _paragraphs(section) for section in nodes(content, "sections")}
    headings = {text(s, "id"): text(s, "heading") for s in nodes(content, "sections")}
    is_short = all(len(drafted) <= 1 for drafted in kept.values())
    for name in (*_BEFORE, _SHORTCOMINGS, _AFTER):
        if name == _SHORTCOMINGS and (entries := nodes(content, "shortcomings")):
            yield _shortcomings(entries, is_short)
        elif name in kept:
            yield _section(headings[name], kept[name], is_short)
    if contents := nodes(content, "contents"):
        yield _follow(contents, is_short)


def _paragraphs(section: Node) -> Drafted:
    words = [text(paragraph, "text") for paragraph in nodes(section, "paragraphs")]
    return [(blocks.style_of(one), blocks.stopped(one)) for one in words if one.strip()]


def _section(heading: str, drafted: Drafted, is_short: bool) -> Part:  # noqa: FBT001 - one of two ways
    if is_short and drafted:
        return Part(heading, drafted[0][1], [])
    return Part(heading, "", drafted)


def _shortcomings(entries: list[Node], is_short: bool) -> Part:  # noqa: FBT001 - as above
    """Return the own shortcomings, each with its remedy (R-023, R-026)."""
    if is_short and len(entries) == 1:
        words = " ".join(_said(entries[0], "", "Giải pháp: "))
        return Part(f"{_SHORTCOMINGS}{_of_year(entries[0])}", words, [])
    below = [
        ("NoiDung", words)
        for entry in entries
        for words in _said(entry, f"- Hạn chế, khuyết điểm{_of_year(entry)}: ", "- Giải pháp: ")
    ]
    return Part(_SHORTCOMINGS, "", below)


def _said(entry: Node, fault: str, remedy: str) -> list[str]:
    """Return a shortcoming and its remedy behind these labels; what is empty is not printed."""
    parts = ((fault, text(entry, "text")), (remedy, text(entry, "remedy")))
    return [f"{label}{blocks.stopped(words)}" for label, words in parts if words.strip()]


def _of_year(entry: Node) -> str:
    return f" năm {entry['year']}" if entry["year"] else ""


def _follow(contents: list[Node], is_short: bool) -> Part:  # noqa: FBT001 - as above
    if is_short and len(contents) == 1:
        about = follow.about(contents[0])
        behind = blocks.stopped(about) if about else ""
        return Part(_FOLLOW, behind, follow.details(contents[0]))
    return Part(_FOLLOW, "", follow.numbered(contents, [f"{one})" for one in follow.LETTERS]))


def _numbered(parts: Iterable[Part]) -> Drafted:
    """Number the parts; a heading alone stays with what follows."""
    drafted: Drafted = []
    for number, part in enumerate(parts, 1):
        heading = f"{number}. {part.heading}"
        if part.behind:
            style = "NoiDungGiu" if part.below else "NoiDung"
            drafted.append((style, f"**{heading}:** {part.behind}"))
        else:
            drafted.append(("TieuDe", heading))
        drafted += part.below
    return drafted
