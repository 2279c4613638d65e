"""The parts below the header that all kinds share: title, body, signer, recipients. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from doc_templates.errors import ContentInvalidError
from doc_templates.layout.lines import balanced, rule
from doc_templates.layout.runs import Xml, broken, emphasised, plain
from doc_templates.port import JsonValue, SignatureBlock
from doc_templates.typeface import Face

Context: TypeAlias = dict[str, object]
Node: TypeAlias = Mapping[str, JsonValue]

TEXT_WIDTH = 165.0  # mm
TITLE_WIDTH = 145.0  # a title narrower than the text looks like one
TITLE_SIZE = 14.0
END_MARK = "./."
NOTE_SIZE, NOTE_WIDTH = 11.0, 81.0  # pt, mm
NBSP = "\u00a0"
_PER_CENT = re.compile(r"(?<=\d) (?=%)")  # a line must not end between `95` and `%`
# `1.2. Đối với cấp ủy cơ sở`: numbered, short, and no sentence.
_NUMBERED_TITLE = re.compile(r"(\d+\.)+ .{0,120}[^.;:,…]")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the text and the style it is printed in."""

    style: str
    text: Xml


def text(node: Node, key: str) -> str:
    """Return a text of checked content."""
    return cast("str", node[key])


def nodes(node: Node, key: str) -> list[Node]:
    """Return a list of objects of checked content."""
    return cast("list[Node]", node[key])


def node(parent: Node, key: str) -> Node:
    """Return an object of checked content."""
    return cast("Node", parent[key])


def title(subject: str, name: str) -> Context:
    """Return trích yếu, its lines balanced, and the rule under its last line."""
    lines = balanced(plain(subject), Face.BOLD, TITLE_SIZE, TITLE_WIDTH)
    return {name: broken(lines), "title_rule": rule(lines[-1], Face.BOLD, TITLE_SIZE, TEXT_WIDTH)}


def style_of(words: str) -> str:
    """Return the style of a body paragraph; what announces others stays with the next one."""
    printed = plain(words).rstrip()
    announces = printed.endswith(":") or _NUMBERED_TITLE.fullmatch(printed)
    return "NoiDungGiu" if announces else "NoiDung"


def with_end_mark(drafted: list[tuple[str, str]], mark: str = END_MARK) -> list[Block]:
    """Return (style, text) pairs as blocks; the last text, and no other, ends in the end mark."""
    drafted = [(style, _PER_CENT.sub(NBSP, words)) for style, words in drafted]
    done = [Block(style, emphasised(_inner(words))) for style, words in drafted[:-1]]
    for style, words in drafted[-1:]:
        last = "NoiDungCuoi" if style.startswith("NoiDung") else style
        done.append(Block(last, _ended(_without_stop(words), mark)))
    return done


def _ended(words: str, mark: str) -> Xml:
    """Add the end mark; where it is a full stop, three dots already end the sentence."""
    is_ended = mark == "." and words.endswith(("...", "…"))
    return emphasised(words, "" if is_ended else mark)


def _inner(words: str) -> str:
    """Turn an end mark that stands before the end into an ordinary full stop."""
    bare = words.rstrip()
    return f"{bare.removesuffix(END_MARK)}." if bare.endswith(END_MARK) else bare


def _without_stop(words: str) -> str:
    """Drop the stop or end mark that the author already wrote, also inside emphasis."""
    bare = _dropped(words.rstrip())
    inner = bare.rstrip("*")
    return _dropped(inner) + bare[len(inner) :]


def _dropped(words: str) -> str:
    bare = words.removesuffix(END_MARK).rstrip()
    if bare.endswith(("...", "…")):
        return bare
    return bare[:-1].rstrip() if bare.endswith((".", ";")) else bare


def signer(signers: Mapping[str, SignatureBlock], role: str) -> SignatureBlock:
    """Return who signs in `role`.

    Raises:
        ContentInvalidError: nobody was named for that role.
    """
    if role not in signers:
        raise ContentInvalidError((f"/signers/{role}",))
    return signers[role]


def posts(block: SignatureBlock) -> tuple[str, ...]:
    """Return the lines of 7a: `KT. GIÁM ĐỐC` over the signer's own post, or the post alone."""
    position = block.position.upper()
    if not block.prefix:
        return (position,) if position else ()
    authority = block.authority.upper()
    first = f"{block.prefix} {authority}".strip()
    return (first, position) if position and position != authority else (first,)


def note(block: SignatureBlock) -> tuple[str, ...]:
    """Return the lines of a signer's note, broken to stand in half the width of the text."""
    return tuple(
        part for line in block.note for part in balanced(line, Face.ITALIC, NOTE_SIZE, NOTE_WIDTH)
    )


def ended_bases(texts: list[str]) -> list[tuple[str, str]]:
    """Return bases ended as II.6a wants them: each in a semicolon, the last in a full stop.

    A sentence that leads over to what follows is text, and stays as it is.
    """
    written = [words.rstrip() for words in texts if words.strip()]
    cited = [number for number, words in enumerate(written) if not words.endswith(":")]
    drafted = [("NoiDungGiu", words) for words in written]
    for number in cited:
        bare = written[number].rstrip(";,.").rstrip()
        drafted[number] = ("CanCu", f"{bare}{'.' if number == cited[-1] else ';'}")
    return drafted


def stopped(words: str) -> str:
    """End a sentence that the author left open in a full stop."""
    bare = words.rstrip()
    return bare if plain(bare).endswith((".", ";", ":", "!", "?", "…")) else f"{bare}."


def sections(content: Node) -> list[tuple[str, str]]:
    """Return the text of a content whose author wrote and numbered its headings."""
    drafted: list[tuple[str, str]] = []
    for section in nodes(content, "sections"):
        if heading := text(section, "heading"):
            drafted.append(("TieuDe", heading))
        for paragraph in nodes(section, "paragraphs"):
            words = text(paragraph, "text")
            drafted.append((style_of(words), words))
    return drafted


def recipients(entries: Iterable[Node], archive: str) -> tuple[str, ...]:
    """Return the lines of 9b, `- Lưu: VT, ….` last."""
    return (*listed(entries), f"- Lưu: {archive.strip().rstrip('.') or 'VT'}.")


def listed(entries: Iterable[Node]) -> list[str]:
    """Return the receivers, each with its purpose and a semicolon."""
    return [f"- {text(entry, 'name')}{_purpose(entry)};" for entry in entries]


def _purpose(entry: Node) -> str:
    purpose = text(entry, "purpose")
    return f" ({purpose})" if purpose else ""
