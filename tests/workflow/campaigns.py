"""A home in which the founding plan was issued, and campaigns launched from it on a real server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from doc_templates.read.list_model import FollowPart, ListRow, PeopleList
from service.campaigns.checking import check
from service.campaigns.listing import Serving, campaign_ask, lines_of
from service.campaigns.participants import may_take_part, new_campaign
from service.campaigns.proposal import Source, proposed
from service.demo.organisation import SO, WARD
from service.gateway import Actor, Extras, Target
from storage.people import accounts, persons, posts, units
from storage.readmodel import queries
from tests.workflow.office import Office
from workflows.contracts.lists import list_body
from workflows.domain.lifecycle import Act
from workflows.recording.content import load_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.campaigns.checking import Checked
    from workflows.contracts.lists import Line
    from workflows.domain.document import Document

OFFICER, HOSPITAL_HEAD = "ng-020", "ng-101"
NURSE_POST = "vt-bv-noi-employee"


@dataclass(frozen=True, slots=True)
class Days:
    """When the tasks of a campaign are due, counted from a day; None keeps them in 2027 and on."""

    today: date
    plans: int
    people: int


@dataclass
class Movement:
    """One campaign of one office."""

    office: Office
    plan: str

    def launched(self, days: Days) -> str:
        """Prepare and launch a campaign whose tasks are due then; return its id."""
        gateway, doc = self.office.gateway, self.office.document(self.plan)
        with gateway.recorder.database.reading() as conn:
            offered = may_take_part(units.units(conn, gateway.recorder.clock()), SO)
            row = queries.document(conn, self.plan)
        assert row is not None
        assert doc.content is not None
        content = load_content(gateway.recorder.blobs, doc.content)
        source = Source(self.plan, row.number_text, row.title, row.number_day)
        made = proposed(content, source, list(offered.items()), days.today)
        self._confirm(made, days)
        target = Target("", self.office.act_id())
        officer = Actor(OFFICER, "test")
        campaign = gateway.create(officer, target, new_campaign(doc), made).document_id
        self.office.cast.act(OFFICER, campaign, Act.LAUNCH)
        return campaign

    def checked(self, campaign: str, logins: Sequence[str]) -> Checked:
        """Hold a list of these people against the registers."""
        gateway, doc = self.office.gateway, self.office.document(campaign)
        rows = tuple(a_row(number, login) for number, login in enumerate(logins, 2))
        ask, now = campaign_ask(doc, 2027), gateway.recorder.clock()
        with gateway.recorder.database.reading() as conn:
            found = check(conn, PeopleList(rows, (), ()), ask, now)
        assert found.errors == ()
        return found

    def hands_in(self, campaign: str, checked: Checked) -> list[Line]:
        """Hand in what was checked; return its lines."""
        target = self.office.target(campaign)
        lines = lines_of(checked, Serving(campaign, 2027, None), target.act_id)
        self.office.act(OFFICER, target, Act.ADD_LIST, Extras(listing=list_body(lines)))
        return lines

    @staticmethod
    def _confirm(content: dict[str, Any], days: Days) -> None:
        after = {"ke-hoach": days.plans, "cam-ket": days.people}
        for task in content["tasks"]:
            day = days.today + timedelta(days=after.get(task["collects"], 300))
            task |= {"confirmed": True, "date": day.isoformat(), "inclusive": True}
        content["begins"] = (days.today - timedelta(days=60)).isoformat()
        content["ends"] = (days.today + timedelta(days=400)).isoformat()


def issued(office: Office) -> str:
    """Issue the founding plan; needs a worker and a desk."""
    plan = office.approved()
    office.sign("ng-001", plan)
    doc: Document = office.issue(plan)
    assert doc.number is not None
    return plan


def more_nurses(office: Office, count: int, since: datetime) -> list[str]:
    """Add people to the ward, each with a login; return the logins."""
    logins = [f"bv-them-{number:02}" for number in range(count)]
    with office.gateway.recorder.database.writing() as conn:
        post = posts.post(conn, NURSE_POST)
        assert post is not None
        assert post.unit_id == WARD
        for login in logins:
            persons.add_person(conn, persons.Person(login, f"Người {login}"))
            accounts.add_account(conn, accounts.Account(login, login, "no password"))
            posts.add_holding(conn, NURSE_POST, login, since)
    return logins


def a_row(number: int, login: str) -> ListRow:
    follow = FollowPart(relation="cong-viec", work="Trực thêm cuối tuần")
    return ListRow(number, login, "", ("cam-ket-vien-chuc",), (follow,), (), ())
