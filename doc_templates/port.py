"""What rendering takes and gives. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
    number_size: float = 13.0  # pt, of the digits that will stand in the number's blank
    date_size: float = 14.0  # pt, of those in the date's


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs, as printed: authority lines, post, name. Not part of the approved content.

    The prefix may be the decree's in every kind: a Party paper prints `T/M` for `TM.` or `T/M`.
    """

    prefix: str  # "", "KT.", "TL.", "TUQ.", "Q.", "TM."
    authority: str  # the line the prefix stands before, e.g. "GIÁM ĐỐC" of "KT. GIÁM ĐỐC"
    position: str  # the signer's own post, e.g. "PHÓ GIÁM ĐỐC"; equals authority without prefix
    name: str
    note: tuple[str, ...] = ()  # printed in place of the room for a signature, which then is not
    unit: str = ""  # in whose name, where it is not the issuer's: a superior committee's


@dataclass(frozen=True, slots=True)
class Occasion:
    """What only the moment of printing knows. None of it is part of the approved content."""

    number_width: int = 1  # digits that the blank number leaves room for
    day: date | None = None  # printed on a commitment, which has no date of issue; None: blank


class Renderer(Protocol):
    """Makes the paper of one kind from checked content."""

    def render(
        self,
        kind: str,
        content: Content,
        signers: Mapping[str, SignatureBlock],
        occasion: Occasion,
    ) -> RenderedPaper:
        """Return the PDF.

        `signers` is keyed by field role: `personal` for a plan or a resolution; `personal` and
        `confirm` for a commitment; `secretary` and `chair` for minutes. A role that carries a
        note leaves no room for a signature, and the PDF has no anchors of that role.

        Raises:
            UnknownKindError: no such kind, no such version, or a kind without a form.
            ContentInvalidError: the content does not fit the kind's schema.
            ConverterFailedError: LibreOffice failed; safe to try again.
            AnchorMissingError: the template lost a place.
        """
        ...
