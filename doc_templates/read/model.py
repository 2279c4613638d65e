"""What an import yields: the content of a plan and every doubt the reader had about it.

No reading happens here. A warning never stops an import; a person looks at each before the
content is used.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from doc_templates.port import JsonValue

FOUND_LIMIT = 160
WARNING_LIMIT = 500


class WarningCode(StrEnum):
    """Every doubt an import can raise; the values are stable, the wording lives in catalogues."""

    ARCHIVE_COLON_MISSING = "import.archive_colon_missing"
    ARCHIVE_MISSING = "import.archive_missing"
    AUTHORITY_NOT_KEPT = "import.authority_not_kept"
    CODE_OF_OTHER_KIND = "import.code_of_other_kind"
    CONTROL_CHARACTERS = "import.control_characters"
    DATE_BLANK = "import.date_blank"
    DATE_MISSING = "import.date_missing"
    DATE_WRONG = "import.date_wrong"
    DEADLINE_UNCLEAR = "import.deadline_unclear"
    EMPHASIS_REPAIRED = "import.emphasis_repaired"
    JOINED_LINE = "import.joined_line"
    KIND_MISSING = "import.kind_missing"
    KIND_OTHER = "import.kind_other"
    LINE_IGNORED = "import.line_ignored"
    MORE_WARNINGS = "import.more_warnings"
    NUMBER_BLANK = "import.number_blank"
    NUMBER_MISSING = "import.number_missing"
    NUMBER_SPACING = "import.number_spacing"
    OCR_SUSPECT = "import.ocr_suspect"
    PAGE_NUMBER_DROPPED = "import.page_number_dropped"
    PARTY_FORM = "import.party_form"
    POSITION_MISSING = "import.position_missing"
    RECIPIENT_UNCLEAR = "import.recipient_unclear"
    RECIPIENTS_MISSING = "import.recipients_missing"
    SECTION_ORDER = "import.section_order"
    SECTIONS_MISSING = "import.sections_missing"
    SIGNER_MISSING = "import.signer_missing"
    TITLE_MISSING = "import.title_missing"


@dataclass(frozen=True, slots=True)
class ImportWarning:  # noqa: A001  a name of the field; the builtin is not used here
    """One doubt.

    `place` is a paragraph's id (`s4p1`), a JSON pointer into the content (`/signer/position`), or
    `line:N` for a line of the source that has no place in the content. `found` quotes at most
    `FOUND_LIMIT` characters.
    """

    code: WarningCode
    place: str
    found: str


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """The content of a plan, shaped for its schema, NFC throughout, and what to look at again."""

    content: dict[str, JsonValue]
    warnings: tuple[ImportWarning, ...]


@dataclass(slots=True)
class Notes:
    """Gathers warnings during one import; keeps the first `WARNING_LIMIT`, counts the rest."""

    _kept: list[ImportWarning] = field(default_factory=list)
    _left_out: int = 0

    def add(self, code: WarningCode, place: str, found: str = "") -> None:
        """Note one doubt."""
        if len(self._kept) < WARNING_LIMIT:
            self._kept.append(ImportWarning(code, place, shortened(found)))
        else:
            self._left_out += 1

    def all(self) -> tuple[ImportWarning, ...]:
        """Return the doubts in the order they arose; the last one says how many were left out."""
        if not self._left_out:
            return tuple(self._kept)
        rest = ImportWarning(WarningCode.MORE_WARNINGS, "", str(self._left_out))
        return (*self._kept, rest)


def shortened(text: str, limit: int = FOUND_LIMIT) -> str:
    """Return `text` in NFC, cut with an ellipsis when longer than `limit` characters."""
    whole = unicodedata.normalize("NFC", text[: limit + 1])
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"
