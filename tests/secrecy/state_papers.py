"""The state's side of a house, which both houses hold: a campaign, plans, commitments, notices."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from doc_templates.read.plan import read_plan
from service.demo.organisation import SO, SO_CELL, SO_OFFICE
from service.gateway import Extras, Target
from tests.secrecy.wording import MARK_OF_STATE, TITLE
from tests.web.campaigns import OFFICER, Campaigns
from tests.web.committed import STATE, registered
from tests.web.office import (
    CHAIR,
    CLERK,
    DIRECTOR,
    DRAFTER,
    HEAD,
    PLAN,
)
from tests.web.papers import two_pages
from tests.web.registers import lend, note_absence
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument

if TYPE_CHECKING:
    from tests.secrecy.house import House

Papers = dict[str, str]  # ids by what the paper is


def first_half(house: House) -> Papers:
    """Build what was there before the cell wrote anything."""
    campaigns = Campaigns(house)
    house.at(8)
    source = campaigns.issued()
    campaign = campaigns.prepared(source)
    house.do(campaign, OFFICER, Act.LAUNCH)
    papers = {
        "issued plan": source,
        "campaign": campaign,
        "unit's plan": campaigns.unit_plan(campaign),
        "nurse's": campaigns.commitment("bv-dieuduong1", STATE, campaign),
        "party nurse's": campaigns.commitment("bv-dieuduong2", STATE, campaign),
        "registered": registered(house, DRAFTER, STATE),
        "plan in comment": _in_comment(house),
        "draft plan": same_title(house),
        "plan to sign": house.plan_to_sign(two_pages()),
    }
    house.do(campaign, OFFICER, Act.URGE)
    note_absence(house, "vanthu2", house.now + timedelta(days=2))
    lend(house, "phogiamdoc", house.now + timedelta(days=9))
    return papers


def second_half(house: House, papers: Papers) -> Papers:
    """Go on after the cell has written: what follows must not bear a trace of it."""
    house.at(14)
    comment(house, CHAIR, papers["plan in comment"], "Rút ngắn mục II.")
    house.do(papers["draft plan"], DRAFTER, Act.OPEN_ROUND)
    house.system(papers["draft plan"], Act.REMIND)
    house.system(papers["plan to sign"], Act.ESCALATE)
    plan = house.plan_to_sign(two_pages())
    house.sign(plan, DIRECTOR, two_pages())
    house.do(plan, CLERK, Act.ALLOT_NUMBER)
    return papers | {"numbered plan": plan, "withdrawn plan": _withdrawn(house)}


def same_title(house: House) -> str:
    """Draft a plan that is called as the cell's resolution is."""
    content = read_plan(PLAN.encode()).content
    content |= {"title": TITLE, "archive": MARK_OF_STATE}
    content["issuer"] = {"superior": "UBND tỉnh Thanh Hóa", "name": "Sở Y tế", "code": "KH-SYT"}
    new = NewDocument("ke-hoach", "so", unit_id=SO_OFFICE, issuer_id=SO, circle_id=SO_CELL)
    target = Target("", house.new_id())
    return house.gateway.create(house.actor(DRAFTER), target, new, content).document_id


def comment(house: House, login: str, document_id: str, text: str) -> str:
    """Comment on the first paragraph; return the comment's id."""
    doc = house.document(document_id)
    target = Target(document_id, house.new_id(), doc.version, doc.shown_sha256)
    house.gateway.comment(house.actor(login), target, "s1p1", text)
    return target.act_id


def _in_comment(house: House) -> str:
    plan = house.new_plan()
    house.do(plan, DRAFTER, Act.OPEN_ROUND)
    comment(house, HEAD, plan, "Nêu rõ đơn vị chủ trì.")
    house.system(plan, Act.REMIND)
    return plan


def _withdrawn(house: House) -> str:
    plan = house.agreed_plan(two_pages())
    house.do(plan, DRAFTER, Act.SUBMIT)
    house.do(plan, HEAD, Act.RETURN, Extras(reason="Thiếu kinh phí."))
    house.do(plan, DRAFTER, Act.WITHDRAW, Extras(reason="Gộp vào kế hoạch khác."))
    assert house.document(plan).state is State.WITHDRAWN
    return plan
