"""What reading a list of people yields: rows that can be used, and what is wrong with others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doc_templates.port import JsonValue


class RowFault(StrEnum):
    """Everything that keeps a row out; the values are stable, the wording lives in catalogues."""

    CELL_ERROR = "list.cell_error"  # #N/A, #REF! and their like
    CELL_TOO_LONG = "list.cell_too_long"
    CELL_UNPRINTABLE = "list.cell_unprintable"
    FORMULA_WITHOUT_VALUE = "list.formula_without_value"
    KEY_MISSING = "list.key_missing"
    KIND_MISSING = "list.kind_missing"
    KIND_UNKNOWN = "list.kind_unknown"
    RELATION_UNKNOWN = "list.relation_unknown"
    REPEATED = "list.repeated"  # the same person and kind stand in an earlier row
    YEAR_UNKNOWN = "list.year_unknown"


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in one cell; `row` as Excel counts it, `column` an id of `list_columns`."""

    row: int
    column: str
    code: RowFault


@dataclass(frozen=True, slots=True)
class FollowPart:
    """One "làm theo" content as typed; `relation` is an id, or "" when nothing was chosen."""

    relation: str = ""
    subject: str = ""
    work: str = ""
    method: str = ""
    time: str = ""
    result: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ShortcomingPart:
    """One shortcoming with its remedy, and the year it was pointed out in."""

    text: str
    remedy: str
    year: int | None


@dataclass(frozen=True, slots=True)
class SectionPart:
    """The paragraphs of one section of the commitment, by the section's id."""

    id: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person's row; `number` as Excel counts it, `kinds` ids of kinds of commitments."""

    number: int
    key: str  # staff code or login, as typed
    name: str  # as typed; nothing is decided by it
    kinds: tuple[str, ...]
    follows: tuple[FollowPart, ...]
    shortcomings: tuple[ShortcomingPart, ...]
    sections: tuple[SectionPart, ...]

    def parts(self) -> dict[str, JsonValue]:
        """Return `contents`, `shortcomings` and the texts of `sections` as a content has them.

        `sections` maps a section's id to its paragraphs; the caller adds the headings.
        """
        return {
            "contents": [
                {"id": f"lt-{number}", "relation": part.relation, "subject": part.subject,
                 "work": part.work, "method": part.method, "time": part.time,
                 "result": part.result, "remedy": part.remedy}
                for number, part in enumerate(self.follows, 1)
            ],
            "shortcomings": [
                {"id": f"hc-{number}", "text": part.text, "remedy": part.remedy, "year": part.year}
                for number, part in enumerate(self.shortcomings, 1)
            ],
            "sections": {
                section.id: [
                    {"id": f"{section.id}-{number}", "text": text}
                    for number, text in enumerate(section.paragraphs, 1)
                ]
                for section in self.sections
            },
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What was read: rows without a fault, every fault of the others, headers nobody knew."""

    rows: tuple[ListRow, ...]
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...]
