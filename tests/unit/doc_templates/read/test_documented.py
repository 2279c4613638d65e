"""The document for engineers names every code there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from doc_templates.errors import SecretMarkedError, SourceUnreadableError
from doc_templates.read.model import WarningCode

TEXT = (Path(__file__).parents[4] / "docs" / "import.md").read_text("utf-8")


def test_every_warning_is_documented() -> None:
    assert set(re.findall(r"^\| `(import\.\w+)`", TEXT, re.MULTILINE)) == set(WarningCode)


def test_every_refusal_is_documented() -> None:
    refusals = {error.code for error in SourceUnreadableError.__subclasses__()}
    documented = set(re.findall(r"^\| `(source\.\w+)`", TEXT, re.MULTILINE))
    assert documented == {*refusals, SecretMarkedError.code}
