"""The form of commitments and addenda, of the Party's kind and the state's. Pure.

Headings, title and name are the register's and the form's; the Party's boxes are in its kind alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.commitments.contents import PARTY_KINDS, empty_section, leading, section_ids
from service.pages import paragraphs
from service.pages.forms import follows
from service.pages.paragraphs import Paragraph, clean
from workflows.domain.commitment_contents import LEADING
from workflows.domain.kinds import ADDENDA

if TYPE_CHECKING:
    from collections.abc import Mapping

PERSON = ("born", "unit", "post", "mass_post")
PARTY_PERSON = (*PERSON, "party_post", "cell")
SPARE_SHORTCOMINGS = 1
FEWEST_SHORTCOMINGS = 2  # boxes
MOST_SHORTCOMINGS = 50
LONGEST_YEAR = 4  # digits


@dataclass(frozen=True, slots=True)
class SectionBox:
    """One section as the form shows it."""

    id: str
    heading: str
    text: str
    is_leading: bool  # only for those who lead


@dataclass(frozen=True, slots=True)
class CommitmentForm:
    """What the edit page shows; an addendum has neither sections nor shortcomings."""

    kind: str
    title: str
    name: str
    is_party: bool
    is_addendum: bool
    place: str
    person: dict[str, str]
    bases: str
    leads: bool
    sections: tuple[SectionBox, ...]
    shortcomings: tuple[dict[str, Any], ...]
    follows: tuple[dict[str, str], ...]
    serves: dict[str, str] | None
    supplements: dict[str, str] | None


def form_of(content: Mapping[str, Any]) -> CommitmentForm:
    """Return the form for a content, with spare boxes for new parts."""
    kind, person = content["kind"], content["person"]
    is_addendum = kind in ADDENDA
    return CommitmentForm(
        kind=kind,
        title=content["title"],
        name=person["name"],
        is_party=kind in PARTY_KINDS,
        is_addendum=is_addendum,
        place=content["place"],
        person={name: person[name] for name in _person_fields(kind)},
        bases=paragraphs.join(content["bases"]),
        leads=bool(content.get("leads")),
        sections=() if is_addendum else _boxes(content),
        shortcomings=() if is_addendum else _shortcoming_boxes(content["shortcomings"]),
        follows=follows.boxes(content["contents"]),
        serves=content["serves"],
        supplements=content.get("supplements"),
    )


def content_from(fields: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content that was written, on the ground of the one it began from."""
    kind = old["kind"]
    person = {name: clean(fields.get(name, "")) for name in _person_fields(kind)}
    made = {
        **old,
        "place": clean(fields.get("place", "")),
        "person": {**old["person"], **person},
        "bases": paragraphs.split(fields.get("bases", "")),
        "contents": follows.follows_from(fields, old["contents"]),
    }
    if kind in ADDENDA:
        return made
    made["sections"] = _sections(fields, old)
    made["shortcomings"] = _shortcomings(fields, old["shortcomings"])
    leads = fields.get("leads") == "1" or bool(clean(fields.get(f"section-{LEADING}", "")))
    return leading(made, leads=leads)


def _person_fields(kind: str) -> tuple[str, ...]:
    return PARTY_PERSON if kind in PARTY_KINDS else PERSON


def _boxes(content: Mapping[str, Any]) -> tuple[SectionBox, ...]:
    """Return a box for every section this kind can have, the leaders' among them."""
    known = {section["id"]: section for section in content["sections"]}
    names = section_ids(content["kind"], leads=True)
    return tuple(_box(known.get(name) or empty_section(name)) for name in names)


def _box(section: Mapping[str, Any]) -> SectionBox:
    text = paragraphs.join(p["text"] for p in section["paragraphs"])
    return SectionBox(section["id"], section["heading"], text, section["id"] == LEADING)


def _sections(fields: Mapping[str, str], old: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {section["id"]: section for section in old["sections"]}
    taken = {p["id"] for section in old["sections"] for p in section["paragraphs"]}
    names = section_ids(old["kind"], leads=True)
    return [_section(fields, known.get(name) or empty_section(name), taken) for name in names]


def _section(
    fields: Mapping[str, str], known: Mapping[str, Any], taken: set[str]
) -> dict[str, Any]:
    old = [Paragraph(p["id"], p["text"]) for p in known["paragraphs"]]
    texts = paragraphs.split(fields.get(f"section-{known['id']}", ""))
    found = paragraphs.renewed(texts, old, taken, f"{known['id']}-")
    return {**known, "paragraphs": [{"id": p.id, "text": p.text} for p in found]}


def _shortcoming_boxes(known: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    filled = [dict(one) for one in known]
    spare = max(SPARE_SHORTCOMINGS, FEWEST_SHORTCOMINGS - len(filled))
    return (*filled, *({"id": "", "text": "", "remedy": "", "year": None} for _ in range(spare)))


def _shortcomings(fields: Mapping[str, str], old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the shortcomings that were written; one without a word is not there (R-023)."""
    made: list[dict[str, Any]] = []
    for index in range(MOST_SHORTCOMINGS):
        stem = f"shortcoming-{index}"
        text, remedy = (clean(fields.get(f"{stem}-{n}", "")) for n in ("text", "remedy"))
        if text or remedy:
            year = _year(fields.get(f"{stem}-year", ""))
            made.append({
                "id": fields.get(f"{stem}-id", ""), "text": text, "remedy": remedy, "year": year,
            })  # fmt: skip
    return follows.with_ids(made, [one["id"] for one in old], "hc-")


def _year(text: str) -> int | None:
    digits = text.strip()
    plain = digits.isascii() and digits.isdigit() and len(digits) == LONGEST_YEAR
    return int(digits) if plain else None
