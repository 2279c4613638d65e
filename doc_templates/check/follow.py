"""Warns where a "làm theo" content is what the plan forbids or asks to avoid (R-027 ... R-036).

Warnings explain and never refuse: what must be there at all is a matter of the workflow's rules.
The phrases come from the plan's own samples; they and their sources are data in `follow.json`.
Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from doc_templates.check.phrases import Phrase, composed, matches, phrase, words_of
from doc_templates.check.quantities import is_quantified
from doc_templates.check.rules_data import rules_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from doc_templates.check.phrases import Match, Word
    from doc_templates.port import Content, JsonValue

    Texts = Mapping[str, str]  # the fields that say something

WORK, METHOD, TIME, RESULT = "work", "method", "time", "result"
_FIELDS = ("subject", WORK, METHOD, TIME, RESULT, "remedy")
_LOOK_BACK = 7  # words before a duty, back to a comma, that may say how it is worked on


class Rule(StrEnum):
    """What a warning is about; the values are stable, the wording lives in catalogues."""

    EVERYDAY_DUTY = "follow.everyday_duty"
    UNQUANTIFIED = "follow.unquantified"
    VAGUE = "follow.vague"
    TOO_LONG = "follow.too_long"


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning about one field of one content.

    `words` quotes the composed text (NFC) of the field from `start` to `end`; all are empty where
    something is missing or the whole is meant. `field` is "" when the whole content is meant.
    """

    rule: Rule
    field: str
    words: str = ""
    start: int = 0
    end: int = 0
    content: str = ""  # its id


def content_findings(content: Content) -> tuple[Finding, ...]:
    """Return the warnings about all "làm theo" contents of a plan, commitment or addendum.

    Missing or misshapen members yield none: a draft may be incomplete.
    """
    follows = content.get("contents")
    if not isinstance(follows, list):
        return ()
    found = (follow_findings(follow) for follow in follows if isinstance(follow, dict))
    return tuple(finding for findings in found for finding in findings)


def follow_findings(follow: Mapping[str, JsonValue]) -> tuple[Finding, ...]:
    """Return the warnings about one content, by field in the order of the form."""
    said = {field: follow.get(field) for field in _FIELDS}
    texts = {
        field: composed(text)
        for field, text in said.items()
        if isinstance(text, str) and text.strip()
    }
    found = [*_duties(texts), *_unquantified(texts), *_vague(texts), *_too_long(texts)]
    order = ("", *_FIELDS)
    found.sort(key=lambda each: (order.index(each.field), each.start))
    return tuple(replace(each, content=str(follow.get("id", ""))) for each in found)


def _duties(texts: Texts) -> Iterator[Finding]:
    """What everybody must do anyway; in doubt only where nothing says how much."""
    is_measured = _is_measured(texts)
    for field in (WORK, METHOD, RESULT):
        words = words_of(texts.get(field, ""))
        found = [
            match
            for is_sure, sought in _phrases("everyday_duty")
            if is_sure or not (is_measured or field == METHOD)
            for match in matches(sought, words)
            if not _is_worked_on(words, match)
        ]
        yield from _quoted(Rule.EVERYDAY_DUTY, field, texts, words, found)


def _unquantified(texts: Texts) -> Iterator[Finding]:
    """A result that nothing measures, and no deadline to measure it by."""
    told = f"{texts.get(RESULT, '')}\n{texts.get(TIME, '')}"
    if RESULT in texts and not is_quantified(told):
        yield Finding(Rule.UNQUANTIFIED, RESULT)


def _vague(texts: Texts) -> Iterator[Finding]:
    """General words where neither the work nor the result says anything that can be counted."""
    if _is_measured(texts):
        return
    for field in (WORK, RESULT):
        words = words_of(texts.get(field, ""))
        found = [m for _, sought in _phrases("vague") for m in matches(sought, words)]
        yield from _quoted(Rule.VAGUE, field, texts, words, found)


def _too_long(texts: Texts) -> Iterator[Finding]:
    limits = rules_data()["limits"]
    for field, text in texts.items():
        if len(text) > limits["field"]:
            yield Finding(Rule.TOO_LONG, field)
    if sum(map(len, texts.values())) > limits["whole"]:
        yield Finding(Rule.TOO_LONG, "")


def _is_measured(texts: Texts) -> bool:
    return any(is_quantified(texts.get(field, "")) for field in (WORK, RESULT))


def _quoted(
    rule: Rule, field: str, texts: Texts, words: Sequence[Word], found: Sequence[Match]
) -> Iterator[Finding]:
    """Yield one warning for matches that overlap."""
    merged: list[list[int]] = []
    for match in sorted(found, key=lambda each: each.first):
        if merged and match.first < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], match.after)
        else:
            merged.append([match.first, match.after])
    for first, after in merged:
        start, end = words[first].start, words[after - 1].end
        yield Finding(rule, field, texts[field][start:end], start, end)


def _is_worked_on(words: Sequence[Word], match: Match) -> bool:
    """Tell whether somebody checks, teaches or writes the rules here instead of keeping them."""
    begins = words[match.first]
    before = [
        word
        for word in words[max(0, match.first - _LOOK_BACK) : match.first]
        if (word.clause, word.pauses) == (begins.clause, begins.pauses)
    ]
    return any(matches(_worked_on(), [*before, *words[match.first : match.after]]))


@cache
def _worked_on() -> Phrase:
    return phrase([rules_data()["work_on_it"]], 0)


@cache
def _phrases(name: str) -> tuple[tuple[bool, Phrase], ...]:
    """Return the phrases of a rule, each with whether it is beyond doubt."""
    return tuple(
        (bool(each.get("sure")), phrase(each["parts"], each["gap"])) for each in rules_data()[name]
    )
