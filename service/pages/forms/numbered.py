"""The form of papers that get a number: plans with their "làm theo" contents, a cell's resolutions.

Pure. Kind, template, issuer and source stay as they were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.pages import paragraphs
from service.pages.forms import follows
from service.pages.paragraphs import Paragraph, clean

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_SECTIONS = 200
SPARE_SECTIONS = 2  # empty boxes at the end, for new sections without JavaScript
_RECIPIENT = re.compile(r"(?P<name>.*?)\s*(?:\((?P<purpose>[^()]*)\))?\s*[;.]?")


@dataclass(frozen=True, slots=True)
class SectionBox:
    """One section as the form shows it."""

    id: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ContentForm:
    """What the edit page shows."""

    kind: str
    title: str
    place: str
    code: str
    bases: str
    sections: tuple[SectionBox, ...]
    follows: tuple[dict[str, str], ...]
    recipients: str
    archive: str
    position: str
    signer: str


def form_of(content: Mapping[str, Any]) -> ContentForm:
    """Return the form for a content, with spare boxes for new parts."""
    boxes = [_box(section) for section in content["sections"]]
    boxes += [SectionBox("", "", "")] * SPARE_SECTIONS
    return ContentForm(
        kind=content["kind"],
        title=content["title"],
        place=content["place"],
        code=content["issuer"]["code"],
        bases=paragraphs.join(content["bases"]),
        sections=tuple(boxes),
        follows=follows.boxes(content["contents"]) if "contents" in content else (),
        recipients="\n".join(_recipient_line(r) for r in content["recipients"]),
        archive=content["archive"],
        position=content["signer"]["position"],
        signer=content["signer"]["name"],
    )


def content_from(fields: Mapping[str, str], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content that was written, on the ground of the one it began from."""
    sections = _sections(fields, old)
    known = {p["id"] for section in sections for p in section["paragraphs"]}
    return {
        **old,
        "title": clean(fields.get("title", "")),
        "place": clean(fields.get("place", "")),
        "issuer": {**old["issuer"], "code": clean(fields.get("code", old["issuer"]["code"]))},
        "bases": paragraphs.split(fields.get("bases", "")),
        "sections": sections,
        "recipients": _recipients(fields.get("recipients", "")),
        "archive": clean(fields.get("archive", "")),
        "signer": {
            **old["signer"],
            "position": clean(fields.get("position", "")),
            "name": clean(fields.get("signer", "")),
        },
        **_of_plans(fields, old, known),
    }


def _of_plans(fields: Mapping[str, str], old: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """Return what only plans have; deadlines whose paragraph is gone are gone."""
    parts: dict[str, Any] = {}
    if "contents" in old:
        parts["contents"] = follows.follows_from(fields, old["contents"])
    if "deadlines" in old:
        parts["deadlines"] = [d for d in old["deadlines"] if d["paragraph"] in known]
    return parts


def _box(section: Mapping[str, Any]) -> SectionBox:
    texts = (p["text"] for p in section["paragraphs"])
    return SectionBox(section["id"], section["heading"], paragraphs.join(texts))


def _sections(fields: Mapping[str, str], old: Mapping[str, Any]) -> list[dict[str, Any]]:
    before = {section["id"]: section for section in old["sections"]}
    taken = {p["id"] for s in old["sections"] for p in s["paragraphs"]} | set(before)
    made = []
    for index in range(MOST_SECTIONS):
        if f"section-{index}-text" not in fields:
            break
        section = _section(fields, index, before, taken)
        if section["heading"] or section["paragraphs"]:
            made.append(section)
    return made


def _section(
    fields: Mapping[str, str], index: int, before: dict[str, Any], taken: set[str]
) -> dict[str, Any]:
    known = before.pop(fields.get(f"section-{index}-id", ""), None)
    name = known["id"] if known else _new_section(taken)
    old = [Paragraph(p["id"], p["text"]) for p in known["paragraphs"]] if known else []
    texts = paragraphs.split(fields[f"section-{index}-text"])
    found = paragraphs.renewed(texts, old, taken, name)
    return {
        "id": name,
        "heading": clean(fields.get(f"section-{index}-heading", "")),
        "paragraphs": [{"id": p.id, "text": p.text} for p in found],
    }


def _new_section(taken: set[str]) -> str:
    number = 1
    while f"s{number}" in taken:
        number += 1
    taken.add(f"s{number}")
    return f"s{number}"


def _recipients(text: str) -> list[dict[str, str]]:
    lines = (clean(line).lstrip("-–• ") for line in text.splitlines())
    return [_recipient(line) for line in lines if line]


def _recipient(line: str) -> dict[str, str]:
    """Return "Tên nơi nhận (b/cáo);" as its parts."""
    found = _RECIPIENT.fullmatch(line)
    if found is None:
        return {"name": line, "purpose": ""}
    return {"name": found["name"], "purpose": clean(found["purpose"] or "")}


def _recipient_line(recipient: Mapping[str, str]) -> str:
    purpose = f" ({recipient['purpose']})" if recipient["purpose"] else ""
    return recipient["name"] + purpose
