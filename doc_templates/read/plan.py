"""The one door of the import: a plan (kế hoạch) in plain text comes in, its content goes out.

Pure: nothing is stored, logged or looked up. A caller must not log the bytes it hands in, nor
local variables of a failed call: a refused paper may be a state secret.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from doc_templates.read.body import read_body
from doc_templates.read.deadlines import find_deadlines
from doc_templates.read.decode import read_lines
from doc_templates.read.head import read_head, type_line
from doc_templates.read.model import ImportedPlan, Notes
from doc_templates.read.ocr import note_suspects
from doc_templates.read.paragraphs import without_page_numbers
from doc_templates.read.secrecy import refuse_secret
from doc_templates.read.tail import foot_from, read_foot

if TYPE_CHECKING:
    from doc_templates.port import JsonValue
    from doc_templates.read.body import Body
    from doc_templates.read.deadlines import Deadline
    from doc_templates.read.head import Head
    from doc_templates.read.tail import Foot

_UNNAMED_HEAD = 15  # lines judged as head for marks of secrecy when no type line is found


def read_plan(data: bytes) -> ImportedPlan:
    """Return the content of a plan and the doubts about it.

    `data` is text in UTF-8 or, with a byte order mark, UTF-16; at most 2 MiB. `issuer.superior`
    and `issuer.name` are left empty: the caller knows the issuer from its register. A text that is
    no plan still comes in, with warnings; the schema of the kind decides what is complete.

    Raises:
        SecretMarkedError: the paper carries a mark of state secrecy.
        SourceEmptyError: there is nothing to read.
        SourceTooLargeError: too many bytes or lines.
        SourceNotTextError: not text, or in an unknown encoding.
    """
    notes = Notes()
    lines = read_lines(data, notes)
    kind_at = type_line(lines)
    refuse_secret(lines, _UNNAMED_HEAD if kind_at is None else kind_at + 1)
    head = read_head(lines, kind_at, notes)
    rest = without_page_numbers(lines[head.body_from :], notes)
    foot_at = foot_from(rest)
    body = read_body(rest[:foot_at], notes)
    foot = read_foot(rest[foot_at:], notes)
    deadlines = find_deadlines((p for s in body.sections for p in s.paragraphs), notes)
    _note_suspects(head, body, foot, notes)
    return ImportedPlan(_content(head, body, foot, deadlines), notes.all())


def _note_suspects(head: Head, body: Body, foot: Foot, notes: Notes) -> None:
    note_suspects(head.title, "/title", notes)
    for index, base in enumerate(body.bases):
        note_suspects(base, f"/bases/{index}", notes)
    for index, section in enumerate(body.sections):
        note_suspects(section.heading, f"/sections/{index}/heading", notes)
        for paragraph in section.paragraphs:
            note_suspects(paragraph.text, paragraph.id, notes)
    for index, recipient in enumerate(foot.recipients):
        note_suspects(recipient.name, f"/recipients/{index}", notes)


def _content(
    head: Head, body: Body, foot: Foot, deadlines: tuple[Deadline, ...]
) -> dict[str, JsonValue]:
    content: dict[str, JsonValue] = {
        "kind": "ke-hoach",
        "template": "ke-hoach@v1",
        "issuer": {"superior": "", "name": "", "code": head.code},
        "place": head.place,
        "title": head.title,
        "bases": list(body.bases),
        "sections": [
            {
                "id": section.id,
                "heading": section.heading,
                "paragraphs": [{"id": p.id, "text": p.text} for p in section.paragraphs],
            }
            for section in body.sections
        ],
        "contents": [],
        "recipients": [{"name": r.name, "purpose": r.purpose} for r in foot.recipients],
        "archive": foot.archive,
        "signer": {"prefix": foot.prefix, "position": foot.position, "name": foot.name},
        "deadlines": [
            {
                "date": deadline.date.isoformat(),
                "inclusive": deadline.inclusive,
                "what": deadline.what,
                "paragraph": deadline.paragraph,
            }
            for deadline in deadlines
        ],
        "source": {
            "number": head.number,
            "code": head.code,
            "date": head.date,
            "place": head.place,
        },
    }
    return {key: _composed(value) for key, value in content.items()}


def _composed(value: JsonValue) -> JsonValue:
    """Return `value` in NFC: cutting and joining composed text may leave it decomposed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        return {key: _composed(item) for key, item in value.items()}
    return value
