"""Names of files people take away: plain letters, so that every system keeps them. Pure."""

from __future__ import annotations

import re

from doc_templates.read.fold import fold
from service.catalogue import table

LONGEST = 80
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
MINUTES = "bien-ban-gop-y"
DRAFT = "du-thao"
APPENDIX = "phu-luc"


def pdf_name(number_text: str, title: str, *, is_minutes: bool = False) -> str:
    """Return a name such as `241-kh-syt-hoc-tap-chuyen-de-nam-2020.pdf`."""
    first = MINUTES if is_minutes else number_text or DRAFT
    return f"{plain(f'{first} {title}')[:LONGEST].strip('-')}.pdf"


def appendix_name(number_text: str, title: str, part: int) -> str:
    """Return a name such as `phu-luc-1-241-kh-syt-hoc-tap-chuyen-de-nam-2020.pdf`."""
    stem = f"{APPENDIX} {part} {number_text or DRAFT} {title}"
    return f"{plain(stem)[:LONGEST].strip('-')}.pdf"


def commitment_name(kind: str, year: int, person: str, *, is_draft: bool) -> str:
    """Return a name such as `ban-cam-ket-dang-vien-2026-le-thi-hoa.pdf`."""
    first = f"{DRAFT}-" if is_draft else ""
    stem = f"{first}{table('commitments')['file'][kind]}-{year} {person}"
    return f"{plain(stem)[:LONGEST].strip('-')}.pdf"


def plain(text: str) -> str:
    """Return a text in lower-case letters and digits, parted by hyphens."""
    return _NOT_PLAIN.sub("-", fold(text)).strip("-")
