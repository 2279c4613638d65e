"""Lịch làm việc: everybody reads it, who keeps it changes it, and a nonsense is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from storage.registers import calendar
from tests.web.office import (
    ADMIN,
    DIRECTOR,
    FORM,
    HEAD,
    MEMBER,
    STRANGER,
    Visitor,
    person_of,
)
from tests.web.registers import DAY, entries, note_absence

if TYPE_CHECKING:
    from tests.web.office import Office

READ, PAGE = "/lich-lam-viec", "/quan-tri/lich"
SET, REMOVE, SEED = "/quan-tri/lich", "/quan-tri/lich/bo", "/quan-tri/lich/nam"
SATURDAY, FRIDAY = "2026-11-07", "2026-11-06"
ACTS = ("calendar_set", "calendar_removed", "calendar_seeded")
OTHER_OFFICE = "bv-thethuc"


def cell(visitor: Visitor, month: int, day: int) -> str:
    """Return what stands in a month's table under a day, its class before it."""
    table = visitor.tree.xpath("//table[@class='month']")[month - 1]
    found = [td for td in table.xpath(".//td") if "".join(td.xpath("text()")).strip() == str(day)]
    assert len(found) == 1
    return f"{found[0].get('class', '')}|{' '.join(found[0].text_content().split())}"


def test_everybody_reads_the_year_and_changes_nothing(office: Office) -> None:
    with office.database.writing() as conn:
        calendar.seed_holidays(conn, [2026])
    for login in (MEMBER, STRANGER, DIRECTOR):
        visitor = office.visitor(login).open(READ)
        assert visitor.status == 200
        assert len(visitor.tree.xpath("//table[@class='month']/caption")) == 12
        assert cell(visitor, 9, 2) == "day-off|2nghỉ"
        assert cell(visitor, 8, 22) == "day-made_up|22bù"
        assert cell(visitor, 8, 23) == "day-weekend|23"
        assert cell(visitor, 11, 3) == "|3"
        assert "Thứ Tư, 02/09/2026 : Quốc khánh" in visitor.text
        assert not visitor.offers(SET)
        assert "Sửa lịch" not in visitor.text


def test_every_month_s_table_can_be_heard(office: Office) -> None:
    visitor = office.visitor(MEMBER).open(READ)
    for table in visitor.tree.xpath("//table[@class='month']"):
        heads = table.xpath("./thead/tr/th")
        assert [h.get("scope") for h in heads] == ["col"] * 7
        assert heads[0].get("abbr") == "Thứ Hai"
    assert len(visitor.tree.xpath("//td[@aria-current='date']")) == 1


@pytest.mark.parametrize("login", [ADMIN, FORM])
def test_who_keeps_it_adds_changes_and_removes_a_day(office: Office, login: str) -> None:
    visitor = office.visitor(login).open(READ)
    assert "Sửa lịch" in visitor.text
    visitor.open(PAGE).press(SET, day=SATURDAY, kind="made_up", name="Làm bù", reason="Số 15/TB")
    assert "Đã ghi vào lịch." in visitor.text
    assert cell(visitor, 11, 7) == "day-made_up|7bù"
    visitor.open(f"{PAGE}?nam=2026&ngay={SATURDAY}")
    assert "Sửa 07/11/2026" in visitor.text
    visitor.press(SET, kind="off", reason="Hủy làm bù, nghỉ bão")
    assert cell(visitor, 11, 7) == "day-off|7nghỉ"
    visitor.press(REMOVE, reason="Bão tan")
    assert "Đã bỏ khỏi lịch." in visitor.text
    assert cell(visitor, 11, 7) == "day-weekend|7"
    told = entries(office, *ACTS)
    assert [(e.act, e.details["kind"]) for e in told] == [
        ("calendar_set", "made_up"),
        ("calendar_set", "off"),
        ("calendar_removed", "off"),
    ]
    assert {e.person_id for e in told} == {person_of(login)}
    for words in ("Số 15/TB", "Hủy làm bù, nghỉ bão", "Bão tan", "bỏ 07/11/2026 (nghỉ)"):
        assert words in visitor.text


