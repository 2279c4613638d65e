"""Ủy quyền, vắng mặt: what each person sees, does and is refused; typed text stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.people import absences, persons, posts
from tests.web.office import (
    ADMIN,
    AUDITOR,
    CHAIR,
    DIRECTOR,
    FORM,
    HEAD,
    MEMBER,
    MONDAY,
    SINCE,
    STRANGER,
    Visitor,
    person_of,
)
from tests.web.registers import DAY, DIRECTORS_POST, entries, lend, note_absence

if TYPE_CHECKING:
    from tests.web.office import Office

PAGE = "/uy-quyen"
AWAY, BACK = "/uy-quyen/vang-mat", "/uy-quyen/vang-mat/ket-thuc"
GIVE, END = "/uy-quyen/giao", "/uy-quyen/ket-thuc"
DEPUTY = "phogiamdoc"
KT_DEPUTY = f"KT.|{person_of(DEPUTY)}"


def options(visitor: Visitor, name: str) -> list[str]:
    return [str(o.get("value")) for o in visitor.tree.xpath(f"//select[@name='{name}']//option")]


def field(visitor: Visitor, action: str, name: str) -> str:
    """Return what stands in a field of the form that was refused."""
    return str(dict(visitor.form(action).form_values())[name])


@pytest.mark.parametrize("login", [DIRECTOR, CHAIR, MEMBER, AUDITOR, ADMIN])
def test_whoever_holds_a_post_notes_that_he_is_away_and_comes_back(
    office: Office, login: str
) -> None:
    visitor = office.visitor(login).open(PAGE)
    visitor.press(AWAY, until="2026-11-03T17:00")
    assert (visitor.status, visitor.path) == (200, PAGE)
    assert "Đã ghi nhận vắng mặt." in visitor.text
    assert "từ 08:00 ngày 02/11/2026 đến 17:00 ngày 03/11/2026" in visitor.text
    office.later(hours=1)
    visitor.press(BACK)
    assert "Đã kết thúc vắng mặt." in visitor.text
    assert "đến 09:00 ngày 02/11/2026 đã kết thúc" in visitor.text
    assert [e.act for e in entries(office, "absence_noted", "absence_ended")] == [
        "absence_noted",
        "absence_ended",
    ]


def test_an_absence_ahead_is_called_off(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    visitor.press(AWAY, since="2026-11-10T08:00", until="2026-11-12T17:00")
    assert "chưa bắt đầu" in visitor.text
    visitor.press(BACK)
    assert "đã hủy trước khi bắt đầu" in visitor.text


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("", "", "span.unreadable"),
        ("", "hôm nay", "span.unreadable"),
        ("10/11", "2026-11-03T17:00", "span.unreadable"),
        ("2026-11-02T07:59", "2026-11-03T17:00", "span.past"),
        ("2026-11-05T08:00", "2026-11-03T17:00", "span.empty"),
        ("", "2027-11-04T17:00", "span.too_long"),
    ],
)
def test_a_span_that_cannot_be_is_refused_and_stays_typed(
    office: Office, since: str, until: str, code: str
) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    visitor.press(AWAY, since=since, until=until)
    assert visitor.status == 422
    assert f"Mã: {code}" in visitor.text
    assert (field(visitor, AWAY, "since"), field(visitor, AWAY, "until")) == (since, until)
    assert entries(office, "absence_noted") == []


def test_a_second_absence_at_the_same_time_is_refused(office: Office) -> None:
    note_absence(office, DIRECTOR, MONDAY + DAY)
    visitor = office.visitor(DIRECTOR).open(PAGE)
    visitor.press(AWAY, until="2026-11-04T17:00")
    assert visitor.status == 409
    assert "Mã: absence.overlaps" in visitor.text


def test_the_same_press_twice_is_one_absence(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    sent = visitor.filled(AWAY) | {"until": "2026-11-03T17:00"}
    for _ in range(2):
        assert visitor.send(AWAY, sent).path == PAGE
    assert len(entries(office, "absence_noted")) == 1


def test_a_form_without_its_act_is_refused(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    for act_id in ("", "x" * 101):
        sent = visitor.open(PAGE).filled(AWAY) | {"until": "2026-11-03T17:00", "act_id": act_id}
        assert visitor.send(AWAY, sent).status == 400
    assert entries(office, "absence_noted") == []


def test_a_leader_lends_to_his_deputy_and_takes_it_back(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    visitor.press(GIVE, to=KT_DEPUTY, until="2026-12-31T17:00", authority="15/QĐ-SYT",
                  authority_day="2026-10-30")  # fmt: skip
    assert "Đã giao quyền ký." in visitor.text
    row = "Giám đốc Sở Y tế Thanh Hóa KT. Đỗ Thị Minh Hà ký thay 08:00 ngày 02/11/2026"
    assert row in visitor.text
    assert "15/QĐ-SYT, ngày 30/10/2026 đang có hiệu lực" in visitor.text
    deputy = office.visitor(DEPUTY).open(PAGE)
    assert "Quyền ký được giao" in deputy.text
    assert not deputy.offers(GIVE)
    assert not deputy.offers(END)
    office.later(hours=1)
    visitor.press(END)
    assert "Đã kết thúc ủy quyền." in visitor.text
    assert not visitor.offers(END)
    told = entries(office, "delegation_given", "delegation_ended")
    assert [e.act for e in told] == ["delegation_given", "delegation_ended"]


def test_only_those_who_may_receive_it_are_offered(office: Office) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    offered = options(visitor, "to")
    assert {o for o in offered if o.startswith("KT.")} == {KT_DEPUTY}
    heads = {f"TL.|{person_of(login)}" for login in (HEAD, "truongphongtccb")}
    assert {o for o in offered if o.startswith("TL.")} == heads
    by_writing = {o.removeprefix("TUQ.|") for o in offered if o.startswith("TUQ.")}
    assert {person_of(one) for one in (DEPUTY, HEAD, "vanthu", "bv-giamdoc")} <= by_writing
    nobody = {person_of(one) for one in (DIRECTOR, ADMIN, AUDITOR, MEMBER, STRANGER)}
    assert by_writing & nobody == set()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"to": ""}, 422, "delegation.person_unfit"),
        ({"to": f"KT.|{person_of(HEAD)}"}, 422, "delegation.person_unfit"),
        ({"to": f"TM.|{person_of(DEPUTY)}"}, 422, "delegation.person_unfit"),
        ({"to": f"TUQ.|{person_of(HEAD)}"}, 422, "delegation.authority_missing"),
        ({"authority": "15/QĐ-SYT"}, 422, "delegation.authority_missing"),
        ({"authority_day": "2026-10-30"}, 422, "delegation.authority_missing"),
        (
            {"authority": "15/QĐ-SYT", "authority_day": "2026-11-03"},
            422,
            "delegation.authority_unfit",
        ),
        ({"authority": "15/QĐ-SYT", "authority_day": "hôm qua"}, 422, "span.unreadable"),
        ({"until": "2028-01-01T00:00"}, 422, "span.too_long"),
        ({"until": ""}, 422, "span.unreadable"),
        ({"post_id": "vt-bv-head"}, 403, "right.none"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused_and_stays_typed(
    office: Office, changes: dict[str, str], status: int, code: str
) -> None:
    visitor = office.visitor(DIRECTOR).open(PAGE)
    sent = {"to": KT_DEPUTY, "until": "2026-12-31T17:00", **changes}
    visitor.press(GIVE, **sent)
    assert (visitor.status, f"Mã: {code}" in visitor.text) == (status, True), visitor.text
    for name in sent.keys() - {"to", "post_id"}:
        assert field(visitor, GIVE, name) == sent[name]
    if sent["to"] in options(visitor, "to"):
        assert field(visitor, GIVE, "to") == sent["to"]
    assert entries(office, "delegation_given") == []


def test_what_was_lent_is_not_lent_on(office: Office) -> None:
    lend(office, DEPUTY, MONDAY + DAY)
    deputy, director = office.visitor(DEPUTY).open(PAGE), office.visitor(DIRECTOR).open(PAGE)
    sent = director.filled(GIVE) | {
        "to": f"TL.|{person_of(HEAD)}",
        "until": "2026-11-03T17:00",
        "csrf_token": deputy.filled(AWAY)["csrf_token"],
    }
    deputy.send(GIVE, sent)
    assert deputy.status == 422
    assert "Mã: delegation.lent_on" in deputy.text


def test_who_is_away_lends_nothing_but_takes_back(office: Office) -> None:
    lend(office, DEPUTY, MONDAY + DAY)
    director = office.visitor(DIRECTOR).open(PAGE)
    sent = director.filled(GIVE) | {"to": KT_DEPUTY, "until": "2026-11-05T17:00"}
    director.press(AWAY, until="2026-11-03T17:00")
    assert not director.offers(GIVE)
    director.send(GIVE, sent)
    assert director.status == 403
    assert "Mã: right.absent" in director.text
    office.later(minutes=1)
    assert "Đã kết thúc ủy quyền." in director.press(END).text


def test_the_office_notes_the_absence_of_somebody_of_the_agency(office: Office) -> None:
    visitor = office.visitor(FORM).open(PAGE)
    inside = set(options(visitor, "person_id"))
    assert {person_of(one) for one in (DIRECTOR, DEPUTY, HEAD, "chuyenvien")} <= inside
    outside = {person_of(one) for one in (STRANGER, "bv-giamdoc", MEMBER, FORM)}
    assert inside & outside == set()
    visitor.send(AWAY, _last(visitor) | {"person_id": person_of(DIRECTOR),
                                         "until": "2026-11-03T17:00"})  # fmt: skip
    assert "Trịnh Hữu Hùng : từ 08:00 ngày 02/11/2026" in visitor.text
    with office.database.reading() as conn:
        [noted] = absences.absences_of(conn, person_of(DIRECTOR))
    assert noted.noted_by == person_of(FORM)
    director = office.visitor(DIRECTOR).open(PAGE)
    assert "Phạm Thị Lan Anh ghi nhận" in director.text
    assert director.press(BACK).status == 200


def test_an_office_finds_people_by_part_of_a_name_without_accents(office: Office) -> None:
    visitor = office.visitor(FORM).open(f"{PAGE}?nguoi=huu+hung")
    assert options(visitor, "person_id") == ["", person_of(DIRECTOR)]
    visitor.send(visitor.tree.forms[-1].get("action"), _last(visitor) | {"until": ""})
    assert visitor.status == 422
    assert options(visitor, "person_id") == ["", person_of(DIRECTOR)]


def test_a_long_list_is_cut_and_says_so(office: Office) -> None:
    with office.database.writing() as conn:
        for n in range(120):
            persons.add_person(conn, persons.Person(f"them-{n}", f"Người Thêm {n}"))
            posts.add_holding(conn, "vt-syt-vp-staff", f"them-{n}", SINCE)
    visitor = office.visitor(FORM).open(PAGE)
    assert len(options(visitor, "person_id")) == 101
    assert "Danh sách còn dài hơn" in visitor.text


@pytest.mark.parametrize("login", [HEAD, MEMBER, ADMIN, STRANGER])
def test_who_is_no_office_notes_nobody_else(office: Office, login: str) -> None:
    visitor = office.visitor(login).open(PAGE)
    assert options(visitor, "person_id") == []
    sent = {"person_id": person_of(DIRECTOR), "until": "2026-11-03T17:00"}
    assert visitor.press(AWAY, **sent).status == 403
    assert "Mã: right.none" in visitor.text
    assert entries(office, "absence_noted") == []


def test_an_office_learns_nothing_of_who_only_belongs_to_a_party_cell(office: Office) -> None:
    note_absence(office, MEMBER, MONDAY + DAY)
    visitor = office.visitor(FORM).open(PAGE)
    assert "Trần Văn Hải" not in visitor.text
    assert "Chi bộ" not in visitor.text


def test_a_post_of_a_party_body_lends_nothing_and_is_lent_to_nobody(office: Office) -> None:
    assert "Giao quyền ký" not in office.visitor(CHAIR).open(PAGE).text
    offered = office.visitor(DIRECTOR).open(PAGE)
    assert "Giao quyền ký: Giám đốc" in offered.text
    assert "Đảng ủy" not in offered.text


def test_the_successor_sees_and_ends_what_his_predecessor_lent(office: Office) -> None:
    lend(office, DEPUTY, MONDAY + 30 * DAY)
    office.later(days=1)
    with office.database.writing() as conn:
        posts.end_holding(conn, DIRECTORS_POST, person_of(DIRECTOR), office.now)
        posts.add_holding(conn, DIRECTORS_POST, person_of(HEAD), office.now)
    assert not office.visitor(DIRECTOR).open(PAGE).offers(END)
    assert "Đã kết thúc ủy quyền." in office.visitor(HEAD).open(PAGE).press(END).text


def test_a_stranger_at_the_door_is_sent_to_sign_in(office: Office) -> None:
    visitor = Visitor(office.app.test_client()).open(PAGE)
    assert visitor.path == "/dang-nhap"


def _last(visitor: Visitor) -> dict[str, str]:
    return dict(visitor.tree.forms[-1].form_values())
