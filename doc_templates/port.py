"""What rendering takes and gives. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
Content: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Anchor:
    """One named place in the finished PDF.

    `page` counts from 0; `x`, `y` are in pt from the page's lower left corner, `y` the baseline.
    """

    name: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """A finished PDF/A-2b with the places its signature fields are put at."""

    pdf: bytes
    anchors: tuple[Anchor, ...]
    template_version: str
    page_count: int


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs, as printed: authority lines, post, name. Not part of the approved content."""

    prefix: str  # "", "KT.", "TL.", "TUQ.", "Q.", "TM."
    authority: str  # the line the prefix stands before, e.g. "GIÁM ĐỐC" of "KT. GIÁM ĐỐC"
    position: str  # the signer's own post, e.g. "PHÓ GIÁM ĐỐC"; equals authority without prefix
    name: str


class Renderer(Protocol):
    """Makes the paper of one kind from checked content."""

    def render(
        self, kind: str, content: Content, signers: Mapping[str, SignatureBlock], number_width: int
    ) -> RenderedPaper:
        """Return the PDF; `number_width` is how many digits the blank number leaves room for.

        `signers` is keyed by field role: `personal` for a plan; `secretary`, `chair` for minutes.

        Raises:
            ContentInvalidError: the content does not fit the kind's schema.
            ConverterFailedError: LibreOffice failed; safe to try again.
            AnchorMissingError: the template lost a place.
        """
        ...
