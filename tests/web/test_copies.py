"""The register of copies: shown to who keeps it, unknown to everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.copies.register import number_of_copy
from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people import units
from tests.web.office import CLERK, DRAFTER, person_of
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from tests.web.office import Office


def copied(office: Office, act_id: str, form: str, unit_id: str) -> None:
    at = office.now.astimezone(VIETNAM)
    with office.database.writing() as conn:
        unit = units.unit(conn, unit_id, at)
        assert unit is not None
        number = number_of_copy(conn, unit, form, act_id, at).text
        details = {
            "form": form, "unit_id": unit_id, "sha256": act_id * 64, "source_sha256": "f" * 64,
            "number": number,
        }  # fmt: skip
        entry = NewEntry(
            at=to_text(at), act_id=act_id, act="sign_copy", person_id=person_of(CLERK),
            origin="cli", details=details,
        )  # fmt: skip
        ledger.append(conn, entry)


def test_the_clerk_sees_the_numbers_of_his_agency_and_of_no_other(office: Office) -> None:
    own = office.document(office.new_plan()).issuer_id
    for act_id, form in (("a", "sao-y"), ("b", "trich-sao")):
        copied(office, act_id, form, own)
    with office.database.reading() as conn:
        other = next(u for u in units.units(conn) if u.unit_id != own and u.code)
    copied(office, "c", "sao-luc", other.unit_id)
    assert "/so-ban-sao" in office.visitor(CLERK).open("/").html
    text = office.visitor(CLERK).open("/so-ban-sao").text
    assert "01/SY-SYT" in text
    assert "02/TrS-SYT" in text
    assert "a" * 64 in text
    assert "c" * 64 not in text


def test_who_keeps_no_register_finds_none(office: Office) -> None:
    assert office.visitor(DRAFTER).open("/so-ban-sao").status == 404
    assert "Chưa có bản sao nào" in office.visitor(CLERK).open("/so-ban-sao").text
