"""The cell's side of a house: resolutions, commitments and addenda in every state they rest in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.demo.organisation import HOSPITAL_CELL, SO_CELL, SO_COMMITTEE
from service.gateway import AnswerGiven, Extras, Target
from service.story.material import resolution_content
from storage.people import absences
from tests.secrecy.house import PARTY
from tests.secrecy.state_papers import Papers, comment
from tests.secrecy.wording import SECRET, TITLE
from tests.web.campaigns import CELL_CHAIR, MEMBER_NURSE
from tests.web.committed import (
    OFFICERS,
    acknowledge,
    agree,
    commit,
    confirmable,
    members,
    registered,
)
from tests.web.committed import PARTY as COMMITMENT
from tests.web.office import CHAIR, DRAFTER, FORM, HEAD, MEMBER, SECRETARY, person_of
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from tests.secrecy.house import House

ADDENDUM = "bo-sung-dang"


def party_papers(house: House, campaign: str) -> Papers:
    """Let two cells write, discuss, sign, number, return, file, forget and get stuck."""
    house.at(9)
    with house.speaking(PARTY):
        papers = _resolutions(house) | _commitments(house, campaign) | _nurses(house, campaign)
        _away(house)
        return papers


def _resolutions(house: House) -> Papers:
    withdrawn = resolution(house)
    house.do(withdrawn, MEMBER, Act.WITHDRAW, Extras(reason=f"Bỏ vì {SECRET}."))
    return {
        "resolution": resolution(house),
        "resolution in comment": _discussed(house),
        "resolution issued": _issued(house),
        "resolution withdrawn": withdrawn,
    }


def _commitments(house: House, campaign: str) -> Papers:
    chair, secretary = OFFICERS[COMMITMENT]
    found = {"commitment": commit(house, "dangvien2"), "in comment": commit(house, "dangvien3")}
    house.do(found["in comment"], "dangvien3", Act.OPEN_ROUND)
    comment(house, chair, found["in comment"], f"Nói rõ hơn về {SECRET}.")
    house.system(found["in comment"], Act.REMIND)
    going = (("submitted", "chuyenvien2"), ("stuck", "dangvien1"), ("returned", "dangvien4"))
    for name, login in going:
        found[name] = commit(house, login)
        agree(house, found[name], login, chair, secretary)
        house.do(found[name], login, Act.SUBMIT)
    house.system(found["stuck"], Act.STUCK, code="paper.anchor_missing", incident="su-co-1")
    acknowledge(house, found["returned"], "dangvien4")
    confirmable(house, found["returned"], chair)
    house.do(found["returned"], chair, Act.RETURN, Extras(reason=f"Thiếu {SECRET}."))
    found["shared with the committee"] = commit(house, CHAIR)
    found["filed"] = registered(house, DRAFTER, COMMITMENT)
    found["addendum"] = commit(house, DRAFTER, kind=ADDENDUM, supplements_id=found["filed"])
    found["filed for the campaign"] = registered(house, FORM, COMMITMENT, campaign_id=campaign)
    return found


def _nurses(house: House, campaign: str) -> Papers:
    """A nurse who is a party member, in the hospital's cell, and for the campaign of the state."""
    mine = commit(house, MEMBER_NURSE, year=2027, campaign_id=campaign)
    house.do(mine, MEMBER_NURSE, Act.OPEN_ROUND)
    house.system(mine, Act.REMIND)
    new = NewDocument("nghi-quyet", "chi-bo", unit_id=HOSPITAL_CELL, issuer_id=HOSPITAL_CELL,
                      circle_id=HOSPITAL_CELL)  # fmt: skip
    return {
        "nurse's of the cell": mine,
        "for the campaign alone": commit(house, "bv-chuyenvien2", year=2027, campaign_id=campaign),
        "hospital's": _create(house, CELL_CHAIR, new),
    }


def _away(house: House) -> None:
    """The cell's deputy, who has no post in the office, is away."""
    away = absences.Absence(house.new_id(), person_of("phobithu"), house.now, house.now.replace(
        day=20), person_of("phobithu"), house.new_id())  # fmt: skip
    with house.database.writing() as conn:
        absences.add_absence(conn, away)


def resolution(house: House) -> str:
    """Draft a resolution of the office's cell."""
    new = NewDocument("nghi-quyet", "chi-bo", unit_id=SO_CELL, issuer_id=SO_CELL,
                      circle_id=SO_CELL, superior_id=SO_COMMITTEE)  # fmt: skip
    return _create(house, MEMBER, new)


def _create(house: House, login: str, new: NewDocument) -> str:
    content: dict[str, Any] = resolution_content() | {"title": TITLE}
    content["sections"][0]["paragraphs"][0]["text"] = f"Trồng {SECRET} quanh trụ sở."
    target = Target("", house.new_id())
    return house.gateway.create(house.actor(login), target, new, content).document_id


def _discussed(house: House) -> str:
    made = resolution(house)
    house.do(made, MEMBER, Act.OPEN_ROUND)
    comment(house, HEAD, made, f"Vì sao {SECRET}?")
    house.system(made, Act.REMIND)
    return made


def _issued(house: House) -> str:
    made, pdf = resolution(house), two_pages()
    house.do(made, MEMBER, Act.OPEN_ROUND)
    said = comment(house, HEAD, made, f"Bớt {SECRET}.")
    house.do(made, CHAIR, Act.CLOSE_ROUND)
    doc = house.document(made)
    target = Target(made, house.new_id(), doc.version, doc.shown_sha256)
    house.gateway.answer(house.actor(MEMBER), target, AnswerGiven(said, "accepted"))
    count = len(members(house, SO_CELL))
    house.do(made, SECRETARY, Act.RECORD_VOTE, Extras(vote=Vote(count, count, count, 0, 0)))
    house.system(made, Act.RENDERED, paper=house.paper(made, pdf))
    for login in (SECRETARY, CHAIR):
        house.sign(made, login, pdf)
    house.do(made, MEMBER, Act.SUBMIT)
    house.system(made, Act.RENDERED, paper=house.paper(made, pdf))
    house.sign(made, CHAIR, pdf)
    house.do(made, CHAIR, Act.ALLOT_NUMBER)
    house.sign(made, CHAIR, pdf)
    house.system(made, Act.ARCHIVE, record=house.paper(made, pdf).base)
    assert house.document(made).state is State.ARCHIVED
    return made