def test_a_year_is_seeded_once(office: Office) -> None:
    visitor = office.visitor(ADMIN).open(f"{PAGE}?nam=2027")
    assert "Không có ngày nào." in visitor.text
    visitor.press(SEED)
    assert "Lịch làm việc năm 2027" in visitor.text
    assert cell(visitor, 9, 2) == "day-off|2nghỉ"
    assert "nạp ngày nghỉ lễ năm 2027" in visitor.text
    visitor.press(SEED)
    assert visitor.status == 409
    assert "Mã: calendar.nothing_new" in visitor.text
    assert len(entries(office, *ACTS)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"day": FRIDAY, "kind": "made_up"}, 422, "calendar.ordinary_day"),
        ({"day": "2026-11-01"}, 422, "calendar.past_day"),
        ({"day": "2199-01-01"}, 422, "calendar.too_far"),
        ({"day": "2026-11-20", "kind": "made_up"}, 409, "calendar.two_kinds"),
        ({"day": "2026-11-20", "seen": "made_up"}, 409, "calendar.two_kinds"),
        ({"reason": "  "}, 422, "act.reason_missing"),
        ({"name": "ẩn\u200bchữ"}, 422, "text.control_character"),
        ({"day": "mai"}, 422, "span.unreadable"),
        ({"day": ""}, 422, "span.unreadable"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_stays_typed(
    office: Office, changes: dict[str, str], status: int, code: str
) -> None:
    with office.database.writing() as conn:
        calendar.add_day(conn, date(2026, 11, 20), calendar.DayKind.OFF, "Ngày Nhà giáo")
    visitor = office.visitor(ADMIN).open(PAGE)
    sent = {"day": FRIDAY, "kind": "off", "name": "Nghỉ", "reason": "Theo thông báo", **changes}
    visitor.press(SET, **sent)
    assert (visitor.status, f"Mã: {code}" in visitor.text) == (status, True), visitor.text
    typed = dict(visitor.form(SET).form_values())
    assert {name: typed[name] for name in sent} == sent
    assert entries(office, *ACTS) == []


def test_a_day_that_is_over_has_nothing_to_press(office: Office) -> None:
    with office.database.writing() as conn:
        calendar.seed_holidays(conn, [2025, 2026])
    visitor = office.visitor(ADMIN).open(PAGE)
    assert "02/09/2026" in visitor.text
    removable = visitor.tree.xpath("//form[contains(@action, '/lich/bo')]//input[@name='day']")
    assert {d.get("value") for d in removable} == {"2026-11-24"}
    visitor.open(f"{PAGE}?nam=2025")
    assert not visitor.offers(SET)
    assert not visitor.offers(REMOVE)


def test_removing_what_another_removed_is_refused(office: Office) -> None:
    day = date.fromisoformat(SATURDAY)
    with office.database.writing() as conn:
        calendar.add_day(conn, day, calendar.DayKind.MADE_UP, "Làm bù")
    first, second = (office.visitor(login).open(PAGE) for login in (ADMIN, FORM))
    first.press(REMOVE, reason="Nhầm")
    second.press(REMOVE, reason="Nhầm")
    assert second.status == 409
    assert "Mã: calendar.not_set" in second.text


@pytest.mark.parametrize("login", [DIRECTOR, HEAD, MEMBER, STRANGER, OTHER_OFFICE])
def test_who_does_not_keep_it_is_refused(office: Office, login: str) -> None:
    visitor = office.visitor(login).open(PAGE)
    assert visitor.status == 403
    token = office_token(visitor)
    sent = {"csrf_token": token, "act_id": "act-1", "day": SATURDAY, "kind": "off", "reason": "x"}
    for path, more in ((SET, {}), (REMOVE, {"seen": "off"}), (SEED, {"year": "2027"})):
        visitor.send(path, sent | more)
        assert visitor.status == 403
        assert "Mã: right.none" in visitor.text
        assert not visitor.offers(SET)
    assert entries(office, *ACTS) == []


def test_a_keeper_who_is_away_is_told_so(office: Office) -> None:
    visitor = office.visitor(ADMIN).open(PAGE)
    note_absence(office, ADMIN, office.now + DAY)
    visitor.press(SET, day=SATURDAY, kind="off", reason="x")
    assert visitor.status == 403
    assert "Mã: right.absent" in visitor.text


@pytest.mark.parametrize("year", ["1999", "2032", "20x6", "9" * 30, "", "²⁰²⁶"])
def test_a_year_that_nobody_keeps_is_this_year(office: Office, year: str) -> None:
    visitor = office.visitor(MEMBER).open(f"{READ}?nam={year}")
    assert visitor.status == 200
    assert "Lịch làm việc năm 2026" in visitor.text


def test_two_months_without_work_are_refused(office: Office) -> None:
    with office.database.writing() as conn:
        for n in range(2, 58):
            calendar.add_day(conn, date(2026, 11, 2) + timedelta(days=n), calendar.DayKind.OFF, "")
        calendar.add_day(conn, date(2026, 12, 30), calendar.DayKind.OFF, "")
        calendar.add_day(conn, date(2026, 12, 31), calendar.DayKind.OFF, "")
        calendar.add_day(conn, date(2027, 1, 1), calendar.DayKind.OFF, "")
    visitor = office.visitor(ADMIN).open(PAGE)
    visitor.press(SET, day="2026-11-03", kind="off", reason="Dịch bệnh")
    assert visitor.status == 422
    assert "Mã: calendar.nothing_left" in visitor.text


def test_a_name_that_runs_as_script_is_shown_as_text(office: Office) -> None:
    evil = "<script>alert(1)</script>"
    visitor = office.visitor(ADMIN).open(PAGE)
    visitor.press(SET, day=SATURDAY, kind="off", name=evil, reason=evil)
    assert evil not in visitor.html
    assert evil in visitor.text


def office_token(visitor: Visitor) -> str:
    """Return a token of this session, from whichever form the page has."""
    return str(dict(visitor.tree.forms[0].form_values())["csrf_token"])
