"""The language that forms are filled in with: Jinja in a sandbox, strict about names.

Each part of a form is compiled once: that took more than half of the time to fill it in. What is
compiled is the form's own text, never content; many threads may fill forms in at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from jinja2 import Template
    from jinja2.nodes import Template as Parsed


class FormLanguage(SandboxedEnvironment):
    """Expressions come out through `printed`, which makes texts inert XML."""

    def __init__(self, printed: Callable[[Any], Any]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=printed)
        self._compiled: dict[str, Template] = {}

    @override
    def from_string(
        self,
        source: str | Parsed,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[Template] | None = None,
    ) -> Template:
        """Return a source compiled; a plain text is remembered."""
        if not isinstance(source, str) or globals or template_class:
            return super().from_string(source, globals, template_class)
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source)
        return self._compiled[source]
