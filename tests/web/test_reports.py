"""The doors to signed reports: page, interface, terminal; the desk behind them is a real one."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli.verify import NOT_REPORTED, WRONG_USE, verify
from service.verifying.verifier import Verifier
from signing.port import FieldRole
from signing.verify.codes import Verdict
from signing.verify.judge import verify as judge
from tests.desk.room import Room, open_room
from tests.signed.office import open_office
from tests.web.office import Office, Visitor
from tests.web.test_verification import API, EDGE, PAGE, PDF, ROOMY, problem, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ASKED = f"{API}?report=pdf"
BUTTON = "Tải báo cáo có chữ ký"


class Site(NamedTuple):
    """A desk that signs reports, and browsers of whom it serves."""

    room: Room
    pdf: bytes
    signed_in: FlaskClient
    stranger: FlaskClient


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    now = datetime.now(UTC)  # noqa: TID251 - the desk's process reads the real clock as well
    signers = open_office(tmp_path_factory.mktemp("pki"), now)
    folder = Path(tempfile.mkdtemp(prefix="tk-"))  # short enough for a socket
    rooms = open_room(folder, signers)
    room = next(rooms)
    room.reports = True
    room.file_report_key(signers.pki.issue_reporter("SỞ Y TẾ THỬ NGHIỆM", now))
    built = Office(tmp_path_factory.mktemp("office"), now=now)
    trust = signers.pki.directory / "trust.pem"
    app = create_app(
        built.services(verifier=Verifier(trust, ROOMY), public_verify=True, desk=room.client)
    )
    signed_in = app.test_client()
    sign_in(signed_in)
    with room.start():
        yield Site(room, signers.archive(signers.issue()), signed_in, app.test_client())
    built.database.close()
    next(rooms, None)
    shutil.rmtree(folder)


def press(browser: FlaskClient, pdf: bytes) -> TestResponse:
    """Press the second button of the form, as a browser sends it."""
    filled = Visitor(browser).open(PAGE).filled(PAGE)
    parts = [(f'name="{key}"', value.encode()) for key, [value] in filled.items()]
    parts += [('name="report"', b"pdf"), ('name="file"; filename="văn bản.pdf"', pdf)]
    body = b"".join(
        f"--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
        for head, value in parts
    )
    kind = f"multipart/form-data; boundary={EDGE}"
    return browser.post(PAGE, data=body + f"--{EDGE}--".encode(), content_type=kind)


def check(site: Site, report: bytes) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - as the desk
    found = judge(report, site.room.office.anchors, now)
    assert found.verdict is Verdict.VALID
    assert [one.role for one in found.signatures] == [FieldRole.REPORT]


def test_the_page_s_second_button_gets_a_signed_report(site: Site) -> None:
    answer = press(site.signed_in, site.pdf)
    assert (answer.status_code, answer.mimetype) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=bao-cao-kiem-tra")
    check(site, answer.data)


def test_the_interface_gets_the_same_in_both_ways_of_handing_in(site: Site) -> None:
    answer = site.signed_in.post(ASKED, data=site.pdf + b"x", content_type=PDF)
    assert (answer.status_code, answer.mimetype) == (200, PDF)
    check(site, answer.data)


def test_strangers_see_no_button_and_get_no_report(site: Site) -> None:
    assert BUTTON in Visitor(site.signed_in).open(PAGE).text
    assert BUTTON not in Visitor(site.stranger).open(PAGE).text
    answer = site.stranger.post(ASKED, data=site.pdf, content_type=PDF)
    assert (answer.status_code, problem(answer)["code"]) == (401, "account.sign_in_needed")
    assert press(site.stranger, site.pdf).status_code == 303


def test_the_terminal_writes_the_report_and_still_ends_with_the_verdict(
    site: Site, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.pdf", tmp_path / "out.pdf"
    file.write_bytes(site.pdf + b"x")
    own = {
        "TRINHKY_HOME": str(tmp_path),
        "TRINHKY_DESK_SOCKET": str(site.room.socket),
        "TRINHKY_PKI_DIR": str(site.room.office.pki.directory),
    }
    words = ["--json", str(file), "--report", str(out)]
    said = CliRunner().invoke(verify, words, env=own, standalone_mode=False)
    assert json.loads(said.stdout)[0]["code"] == "verify.trailing_bytes"
    assert said.return_value == 1
    assert str(out) in said.stderr
    check(site, out.read_bytes())
    two = CliRunner().invoke(verify, [str(file), str(file), "--report", str(out)], env=own)
    assert two.exit_code == WRONG_USE


def test_where_no_report_can_be_had_the_result_is_shown_and_the_code_said(
    site: Site, tmp_path: Path
) -> None:
    key = site.room.folder / "desk" / "report.key"
    kept = key.rename(tmp_path / "kept")
    try:
        page = press(site.signed_in, site.pdf)
        told = problem(site.signed_in.post(ASKED, data=site.pdf, content_type=PDF))
        file, out = tmp_path / "a.pdf", tmp_path / "out.pdf"
        file.write_bytes(site.pdf)
        own = {"TRINHKY_HOME": str(tmp_path), "TRINHKY_DESK_SOCKET": str(site.room.socket)}
        trust = str(site.room.office.pki.directory / "trust.pem")
        words = [str(file), "--trust", trust, "--report", str(out)]
        said = CliRunner().invoke(verify, words, env=own, standalone_mode=False)
    finally:
        kept.rename(key)
    assert page.status_code == 200
    for words_said in ("report.no_key", "bản in không có chữ ký", "Mọi chữ ký đều hợp lệ"):
        assert words_said in page.text
    assert (told["status"], told["code"]) == (501, "report.no_key")
    assert said.return_value == NOT_REPORTED
    assert "report.no_key" in said.stderr
    assert not out.exists()
