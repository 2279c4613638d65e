"""What a commitment says before its person has written anything, and both kinds from one content.

The state's kind never holds a member of the Party's: whoever keeps it learns nothing of a cell.
Pure; what it needs of registers and last year's paper is given (`service.commitments.beginning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doc_templates import catalog
from doc_templates.port import Content
from service.catalogue import table
from service.commitments.placing import Placing
from workflows.domain.commitment_contents import LEADING, REQUIRED_SECTIONS
from workflows.domain.kinds import ADDENDA, PARTY_ADDENDUM, PARTY_COMMITMENT, SUPPLEMENTED

if TYPE_CHECKING:
    from datetime import date


OF_THE_PARTY = "nghi-quyet"  # the section that only the Party's kind has
PARTY_KINDS = frozenset({PARTY_COMMITMENT.kind_id, PARTY_ADDENDUM.kind_id})
ADDENDUM_OF = {full: addendum for addendum, full in SUPPLEMENTED.items()}
_OF_EVERYBODY = ("born", "unit", "post", "mass_post")
_WRITTEN = ("bases", "contents", "serves")  # by the person, alike in both kinds
_LONGEST_POST = 100  # letters that the form has room for


@dataclass(frozen=True, slots=True)
class Served:
    """The plan that a commitment serves (R-005), as it is printed; `day` is ISO."""

    document_id: str
    number: str
    day: str
    title: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """One person's commitments of one year, before anything is written.

    Attributes:
        placings: all the commitments this person can make.
        last: contents of the year before, by kind; their shortcomings are taken over (R-026).
    """

    name: str
    placings: tuple[Placing, ...]
    year: int
    serves: Served | None = None
    last: Mapping[str, Content] = field(default_factory=dict)

    def of(self, placing: Placing) -> dict[str, Any]:
        """Return what a commitment there begins with."""
        leads = placing.leads
        return {
            **self._head(placing, placing.kind),
            "title": title_of(placing.kind, self.year),
            "leads": leads,
            "sections": [empty_section(name) for name in section_ids(placing.kind, leads=leads)],
            "shortcomings": self._known_shortcomings(placing.kind),
        }

    def addendum(self, placing: Placing, to: Content, registered: date | None) -> dict[str, Any]:
        """Return what an addendum to a commitment begins with (R-043).

        Args:
            placing: where that commitment was made.
            to: its content.
            registered: the day it was confirmed.
        """
        kind = ADDENDUM_OF[placing.kind]
        day = registered.isoformat() if registered else ""
        return {
            **self._head(placing, kind),
            "title": title_of(kind, self.year),
            "supplements": {"title": to["title"], "date": day},
        }

    def _head(self, placing: Placing, kind: str) -> dict[str, Any]:
        circle, serves = placing.circle, self.serves
        return {
            "kind": kind,
            "template": catalog.current(kind).name,
            "issuer": {"superior": circle.superior_line, "name": circle.name},
            "place": circle.place,
            "year": self.year,
            "person": self._person(placing),
            "bases": [],
            "contents": [],
            "serves": printed(serves) if serves else None,
        }

    def _person(self, placing: Placing) -> dict[str, str]:
        """Name the posts at work in both kinds, those in the Party in the Party's alone."""
        work = next((p for p in self.placings if p.kind not in PARTY_KINDS), None)
        person = {
            "name": self.name,
            "born": "",
            "unit": _workplace(work) if work else "",
            "post": _posts(work) if work else "",
            "mass_post": "",
        }
        if placing.kind not in PARTY_KINDS:
            return person
        return {**person, "party_post": _posts(placing), "cell": placing.circle.name}

    def _known_shortcomings(self, kind: str) -> list[dict[str, Any]]:
        """Take over what was a shortcoming; how it is remedied this year is to be written."""
        known: Any = self.last.get(kind, {}).get("shortcomings", [])
        texts = [one["text"] for one in known]
        return [
            {"id": f"hc-{number}", "text": text, "remedy": "", "year": self.year - 1}
            for number, text in enumerate(texts, 1)
        ]


def in_kind_of(written: Content, onto: Content) -> dict[str, Any]:
    """Return what was written in one kind as the content of another that was begun (R-049).

    What the other kind does not have is left out; head, title, posts in the Party and whether its
    person leads stay those of `onto`.
    """
    made: dict[str, Any] = {**onto, **{n: written[n] for n in _WRITTEN if n in written}}
    person: Any = written.get("person", {})
    told = {name: person[name] for name in _OF_EVERYBODY if person.get(name)}
    made["person"] = {**made["person"], **told}
    if onto["kind"] in ADDENDA:
        return made
    by_id = {section["id"]: section for section in _sections(written)}
    made["sections"] = [by_id.get(section["id"], section) for section in _sections(onto)]
    made["shortcomings"] = written.get("shortcomings", [])
    return made


def leading(content: Content, *, leads: bool) -> dict[str, Any]:
    """Return the content with the part of those who lead, or without it (R-024)."""
    by_id = {section["id"]: section for section in _sections(content)}
    names = section_ids(str(content["kind"]), leads=leads)
    sections = [by_id.get(name) or empty_section(name) for name in names]
    return {**content, "leads": leads, "sections": sections}


def _sections(content: Content) -> list[dict[str, Any]]:
    found: Any = content.get("sections", [])
    return list(found)


def section_ids(kind: str, *, leads: bool) -> tuple[str, ...]:
    """Return the sections that this kind of commitment has, in the order of the form."""
    wanted = REQUIRED_SECTIONS | ({LEADING} if leads else set())
    wanted |= {OF_THE_PARTY} if kind in PARTY_KINDS else set()
    return tuple(name for name in table("commitments")["heading"] if name in wanted)


def empty_section(name: str) -> dict[str, Any]:
    """Return a section with its heading and nothing in it."""
    heading = table("commitments")["heading"][name]
    return {"id": name, "heading": heading, "paragraphs": []}


def title_of(kind: str, year: int) -> str:
    """Return what a commitment is called in lists; never with a person's name."""
    form = "addendum" if kind in ADDENDA else "commitment"
    return table("commitments")["title"][form].format(year=year)


def printed(serves: Served) -> dict[str, str]:
    """Return the plan as the form prints it."""
    return {"number": serves.number, "date": serves.day, "title": serves.title}


def _workplace(work: Placing) -> str:
    """Name the unit and the agency it belongs to."""
    if work.circle.unit_id == work.issuer.unit_id:
        return work.circle.name
    return f"{work.circle.name}, {work.issuer.name}"


def _posts(placing: Placing) -> str:
    """Join titles as far as the form has room; each stays whole."""
    joined = ""
    for title in placing.titles:
        longer = f"{joined}; {title}" if joined else title
        if len(longer) <= _LONGEST_POST:
            joined = longer
    return joined
