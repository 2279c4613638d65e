"""`trinhky admin key` on a planted home, as an administrator and the key's owner type it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from service.cli.admin import admin
from service.desk.cabinet import Cabinet
from service.desk.errors import ReportKeyMissingError
from service.desk.keepers import Keepers
from service.desk.keys import Keys
from service.desk.report_key import ReportKey
from signing.trust.own_ca import create_dev_pki
from storage.database import Database
from storage.ledger import ledger
from tests.far.strong import issue, new_key
from tests.homes import real_clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.stack.layout import Layout

DIRECTOR, DIRECTOR_ID = "giamdoc", "ng-001"
PIN = "13579246"


def typed(*words: str, home: Layout, surroundings: Mapping[str, str], said: str = "") -> Result:
    own = {**surroundings, "TRINHKY_HOME": str(home.home)}
    return CliRunner().invoke(admin, ["key", *words], input=said, env=own, catch_exceptions=True)


def acts(home: Layout) -> list[tuple[str, str, dict[str, object]]]:
    database = Database(home.database_url)
    with database.reading() as conn:
        found = [(e.act, e.person_id, dict(e.details)) for e in ledger.all_entries(conn)]
    database.close()
    return found


def test_a_key_is_filed_shown_and_withdrawn_and_the_ledger_knows(
    own_home: Layout, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    now = real_clock()
    issued = issue(create_dev_pki(tmp_path, now, "http://ca.example.invalid"), new_key("p384"), now)
    file = tmp_path / "key.p12"
    file.write_bytes(issued.p12("mật khẩu"))
    sha256 = hashlib.sha256(issued.der).hexdigest()
    words = ("--p12", str(file), "--algorithm", "ecdsa-sha512", "--as", "quantri")
    filed = typed("file", DIRECTOR, *words, home=own_home, surroundings=surroundings,
                  said=f"mật khẩu\n{PIN}\n{PIN}\n")  # fmt: skip
    assert filed.exit_code == 0, filed.output
    assert PIN not in filed.output
    cabinet = Cabinet(own_home.desk)
    [card] = [c for c in cabinet.cards(DIRECTOR_ID) if c.certificate_sha256 == sha256]
    keys = Keys(cabinet, real_clock, Keepers(own_home.desk, str))
    assert keys.open(card, PIN).certificate == issued.der
    shown = typed("show", DIRECTOR, home=own_home, surroundings=surroundings)
    assert f"{sha256[:16]}  cá nhân  bàn ký  ecdsa-sha512" in shown.output
    gone = typed("withdraw", DIRECTOR, sha256[:16], "--as", "quantri", home=own_home,
                 surroundings=surroundings)  # fmt: skip
    assert gone.exit_code == 0, gone.output
    assert sha256 not in {c.certificate_sha256 for c in cabinet.cards(DIRECTOR_ID)}
    noted = [entry for entry in acts(own_home) if entry[0] in ("file_key", "withdraw_key")]
    assert [act for act, _, _ in noted] == ["file_key", "withdraw_key"]
    assert {details["certificate"] for _, _, details in noted} == {sha256}


def test_a_key_given_by_halves_is_not_filed(
    own_home: Layout, surroundings: Mapping[str, str]
) -> None:
    before = Cabinet(own_home.desk).cards(DIRECTOR_ID)
    told = typed("file", DIRECTOR, "--keeper", "far", "--as", "quantri", home=own_home,
                 surroundings=surroundings, said=f"{PIN}\n{PIN}\n")  # fmt: skip
    assert told.exit_code != 0
    none = typed("withdraw", DIRECTOR, "0" * 16, "--as", "quantri", home=own_home,
                 surroundings=surroundings)  # fmt: skip
    assert none.exit_code != 0
    assert Cabinet(own_home.desk).cards(DIRECTOR_ID) == before
    assert not [entry for entry in acts(own_home) if entry[0] in ("file_key", "withdraw_key")]


def test_the_key_for_reports_is_filed_and_taken_away_and_the_ledger_knows(
    own_home: Layout, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    now = real_clock()
    pki = create_dev_pki(tmp_path, now, "http://ca.example.invalid")
    good, bad = pki.issue_reporter("SỞ Y TẾ", now), pki.issue_agency("SỞ Y TẾ", now)
    files = {"good.p12": good.p12("mật khẩu"), "bad.p12": bad.p12("mật khẩu")}
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)

    def said(*words: str) -> Result:
        return typed("report", *words, "--as", "quantri", home=own_home,
                     surroundings=surroundings, said="mật khẩu\n")  # fmt: skip

    kept = ReportKey(own_home.desk, Cabinet(own_home.desk))
    assert said("--p12", str(tmp_path / "bad.p12")).exit_code != 0
    assert said().exit_code != 0
    filed = said("--p12", str(tmp_path / "good.p12"))
    assert filed.exit_code == 0, filed.output
    assert kept.open(now).certificate == good.der
    assert said("--remove").exit_code == 0
    with pytest.raises(ReportKeyMissingError):
        kept.require()
    assert [act for act, _, _ in acts(own_home)][-2:] == ["file_report_key", "remove_report_key"]
