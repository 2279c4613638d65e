"""Commitments of the story: of a member, a leader, a committee's member, of who is both, of nurses.

They go side by side: while one paper is made, the next person writes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.commitments.beginning import Asked, beginning, served
from service.commitments.creating import act_id_for
from service.gateway import AnswerGiven
from service.story import material
from service.story.lines import Script
from service.story.people import Cast
from service.story.steps import StoryStuckError, until, until_awaits, voted
from storage.readmodel import issued
from workflows.domain.kinds import EMPLOYEE_COMMITMENT, PARTY_COMMITMENT
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.commitments.placing import Placing
    from workflows.domain.document import Document

PARTY, STATE = PARTY_COMMITMENT.kind_id, EMPLOYEE_COMMITMENT.kind_id
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Member:
    """One commitment: whose, of which kind, who leads the round, who says what."""

    person: str
    kind: str
    chair: str
    secretary: str
    confirmer: str
    comment: tuple[str, str] = ("", "")  # person, text
    first_is_bad: bool = False  # written first with an everyday duty, then mended


_CELL = ("ng-004", "ng-011", "ng-004")
_WARD = ("ng-115", "ng-115", "ng-115")
MEMBERS = (
    Member("ng-012", PARTY, *_CELL, first_is_bad=True),  # a member without a certificate
    Member("ng-003", PARTY, *_CELL, ("ng-013", "Nên nêu rõ đơn vị được nghe ý kiến.")),
    Member("ng-004", PARTY, "ng-010", "ng-011", "ng-010",  # the cell's secretary himself
           ("ng-002", "Đảng ủy đề nghị gắn với nhiệm vụ của Đảng ủy viên phụ trách.")),
    Member("ng-005", PARTY, *_CELL),  # both a member and an employee: two papers
    Member("ng-005", STATE, "ng-003", "ng-003", "ng-003"),
    Member("ng-116", STATE, *_WARD, ("ng-118", "Đề nghị thêm hướng dẫn cho người nhà.")),
    Member("ng-115", STATE, "ng-101", "ng-101", "ng-101"),  # leads the ward
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Committing:
    """Plays commitments for one year, in the service of a plan and as part of a campaign."""

    cast: Cast
    year: int
    plan_id: str
    campaign_id: str

    def all(self, tell: Callable[[str], None]) -> list[str]:
        """Play every member's; return the ids in the members' order."""
        with ThreadPoolExecutor(AT_ONCE) as hands:
            ids = list(hands.map(self.one, MEMBERS))
        tell("in_force")
        return ids

    def one(self, member: Member) -> str:
        """Write, comment, vote, sign or acknowledge, confirm, file."""
        placing, content = self._begun(member)
        document_id = self._created(member, placing, content)
        self._discussed(member, document_id)
        return self._given(member, document_id)

    def addendum(self, member: Member, to_id: str, tell: Callable[[str], None]) -> str:
        """Supplement a commitment that is in force (R-043)."""
        placing, begun = self._begun(member)
        with self.cast.gateway.recorder.database.reading() as conn:
            ground = beginning(conn, self._blobs, Asked(member.person, self.year), self._now)
        content = ground.addendum(placing, self.cast.content(to_id), self.cast.today())
        texts = material.commitment_texts()["addendum"]
        content |= {"contents": _numbered(texts["contents"]), "place": begun["place"]}
        links = {"kind": content["kind"], "supplements_id": to_id, **self._links(member.kind)}
        document_id = self.cast.create(member.person, placing.new(self.year, **links), content)
        self._discussed(member, document_id)
        self._given(member, document_id)
        tell("supplemented")
        return document_id

    @property
    def _now(self) -> Any:  # noqa: ANN401 -- an aware datetime
        return self.cast.gateway.recorder.clock()

    @property
    def _blobs(self) -> Any:  # noqa: ANN401 -- the recorder's store
        return self.cast.gateway.recorder.blobs

    def _begun(self, member: Member) -> tuple[Placing, dict[str, Any]]:
        with self.cast.gateway.recorder.database.reading() as conn:
            plans = issued.issued_plans(conn, {self.cast.document(self.plan_id).issuer_id})
            plan = next((p for p in plans if p.document_id == self.plan_id), None)
            ground = beginning(
                conn, self._blobs, Asked(member.person, self.year), self._now,
                served(plan) if plan else None,
            )  # fmt: skip
        placing = next(p for p in ground.placings if p.kind == member.kind)
        return placing, _written(ground.of(placing), member)

    def _created(self, member: Member, placing: Placing, content: dict[str, Any]) -> str:
        new = placing.new(self.year, **self._links(member.kind))
        first = _with_everyday_duty(content) if member.first_is_bad else content
        act_id = act_id_for(self.cast.prefix, placing) + member.person[-3:]
        document_id = self.cast.create_once(member.person, act_id, new, first)
        if member.first_is_bad:
            self.cast.save(member.person, document_id, content)
        return document_id

    def _links(self, kind: str) -> dict[str, str]:
        """A campaign of the state's knows of the state's commitments alone."""
        links = {"serves_id": self.plan_id}
        return links if kind == PARTY else {**links, "campaign_id": self.campaign_id}

    def _discussed(self, member: Member, document_id: str) -> None:
        cast = self.cast
        cast.act(member.person, document_id, Act.OPEN_ROUND)
        who, text = member.comment
        if who:
            cast.comment(who, document_id, "lt-1", text)
        cast.act(member.chair, document_id, Act.CLOSE_ROUND)
        for comment_id in cast.open_comments(document_id):
            cast.answer(member.person, document_id, AnswerGiven(comment_id, Answer.ACCEPTED))
        voted(cast, document_id, _meeting(member))

    def _given(self, member: Member, document_id: str) -> str:
        cast = self.cast
        cast.act(member.person, document_id, Act.SUBMIT)
        if cast.document(document_id).is_unsigned:
            cast.acknowledge(member.person, document_id)
        else:
            until_awaits(cast, document_id, member.person)
            cast.sign(member.person, document_id)
        until_awaits(cast, document_id, member.confirmer)
        cast.sign(member.confirmer, document_id)
        until(cast, document_id, lambda: cast.document(document_id).state is State.IN_FORCE)
        _refuse_unfiled(cast.document(document_id))
        return document_id


def _meeting(member: Member) -> Script:
    """Return the meeting as its secretary records it."""
    return Script(member.chair, member.secretary, "", "", (), (), (), ())


def _refuse_unfiled(doc: Document) -> None:
    """What is in force is stored, and its custodian has it."""
    if doc.record is None or not doc.custodian_id:
        raise StoryStuckError(f"{doc.document_id}: not filed")


def _written(content: dict[str, Any], member: Member) -> dict[str, Any]:
    """Return the content as its person writes it."""
    texts = material.commitment_texts()["nurse" if member.kind == STATE else "cell_member"]
    sections = [
        {
            **section,
            "paragraphs": [
                {"id": f"{section['id']}-1", "text": texts["sections"].get(section["id"], "")}
            ],
        }
        for section in content["sections"]
    ]
    shortcomings = [{"id": f"hc-{n}", **one} for n, one in enumerate(texts["shortcomings"], 1)]
    return {
        **content,
        "sections": sections,
        "shortcomings": shortcomings,
        "contents": _numbered(texts["contents"]),
    }


def _with_everyday_duty(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content as a careless person would first write it (R-027, R-028)."""
    bad = material.commitment_texts()["bad"]["everyday"]
    return {**content, "contents": _numbered([bad])}


def _numbered(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"lt-{number}", **one} for number, one in enumerate(contents, 1)]
