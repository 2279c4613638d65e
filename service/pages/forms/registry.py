"""Which form edits which kind of content; a new kind is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from service.pages.forms import commitment, numbered
from workflows.domain.errors import UnknownKindError
from workflows.domain.kinds import COMMITMENTS, PLAN, RESOLUTION


@dataclass(frozen=True, slots=True)
class Editor:
    """One form: the template whose macro `fields` shows it, and the way there and back."""

    template: str
    form_of: Callable[[Mapping[str, Any]], Any]
    content_from: Callable[[Mapping[str, str], Mapping[str, Any]], dict[str, Any]]


_NUMBERED = Editor("_numbered_form.html", numbered.form_of, numbered.content_from)
_COMMITMENT = Editor("_commitment_form.html", commitment.form_of, commitment.content_from)

EDITORS: Mapping[str, Editor] = MappingProxyType({
    PLAN.kind_id: _NUMBERED,
    RESOLUTION.kind_id: _NUMBERED,
    **dict.fromkeys(sorted(COMMITMENTS), _COMMITMENT),
})  # fmt: skip


def editor_of(kind: str) -> Editor:
    """Return the form of a kind.

    Raises:
        UnknownKindError: its content is not written in a form.
    """
    found = EDITORS.get(kind)
    if found is None:
        raise UnknownKindError(kind)
    return found
