"""Whether a text says how much, how often or by when, so that it can be evaluated (R-029, R-035).

Numbers of laws and bare years are none of this. Number words count before a unit: *hai lần*, not
*hài hòa*; *một số* is no number. Pure; the words are data in `follow.json`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from doc_templates.check.phrases import composed, means, stands_at, words_of
from doc_templates.check.rules_data import rules_data
from doc_templates.read.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from doc_templates.check.phrases import Word

# "05-CT/TW", "241/KH-SYT", "30/2020/NĐ-CP"; looked for in the text as written.
_PAPER = re.compile(r"\b\d+(?:/(?:19|20)\d\d)?[-/][A-ZĐ]+[-/\w]*")
_YEARS = r"(?<![\d/.-])(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?(?![\d/%]|[.,-]\d| ?%)"
_LIST_NUMBER = re.compile(r"(?m)^\s*[-+(]?\d{1,2}[.)]\s")
_DIGIT = re.compile(r"\d")
_QUARTER = re.compile(r"\bquy (?:iv|i{1,3})\b")
_SHARE = re.compile(r"%|\bphan tram\b")


def is_quantified(text: str) -> bool:
    """Tell whether a text names a number, a share, a count, a level, a frequency or a deadline."""
    text = composed(text)
    folded = fold(text)
    if _QUARTER.search(folded) or _SHARE.search(folded) or _DIGIT.search(_without_references(text)):
        return True
    words = words_of(text)
    checks: tuple[Callable[[Sequence[Word], int], bool], ...] = (_count, _frequency, _level)
    return any(check(words, place) for place in range(len(words)) for check in checks)


def _without_references(text: str) -> str:
    """Return a text without the numbers that name a paper, an article, a year, a list's item."""
    for pattern in (_LIST_NUMBER, _PAPER):
        text = pattern.sub(" ", text)
    return _naming().sub(" ", fold(text))


@cache
def _naming() -> re.Pattern[str]:
    """Return what finds such numbers in folded text; one before a unit counts something."""
    names = "|".join(fold(name) for name in _words("references"))
    units = "|".join(fold(unit) for unit in _words("units"))
    counts = rf"(?! ?(?:{units})\b)"
    return re.compile(
        rf"\b(?:{names})[ -]+(?:so )?\d+\b(?! ?%){counts}[\w/:-]*|\bnam {_YEARS}|{_YEARS}{counts}"
    )


def _count(words: Sequence[Word], place: int) -> bool:
    """A number word before a unit: `hai lần`, `một sáng kiến`."""
    if not any(means(words[place], number) for number in _words("numbers")):
        return False
    return any(stands_at(unit.split(), words, place + 1) for unit in _words("units"))


def _frequency(words: Sequence[Word], place: int) -> bool:
    """`mỗi tuần`, `hằng tháng`; `cuối tháng`."""
    pairs = (("every", "periods"), ("parts_of", "named_periods"))
    return any(
        any(means(words[place], lead) for lead in _words(leads))
        and any(stands_at([period], words, place + 1) for period in _words(periods))
        for leads, periods in pairs
    )


def _level(words: Sequence[Word], place: int) -> bool:
    return any(stands_at(level.split(), words, place) for level in _words("levels"))


def _words(name: str) -> list[str]:
    found: dict[str, Any] = rules_data()["quantity"]
    return list(found[name])
