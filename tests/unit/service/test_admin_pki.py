"""`trinhky admin pki` on a planted home, as an administrator types it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.demo.organisation import SO
from service.stack.layout import Layout
from signing.trust.report_purpose import may_sign
from storage.database import Database
from storage.ledger import ledger
from tests.unit.signing.test_site_ca import a_request

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Terminal:
    """An administrator's terminal, with a file for the passphrase and one for a request."""

    home: Layout
    surroundings: Mapping[str, str]

    def typed(self, *words: str, admin: str = "quantri") -> subprocess.CompletedProcess[str]:
        secret = self.home.home / "passphrase"
        secret.write_text("một mật khẩu dài\n", encoding="utf-8")
        command = [sys.executable, "-m", "service.cli", "admin", "pki", *words]
        if words[0] != "list":
            command += ["--as", admin, "--passphrase-file", str(secret)]
        own = {**self.surroundings, "TRINHKY_HOME": str(self.home.home)}
        return subprocess.run(command, env=own, capture_output=True, text=True, check=False)

    def issue(self, *whose: str) -> tuple[subprocess.CompletedProcess[str], Path]:
        request, out = self.home.home / "request.pem", self.home.home / "certificate.pem"
        request.write_bytes(a_request())
        return self.typed("issue", str(request), *whose, "--out", str(out)), out

    def acts(self) -> list[str]:
        database = Database(self.home.database_url)
        with database.reading() as conn:
            found = [one.act for one in ledger.all_entries(conn) if one.act.startswith("pki")]
        database.close()
        return found


@pytest.fixture
def terminal(own_home: Layout, surroundings: Mapping[str, str]) -> Terminal:
    return Terminal(own_home, surroundings)


INIT = ("init", "--name", "UBND XÃ BÌNH MINH", "--base-url", "http://ca.example/pki")
AN = ("--person", "giamdoc", "--organisation", "SỞ Y TẾ")


def test_an_authority_is_made_used_and_leaves_its_acts_in_the_ledger(terminal: Terminal) -> None:
    assert terminal.typed(*INIT).returncode == 0
    told, out = terminal.issue(*AN)
    assert told.returncode == 0, told.stderr
    serial = f"{x509.load_pem_x509_certificate(out.read_bytes()).serial_number:x}"
    again = terminal.typed("renew", serial, "--out", str(out))
    gone = terminal.typed("revoke", serial, "--reason", "superseded")
    assert (again.returncode, gone.returncode) == (0, 0), again.stderr + gone.stderr
    assert terminal.typed("crl").returncode == 0
    made = terminal.typed("tsa", "--out", str(terminal.home.home / "stamps"))
    assert (made.returncode, "hạn" in made.stdout) == (0, True), made.stderr
    listed = json.loads(terminal.typed("list", "--json").stdout)
    assert [(one["holder_id"], one["reason"]) for one in listed] == [
        ("ng-001", "superseded"),
        ("ng-001", ""),
        ("tsa", ""),
    ]
    assert terminal.acts() == [
        "pki_init", "pki_issue", "pki_renew", "pki_revoke", "pki_crl", "pki_tsa",
    ]  # fmt: skip


def test_a_certificate_for_reports_is_for_nothing_else(terminal: Terminal) -> None:
    assert terminal.typed(*INIT).returncode == 0
    request, out = terminal.home.home / "request.pem", terminal.home.home / "certificate.pem"
    request.write_bytes(a_request())
    told = terminal.typed("issue-report", str(request), "--unit", SO, "--out", str(out))
    assert told.returncode == 0, told.stderr
    made = x509.load_pem_x509_certificate(out.read_bytes())
    assert may_sign(made.public_bytes(Encoding.DER), a_report=True)
    assert terminal.acts() == ["pki_init", "pki_issue"]


def test_refusals_have_codes_and_leave_no_act(terminal: Terminal) -> None:
    refused = terminal.typed(*INIT, admin="giamdoc")
    assert (refused.returncode, "[account.admin_needed]" in refused.stderr) == (1, True)
    assert not (terminal.home.home / "authority").exists()
    assert "[pki.unusable]" in terminal.issue(*AN)[0].stderr
    assert terminal.typed(*INIT).returncode == 0
    assert "[pki.exists]" in terminal.typed(*INIT).stderr
    assert "[pki.serial_unknown]" in terminal.typed("revoke", "ab", "--reason", "superseded").stderr
    assert "[unit.unknown]" in terminal.issue("--unit", "khong-co")[0].stderr
    assert "[account.unknown]" in terminal.issue("--person", "x", "--organisation", "Y")[0].stderr
    assert terminal.issue("--person", "giamdoc")[0].returncode == 2
    assert terminal.acts() == ["pki_init"]
