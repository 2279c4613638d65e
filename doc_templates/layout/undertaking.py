"""What commitments and their addenda share, in the Party's manner and in the state's. Pure.

Header with the day as text, person, bases, two signatures. Neither paper has a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from doc_templates.errors import ContentInvalidError
from doc_templates.layout import blocks, party
from doc_templates.layout.blocks import END_MARK, Block, Context, Node, node, text
from doc_templates.layout.dates import day_line, short, spoken
from doc_templates.layout.header import USUAL, WIDE_DATE, Columns, columns, heading
from doc_templates.layout.lines import balanced, rule
from doc_templates.layout.runs import Xml, broken, plain, tabbed
from doc_templates.port import SignatureBlock
from doc_templates.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion

_SIGNATURE_WIDTH = 80.0  # mm, of a signature's column
_POST_SIZE = 14.0

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How one of the two headers wants things done."""

    details: Details  # members of `person` below name and birthday, with their labels
    judged: str  # whose year-end review rests on the paper
    end_mark: str
    divisions: tuple[Columns, ...]
    header: Callable[[Node, Columns], Context]
    title: Callable[[str, str], Context]
    cited: Callable[[date | None, str, str], str]
    based: Callable[[list[str]], list[tuple[str, str]]]
    confirmed: Callable[[Node, SignatureBlock], Context]

    def bases(self, content: Node) -> list[tuple[str, str]]:
        """Return the bases; the plan that the paper serves (R-005) is the last of them."""
        texts = [words for words in cast("list[str]", content["bases"]) if words.strip()]
        served = content["serves"]
        if served is None:
            return self.based(texts)
        plan = cast("Node", served)
        if text(plan, "number") and any(text(plan, "number") in words for words in texts):
            return self.based(texts)
        day = date.fromisoformat(text(plan, "date")) if text(plan, "date") else None
        return self.based([*texts, self.cited(day, text(plan, "number"), text(plan, "title"))])

    def text(self, content: Node, drafted: list[tuple[str, str]]) -> list[Block]:
        """Return whose undertaking it is and what he says; the last sentence has its end mark."""
        return [*_person(content, self), *blocks.with_end_mark(drafted, self.end_mark)]


def frame(
    content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion, manner: Manner
) -> Context:
    """Return header, day and signatures.

    Raises:
        ContentInvalidError: a signer was not named, or the place is too long a name.
    """
    place, issuer = text(content, "place"), node(content, "issuer")
    halves = columns(place, manner.divisions)
    if halves is None:
        raise ContentInvalidError(("/place",))
    personal, confirm = (blocks.signer(signers, role) for role in ("personal", "confirm"))
    return {
        **manner.header(issuer, halves),
        "day_line": day_line(place, occasion.day),
        "personal": {"name": personal.name, "note": blocks.note(personal)},
        "confirm": {
            **manner.confirmed(issuer, confirm), "name": confirm.name, "note": blocks.note(confirm),
        },
    }  # fmt: skip


def too_wide(content: Node, manner: Manner) -> list[str]:
    """Return the places of texts that must stand on one line of the header and do not fit it."""
    return [] if columns(text(content, "place"), manner.divisions) else ["/place"]


def subject(content: Node, labels: tuple[str, ...]) -> str:
    """Return the title without the name of the kind that stands above it."""
    title = plain(text(content, "title")).strip()
    for label in labels:
        if title.lower().startswith(label.lower()):
            rest = title[len(label) :].strip(" :.-–")
            return rest[:1].upper() + rest[1:]
    return title


def _person(content: Node, manner: Manner) -> list[Block]:
    """Return the lines that say whose undertaking it is; what is empty is not printed."""
    who = node(content, "person")
    born = text(who, "born")
    parts = [f"Họ và tên: {text(who, 'name')}"]
    parts += [f"Ngày sinh: {short(date.fromisoformat(born))}"] if born else []
    lines = [f"{label}: {text(who, key)}" for key, label in manner.details if text(who, key)]
    return [Block("ThongTin", tabbed(*parts)), *(Block("ThongTin", tabbed(one)) for one in lines)]


def _state_title(words: str, kind: str) -> Context:
    lines = balanced(words or kind, Face.BOLD, blocks.TITLE_SIZE, blocks.TITLE_WIDTH)
    ruled = rule(lines[-1], Face.BOLD, blocks.TITLE_SIZE, blocks.TEXT_WIDTH)
    return {"subject": broken(lines) if words else "", "title_rule": ruled}


def _party_title(words: str, _: str) -> Context:
    return party.title(words.upper(), "subject") if words else {"subject": ""}


def _plan(number: str, name: str) -> str:
    """Return `Kế hoạch số 241/KH-SYT`, as much of it as is known."""
    return f"Kế hoạch số {number}" if number else f"Kế hoạch {_inside(name)}"


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence; a word in capitals keeps them."""
    words = plain(title).strip().removeprefix("Về ").removeprefix("về ")
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _state_cited(day: date | None, number: str, name: str) -> str:
    dated = f" {spoken(day)}" if day else ""
    about = f" về {_inside(name)}" if number and name else ""
    return f"Căn cứ {_plan(number, name)}{dated}{about}"


def _party_cited(day: date | None, number: str, name: str) -> str:
    comma = "," if party.FORM.comma_before_day else ""
    dated = f"{comma} ngày {short(day)}" if day else ""
    about = f" về {_inside(name)}" if number and name else ""
    return f"Căn cứ {_plan(number, name)}{dated}{about}"


def _confirmation(whose: str) -> Xml:
    """Return who confirms, on one line or with the name on lines of its own."""
    label, name = "XÁC NHẬN CỦA", whose.upper()
    lines = balanced(f"{label} {name}", Face.BOLD, _POST_SIZE, _SIGNATURE_WIDTH)
    if len(lines) > 1:
        lines = (label, *balanced(name, Face.BOLD, _POST_SIZE, _SIGNATURE_WIDTH))
    return broken(lines)


def _state_confirmed(issuer: Node, block: SignatureBlock) -> Context:
    whose = block.unit or text(issuer, "name")
    return {"label": _confirmation(whose), "authority": "", "posts": blocks.posts(block)}


def _party_confirmed(_: Node, block: SignatureBlock) -> Context:
    return {"label": _confirmation(party.collective(block)), **party.posts(block)}


PARTY = Manner(
    details=(
        ("unit", "Đơn vị công tác"),
        ("party_post", "Chức vụ Đảng"),
        ("post", "Chức vụ chính quyền"),
        ("mass_post", "Chức vụ đoàn thể"),
        ("cell", "Sinh hoạt đảng tại"),
    ),
    judged="chất lượng đảng viên",
    end_mark=party.FORM.end_mark,
    divisions=party.FORM.columns,
    header=party.header,
    title=_party_title,
    cited=_party_cited,
    based=party.bases,
    confirmed=_party_confirmed,
)
STATE = Manner(
    details=(
        ("unit", "Đơn vị công tác"),
        ("post", "Chức vụ, chức danh"),
        ("mass_post", "Chức vụ đoàn thể"),
    ),
    judged="cán bộ, công chức, viên chức",
    end_mark=END_MARK,
    divisions=(USUAL, WIDE_DATE),
    header=heading,
    title=_state_title,
    cited=_state_cited,
    based=blocks.ended_bases,
    confirmed=_state_confirmed,
)
