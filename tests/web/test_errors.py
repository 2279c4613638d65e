"""Whatever goes wrong: a page in Vietnamese, a code, a next step; never a trace or a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.app import create_app
from storage.readmodel.incidents import open_incidents
from storage.readmodel.tables import INCIDENTS
from tests.web.office import DRAFTER, PASSWORD, Visitor

if TYPE_CHECKING:
    import pytest
    from flask import Flask

    from tests.web.office import Office

PRIVATE = "câu nói riêng tư"


def test_a_wrong_address_is_told_with_a_next_step(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open("/khong/co")
    assert visitor.status == 404
    assert "http.not_found" in visitor.text
    assert "Về bàn làm việc" in visitor.text


def test_a_wrong_method_is_told_as_such(office: Office) -> None:
    visitor = office.visitor(DRAFTER).open("/dang-xuat")
    assert (visitor.status, "http.method" in visitor.text) == (405, True)


def with_a_fault(office: Office) -> Flask:
    app = create_app(office.services())

    def fail() -> str:
        raise RuntimeError(PRIVATE)

    app.add_url_rule("/hong", view_func=fail)
    return app


def test_what_nobody_expected_becomes_an_incident_without_its_words(office: Office) -> None:
    visitor = Visitor(with_a_fault(office).test_client()).open("/hong")
    assert visitor.status == 500
    with office.database.reading() as conn:
        [incident] = open_incidents(conn)
    assert incident.incident_id in visitor.text
    assert PRIVATE not in visitor.html
    assert PRIVATE in incident.message


def test_a_failure_that_cannot_be_kept_is_logged_without_its_words(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    app = with_a_fault(office)
    with office.database.writing() as conn:
        INCIDENTS.drop(conn)
    visitor = Visitor(app.test_client()).open("/hong")
    assert visitor.status == 500
    assert "could not be kept" in caplog.text
    assert "in fail" in caplog.text  # where it was
    assert PRIVATE not in caplog.text


def test_when_the_database_is_gone_the_page_still_says_so(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    office.database.close()
    for path in office.folder.glob("trinhky.db*"):
        path.unlink()
    visitor.client.get("/")
    answer = visitor.open("/dang-nhap")
    assert answer.status in {500, 503}
    assert PASSWORD not in answer.html
