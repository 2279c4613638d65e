"""The forms of a page, as a browser without JavaScript would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lxml.html  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.secrecy.twins import Answer

AN_ID = re.compile(r"(?:vb|ck|dot)-[0-9a-f]+|[0-9a-f]{32}")
TYPED = frozenset({"text", "textarea", "search", ""})


@dataclass(frozen=True, slots=True)
class Form:
    """One form; `kind` is its address without the ids in it."""

    action: str
    element: Any

    @property
    def kind(self) -> str:
        return AN_ID.sub("-", self.action)

    def filled(self, words: str) -> dict[str, str | list[str]]:
        """Return what would be sent, with these words in every empty field for words."""
        fields: dict[str, str | list[str]] = {}
        for name, value in self.element.form_values():
            given = value or (words if self._is_typed(name) else "")
            known = fields.get(name)
            fields[name] = given if known is None else [*_listed(known), given]
        fields.pop("csrf_token", None)
        return fields or {"act_id": ""}

    def _is_typed(self, name: str) -> bool:
        field = self.element.fields and self.element.inputs[name]
        return getattr(field, "type", getattr(field, "tag", "")) in TYPED


def forms_of(answer: Answer) -> Iterator[Form]:
    """Yield the forms of a page that change something."""
    if not answer.body or not answer.is_page:
        return
    for element in lxml.html.fromstring(answer.text).forms:
        if element.method == "POST":
            yield Form(element.get("action", ""), element)


def _listed(known: str | list[str]) -> list[str]:
    return known if isinstance(known, list) else [known]
