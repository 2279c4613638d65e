"""The documents for engineers name every code there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from doc_templates.errors import (
    ListColumnsError,
    ListUnreadableError,
    PaperError,
    SecretMarkedError,
    SourceUnreadableError,
)
from doc_templates.read.container import MAX_BYTES, MAX_TAGS, MAX_UNPACKED_BYTES
from doc_templates.read.list_model import RowFault
from doc_templates.read.model import WarningCode
from doc_templates.read.people_list import MAX_ROWS

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "import.md").read_text("utf-8")
LIST = (DOCS / "people-list.md").read_text("utf-8")


def test_every_warning_is_documented() -> None:
    assert set(re.findall(r"^\| `(import\.\w+)`", TEXT, re.MULTILINE)) == set(WarningCode)


def test_every_refusal_is_documented() -> None:
    refusals = {error.code for error in SourceUnreadableError.__subclasses__()}
    documented = set(re.findall(r"^\| `(source\.\w+)`", TEXT, re.MULTILINE))
    assert documented == {*refusals, SecretMarkedError.code}


def test_every_fault_of_a_list_is_documented() -> None:
    errors: list[type[PaperError]] = [ListUnreadableError, *_below(ListUnreadableError)]
    refusals = {each.code for each in errors}
    refusals.discard(ListColumnsError.code)  # only ever raised as one of its kinds
    documented = set(re.findall(r"^\| `(list\.\w+)`", LIST, re.MULTILINE))
    assert documented == refusals | set(RowFault)


def test_the_limits_of_a_list_are_the_documented_ones() -> None:
    assert f"At most {MAX_ROWS:,} rows, {MAX_BYTES >> 20} MiB" in LIST
    assert f"{MAX_UNPACKED_BYTES >> 20} MiB unpacked, {MAX_TAGS // 10**6} million tags" in LIST


def _below(error: type[PaperError]) -> list[type[PaperError]]:
    return [each for sub in error.__subclasses__() for each in (sub, *_below(sub))]
