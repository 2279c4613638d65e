"""Who holds a certificate that ends is told before he signs; administrators see all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy import insert

from service.accounts import leaving
from service.accounts.administration import ByAdmin
from service.demo.organisation import SO
from storage.people import certificates, posts
from storage.people.tables import CERTIFICATES
from tests.web.office import ADMIN, CLERK, DIRECTOR, DRAFTER, MONDAY, PASSWORD, Office, person_of
from workflows.domain.errors import CertificateEndedError

if TYPE_CHECKING:
    from tests.web.office import Visitor

MINE, SEAL = "Chứng thư số của bạn", "Chứng thư số của cơ quan mà bạn đóng dấu"
ALL = "Chứng thư cần quản trị xử lý"
DAY = timedelta(days=1)


def a_certificate(until: datetime, since: datetime = MONDAY - 700 * DAY) -> bytes:
    """A certificate of which nothing matters but its term."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ai đó")])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = built.not_valid_before(since).not_valid_after(until).sign(key, hashes.SHA256())
    return made.public_bytes(Encoding.DER)


def register(office: Office, until: datetime, login: str = "", unit_id: str = "") -> None:
    role = "agency" if unit_id else "personal"
    person_id = person_of(login) if login else ""
    kept = certificates.Certificate(
        a_certificate(until), role, office.now - DAY, None, person_id, unit_id
    )
    with office.database.writing() as conn:
        certificates.add_certificate(conn, kept)


def stages(visitor: Visitor) -> list[str]:
    return [str(p.get("data-stage")) for p in visitor.tree.xpath("//p[@data-stage]")]


@pytest.mark.parametrize(
    ("days", "told"), [(61, []), (60, ["60"]), (30, ["30"]), (7, ["7"]), (-1, ["ended"])]
)
def test_the_holder_is_told_on_his_desk_and_beside_his_notices(
    office: Office, days: int, told: list[str]
) -> None:
    register(office, office.now + days * DAY, DIRECTOR)
    visitor = office.visitor(DIRECTOR)
    assert stages(visitor.open("/")) == stages(visitor.open("/thong-bao")) == told
    assert (MINE in visitor.text) == bool(told)
    assert not stages(office.visitor(DRAFTER).open("/"))


def test_he_is_told_where_he_types_his_pin(office: Office) -> None:
    register(office, office.now + 5 * DAY, DIRECTOR)
    office.plan_to_sign(b"%PDF-1.7")
    visitor = office.visitor(DIRECTOR).open("/ky")
    assert visitor.form("/ky").xpath(".//p[@data-stage='7']")


def test_the_warning_ends_when_the_next_certificate_is_registered(office: Office) -> None:
    register(office, office.now + 20 * DAY, DIRECTOR)
    assert stages(office.visitor(DIRECTOR).open("/")) == ["30"]
    register(office, office.now + 700 * DAY, DIRECTOR)
    assert not stages(office.visitor(DIRECTOR).open("/"))
    assert ALL not in office.visitor(ADMIN).open("/").text


def test_an_agencys_end_is_told_to_its_clerks_alone(office: Office) -> None:
    register(office, office.now + 20 * DAY, unit_id=SO)
    assert SEAL in office.visitor(CLERK).open("/").text
    assert not stages(office.visitor(DIRECTOR).open("/"))
    text = office.visitor(ADMIN).open("/").text
    assert f"{ALL} 1" in text
    assert "còn 20 ngày" in text
    assert ALL not in office.visitor(CLERK).open("/").text


def test_what_a_leaver_left_to_do_stands_on_the_administrators_desk(office: Office) -> None:
    register(office, office.now + 20 * DAY, DIRECTOR)
    visitor = office.visitor(DIRECTOR)
    rooms = leaving.Rooms(office.database)
    by = ByAdmin(ADMIN, office.new_id(), office.now)
    leaving.leave(rooms, DIRECTOR, "affiliation-changed", by)
    text = office.visitor(ADMIN).open("/").text
    assert "đề nghị nơi cấp thu hồi chứng thư" in text
    assert "hủy khóa tại bàn ký" in text
    assert "còn 20 ngày" not in text
    assert visitor.open("/").path == "/dang-nhap"
    visitor.press("/dang-nhap", login=DIRECTOR, password=PASSWORD)
    assert visitor.path == "/dang-nhap"


def test_a_holder_whose_posts_ended_by_themselves_is_asked_about(office: Office) -> None:
    register(office, office.now + 700 * DAY, DIRECTOR)
    person_id = person_of(DIRECTOR)
    with office.database.writing() as conn:
        for held in posts.holdings_of(conn, person_id):
            posts.end_holding(conn, held.post_id, person_id, office.now - DAY)
    assert "đã rời cơ quan?" in office.visitor(ADMIN).open("/").text


def test_a_signature_is_not_recorded_once_its_certificate_was_ended(office: Office) -> None:
    plan = office.plan_to_sign(b"%PDF-1.7")
    with office.database.writing() as conn:
        ended = {"sha256": "c" * 64, "person_id": person_of(DIRECTOR), "role": "personal",
                 "der": b"der", "key_reference": "", "since": MONDAY - DAY,
                 "until": office.now}  # fmt: skip
        conn.execute(insert(CERTIFICATES).values(ended))
    before = office.document(plan)
    with pytest.raises(CertificateEndedError):
        office.sign(plan, DIRECTOR, b"%PDF-1.7")
    assert office.document(plan).state == before.state
    office.later(minutes=-1)  # a moment before, it was taken
    office.sign(plan, DIRECTOR, b"%PDF-1.7")
