"""Which kinds of paper exist, in which versions, and what belongs to each. Reads data folders only.

A released version is immutable: what was rendered from it can always be explained. Kinds and
versions are folder names under `kinds/`, so a new version is a new folder, not a change of code.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from doc_templates.anchors import Shift
from doc_templates.errors import UnknownKindError

if TYPE_CHECKING:
    from doc_templates.port import Content, JsonValue

_KINDS = Path(__file__).parent / "kinds"
_TEMPLATE_NAME = re.compile(r"(?P<kind>[a-z][a-z-]*)@v(?P<number>[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One released version of a kind: a number that only grows."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        """Return the name content refers to it by, such as `ke-hoach@v1`."""
        return f"{self.kind}@v{self.number}"

    @property
    def has_form(self) -> bool:
        """Tell whether it is printed; a campaign is not."""
        return (self.folder / "template.docx").exists()

    @property
    def folder(self) -> Path:
        """Return the folder that holds its files."""
        return _KINDS / self.kind / f"v{self.number}"


@cache
def kinds() -> tuple[str, ...]:
    """Return the ids of all kinds, sorted; a few have content and no paper."""
    return tuple(sorted(path.parent.parent.name for path in _KINDS.glob("*/v1/schema.json")))


@cache
def versions(kind: str) -> tuple[TemplateVersion, ...]:
    """Return the released versions of a kind, oldest first.

    Raises:
        UnknownKindError: there is no such kind.
    """
    if kind not in kinds():
        raise UnknownKindError(kind)
    found = (_KINDS / kind).glob("v*/schema.json")
    numbers = sorted(int(path.parent.name.removeprefix("v")) for path in found)
    return tuple(TemplateVersion(kind, number) for number in numbers)


def current(kind: str) -> TemplateVersion:
    """Return the version that new documents of a kind are written for.

    Raises:
        UnknownKindError: there is no such kind.
    """
    return versions(kind)[-1]


def template(name: str) -> TemplateVersion:
    """Return the version called `name`, such as `ke-hoach@v1`.

    Raises:
        UnknownKindError: nothing of that name was released.
    """
    match = _TEMPLATE_NAME.fullmatch(name)
    if match:
        version = TemplateVersion(match["kind"], int(match["number"]))
        if version in versions(version.kind):
            return version
    raise UnknownKindError(name)


@cache
def schema(version: TemplateVersion) -> dict[str, JsonValue]:
    """Return the JSON schema (2020-12) of the content of one version; do not change it."""
    return cast("dict[str, JsonValue]", _read(version, "schema.json"))


def sample(version: TemplateVersion) -> Content:
    """Return an example content of one version, valid under its schema."""
    return cast("Content", _read(version, "sample.json"))


def places(version: TemplateVersion) -> dict[str, Shift]:
    """Return the anchors the form of one version has, and where from their destinations.

    Raises:
        UnknownKindError: the version has no form.
    """
    _require_form(version)
    read = cast("dict[str, dict[str, float]]", _read(version, "places.json"))
    return {name: Shift(place["right"], place["down"]) for name, place in read.items()}


def docx(version: TemplateVersion) -> bytes:
    """Return the Word template of one version.

    Raises:
        UnknownKindError: the version has no form.
    """
    _require_form(version)
    return (version.folder / "template.docx").read_bytes()


def _require_form(version: TemplateVersion) -> None:
    if not version.has_form:
        raise UnknownKindError(version.name)


def _read(version: TemplateVersion, file: str) -> object:
    return json.loads((version.folder / file).read_text("utf-8"))
