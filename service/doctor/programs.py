"""Checks of the programs that the product starts, and of the typeface that it prints in."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, TTLibError

from service.doctor.finding import error, ok, warning
from service.errors import SettingInvalidError
from service.stack.temporal_binary import locate_temporal

if TYPE_CHECKING:
    from service.doctor.finding import Finding
    from service.stack.temporal_binary import Search

OLDEST_PYTHON = (3, 11)
FAMILY = "Liberation Serif"
ANSWER_LIMIT_S = 30.0
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"


def python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Whether this Python is new enough."""
    said = ".".join(map(str, version))
    return ok("python", version=said) if version >= OLDEST_PYTHON else error("python", version=said)


def office(soffice: str) -> Finding:
    """Whether LibreOffice runs."""
    said = _answer(soffice, "--version")
    return ok("office", version=said) if said else error("office", program=soffice)


def pdfsig() -> Finding:
    """Whether poppler's judge of signatures runs."""
    return ok("pdfsig") if _answer("pdfsig", "-v") is not None else warning("pdfsig")


def for_development() -> list[Finding]:
    """Whether what only `make test` needs is here."""
    programs = {"chromium": "--version", "java": "-version", "mvn": "--version"}
    return [
        ok(name) if _answer(name, flag) is not None else warning(name)
        for name, flag in programs.items()
    ]


def temporal(search: Search) -> Finding:
    """Whether the Temporal program is here already; builds nothing."""
    try:
        found = locate_temporal(search)
    except SettingInvalidError as refused:
        return error("temporal_program", why=refused)
    if found is None:
        return warning("temporal_program")
    return ok("temporal_program", program=found)


def font() -> Finding:
    """Whether the typeface that would be used is the right one, with every Vietnamese letter."""
    told = _answer("fc-match", "--format=%{family}\n%{file}", FAMILY)
    family, _, file = (told or "").partition("\n")
    if FAMILY not in family:
        return error("font", family=family or "?", missing="")
    missing = missing_letters(Path(file))
    if missing:
        return error("font", family=family, missing=" ".join(sorted(missing)))
    return ok("font", file=file)


def missing_letters(file: Path) -> frozenset[str]:
    """Return the Vietnamese letters that a font file lacks; all of them when it is unreadable."""
    try:
        with TTFont(BytesIO(file.read_bytes()), fontNumber=0, lazy=True) as opened:
            known = opened.getBestCmap() or {}
    except (OSError, TTLibError):
        return vietnamese_letters()
    return frozenset(letter for letter in vietnamese_letters() if ord(letter) not in known)


def vietnamese_letters() -> frozenset[str]:
    """Return the letters of Vietnamese that ASCII lacks: 67 small ones and their capitals."""
    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)}
    small = {letter for letter in toned | {"đ"} if not letter.isascii()}
    return frozenset(small | {letter.upper() for letter in small})


def _answer(program: str, *words: str) -> str | None:
    """Return the first line that a program prints; None when it does not run."""
    try:
        said = subprocess.run(  # noqa: S603  # a program that the settings or this file name
            [program, *words],
            capture_output=True,
            text=True,
            timeout=ANSWER_LIMIT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() if program == "fc-match" else said.stdout.partition("\n")[0].strip()
