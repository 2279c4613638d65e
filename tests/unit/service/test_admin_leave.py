"""`trinhky admin account leave` on a planted home: a real desk folder, a site's own authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from cryptography import x509

from service.cli.admin import admin
from service.desk.cabinet import Cabinet
from storage.database import Database
from storage.ledger import ledger
from storage.people import certificates
from tests.homes import real_clock
from tests.unit.signing.test_site_ca import a_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

DIRECTOR, DIRECTOR_ID = "giamdoc", "ng-001"
RIGHT, WRONG = "một mật khẩu dài\n", "một mật khẩu khác\n"
LEAVE = ("account", "leave", DIRECTOR, "--as", "quantri")


class Terminal:
    """An administrator at the machine that holds desk and authority."""

    def __init__(self, home: Layout, surroundings: Mapping[str, str]) -> None:
        self.home = home
        self.own = {**surroundings, "TRINHKY_HOME": str(home.home)}

    def typed(self, *words: str, said: str = "") -> Result:
        return CliRunner().invoke(admin, words, input=said, env=self.own)

    def well(self, *words: str, said: str = "") -> str:
        done = self.typed(*words, said=said)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    def issue(self) -> int:
        """Found the authority, certify the director; return the serial number."""
        request, out = self.home.home / "request.pem", self.home.home / "certificate.pem"
        request.write_bytes(a_request())
        self.well("pki", "init", "--name", "SỞ Y TẾ", "--base-url", "http://ca.example/pki",
                  "--as", "quantri", said=RIGHT * 2)  # fmt: skip
        self.well("pki", "issue", str(request), "--person", DIRECTOR, "--organisation", "SỞ Y TẾ",
                  "--out", str(out), "--as", "quantri", said=RIGHT)  # fmt: skip
        return x509.load_pem_x509_certificate(out.read_bytes()).serial_number

    def is_revoked(self, serial: int) -> bool:
        listed = (self.home.home / "authority/public/issuing.crl").read_bytes()
        crl = x509.load_der_x509_crl(listed)
        return crl.get_revoked_certificate_by_serial_number(serial) is not None

    def acts(self) -> list[str]:
        database = Database(self.home.database_url)
        with database.reading() as conn:
            found = [e.act for e in ledger.all_entries(conn) if "leave" in (e.act, *e.details)]
            assert not certificates.certificates_of_person(conn, DIRECTOR_ID, real_clock())
        database.close()
        return found


@pytest.fixture
def terminal(own_home: Layout, surroundings: Mapping[str, str]) -> Terminal:
    return Terminal(own_home, surroundings)


def test_a_departure_stopped_by_a_wrong_passphrase_is_ended_by_the_same_command(
    terminal: Terminal,
) -> None:
    serial, cabinet = terminal.issue(), Cabinet(terminal.home.desk)
    [kept] = cabinet.digests(DIRECTOR_ID)
    stopped = terminal.typed(*LEAVE, said=WRONG)
    assert stopped.exit_code != 0
    assert (cabinet.digests(DIRECTOR_ID), terminal.is_revoked(serial)) == ((), False)
    told = terminal.well(*LEAVE, said=RIGHT)
    assert terminal.is_revoked(serial)
    assert f"đề nghị nơi cấp thu hồi chứng thư {kept[:16]}" in told
    assert terminal.acts() == ["leave", "withdraw_key", "pki_revoke"]
    assert told.endswith(terminal.well(*LEAVE))  # and now it asks for no passphrase
    assert kept[:16] in terminal.well("account", "left")
    done = ("account", "provider-revoked", DIRECTOR, kept[:16], "--as", "quantri")
    terminal.well(*done)
    assert terminal.typed(*done).exit_code != 0
    assert "Không còn việc nào" in terminal.well("account", "left")
    assert terminal.acts() == ["leave", "withdraw_key", "pki_revoke"]


def test_without_an_authority_of_ours_nothing_is_asked(terminal: Terminal) -> None:
    assert "đề nghị nơi cấp thu hồi" in terminal.well(*LEAVE)
    assert Cabinet(terminal.home.desk).digests(DIRECTOR_ID) == ()
    assert terminal.acts() == ["leave", "withdraw_key"]


def test_certificates_that_end_are_listed(terminal: Terminal) -> None:
    assert "Không chứng thư nào hết hạn" in terminal.well("key", "ends")
