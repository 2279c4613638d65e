"""What stands beside the boxes of a form: what is still missing where, and what to think over.

What is missing comes from the workflow's rules and keeps a content from being shown to others.
What to think over comes from the content rules (R-027 ... R-036) and never keeps anything back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.check.follow import content_findings
from service.catalogue import table
from service.labels import explain
from workflows.domain.commitment_contents import LEADING, REQUIRED_SECTIONS
from workflows.domain.contents import Fault, follow_faults
from workflows.recording.content import faults_in, follow_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workflows.domain.shapes import Route

ANYWHERE = ""  # of the content as a whole
_OF_FOLLOW = {
    Fault.FOLLOW_RELATION: "relation",
    Fault.FOLLOW_WORK: "work",
    Fault.FOLLOW_METHOD: "method",
    Fault.FOLLOW_TIME: "time",
    Fault.FOLLOW_RESULT: "result",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence beside one box; `words` quotes what it is about, `good` is an example."""

    field: str
    code: str
    is_missing: bool
    message: str
    hint: str
    words: str = ""
    good: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """All that is remarked on one content."""

    found: tuple[Remark, ...] = ()

    def at(self, field: str) -> tuple[Remark, ...]:
        """Return what stands beside one box."""
        return tuple(remark for remark in self.found if remark.field == field)

    def about(self, follow: int) -> tuple[Remark, ...]:
        """Return what is remarked on one "làm theo" content, from 0."""
        return tuple(r for r in self.found if r.field.startswith(f"follow-{follow}-"))

    @property
    def missing(self) -> tuple[Remark, ...]:
        """What keeps the content from being shown."""
        return tuple(remark for remark in self.found if remark.is_missing)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What is to be thought over."""
        return tuple(remark for remark in self.found if not remark.is_missing)


NO_REMARKS = Remarks()


def remarks_on(content: Mapping[str, Any], kind: str, route: Route) -> Remarks:
    """Return the remarks on a content that fits its schema."""
    missing = (
        _missing(fault, field)
        for fault in faults_in(dict(content), kind, route)
        for field in _places(fault, content)
    )
    return Remarks((*missing, *_warnings(content)))


def _missing(fault: str, field: str) -> Remark:
    told = explain(fault)
    return Remark(field, fault, is_missing=True, message=told.message, hint=told.hint)


def _places(fault: str, content: Mapping[str, Any]) -> list[str]:
    find = _FINDERS.get(Fault(fault))
    return (list(find(content)) if find is not None else []) or [ANYWHERE]


def _warnings(content: Mapping[str, Any]) -> Iterator[Remark]:
    """Tell each warning once a box, with all the words that it is about."""
    index = {follow["id"]: n for n, follow in enumerate(content.get("contents", ()))}
    words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in content_findings(content):
        field = f"follow-{index[finding.content]}-{finding.field or 'work'}"
        words[field, finding.rule].append(finding.words)
    for (field, rule), quoted in words.items():
        row = table("rules")[rule]
        named = "; ".join(dict.fromkeys(f"“{text}”" for text in quoted if text))
        yield Remark(
            field, rule, is_missing=False, message=row["message"], hint=row["hint"], words=named,
            good=row.get("good", ""),
        )  # fmt: skip


def _in_follows(fault: Fault) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    def find(content: Mapping[str, Any]) -> Iterator[str]:
        for number, follow in enumerate(content["contents"]):
            if fault in follow_faults((follow_of(follow),)):
                yield f"follow-{number}-{_OF_FOLLOW[fault]}"

    return find


def _too_many(content: Mapping[str, Any]) -> Iterator[str]:
    """Point at the last content: it is one too many."""
    yield f"follow-{len(content['contents']) - 1}-work"


def _sections(content: Mapping[str, Any]) -> Iterator[str]:
    for section in content["sections"]:
        is_empty = not any(p["text"].strip() for p in section["paragraphs"])
        if section["id"] in REQUIRED_SECTIONS and is_empty:
            yield f"section-{section['id']}"


def _remedies(content: Mapping[str, Any]) -> Iterator[str]:
    for number, one in enumerate(content["shortcomings"]):
        if not one["remedy"].strip():
            yield f"shortcoming-{number}-remedy"


def _box(name: str) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    return lambda _: iter((name,))


_FINDERS: dict[Fault, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    Fault.TITLE_MISSING: _box("title"),
    Fault.PLACE_MISSING: _box("place"),
    Fault.BODY_MISSING: _box("section-0-text"),
    Fault.RECIPIENTS_MISSING: _box("recipients"),
    Fault.ARCHIVE_MISSING: _box("archive"),
    Fault.POSITION_MISSING: _box("position"),
    Fault.FOLLOW_TOO_FEW: _box("follow-0-work"),
    Fault.FOLLOW_TOO_MANY: _too_many,
    **{fault: _in_follows(fault) for fault in _OF_FOLLOW},
    Fault.SECTION_MISSING: _sections,
    Fault.LEADING_MISSING: _box(f"section-{LEADING}"),
    Fault.SHORTCOMING_MISSING: _box("shortcoming-0-text"),
    Fault.REMEDY_MISSING: _remedies,
}
