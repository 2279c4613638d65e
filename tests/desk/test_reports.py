"""Signed reports: what the desk judges and signs, what it is asked in bad faith, what it limits."""

from __future__ import annotations

import hashlib
import json
import socket
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from service.desk.client import fit_name
from service.desk.errors import BadRequestError, ReportBusyError, ReportKeyMissingError
from service.desk.protocol import MAX_FILE, MAX_TEXT, MakeReport, read_request, to_line
from service.desk.report_key import ReportKey
from service.desk.reporting import PLACES
from service.verifying.verifier import LARGEST
from signing.errors import (
    CertificateUnusableError,
    DeskClosedError,
    KeyUnusableError,
    TimestampUnavailableError,
)
from signing.port import CornerLine, FieldRole, Level
from signing.seal.alone import source_of
from signing.seal.printed import printed_by
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.paper import open_paper
from tests.desk.room import LEADER, PIN, Room, item_of, items_of
from tests.signed.page import blank_paper
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.trust.own_ca import Issued
    from signing.verify.report import Report
    from tests.signed.office import Office


@pytest.fixture(scope="module")
def reporter(office: Office) -> Issued:
    return office.pki.issue_reporter("SỞ Y TẾ THỬ NGHIỆM", office.now)


@pytest.fixture(scope="module")
def plan(office: Office) -> bytes:
    office.pki.publish_lists(office.now)  # another room's revocation may have dated them later
    return office.archive(office.issue())


@pytest.fixture
def open_desk(room: Room, reporter: Issued) -> Room:
    """A room whose desk may sign reports; not started yet."""
    room.file_report_key(reporter)
    room.reports = True
    return room


@contextmanager
def asked(room: Room, line: bytes) -> Iterator[socket.socket]:
    """A connection on which a line was said."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(room.socket))
        connection.sendall(line)
        yield connection


def a_line(size: object, name: object = "a.pdf") -> bytes:
    return to_line({"do": "report", "name": name, "size": size})


def heard(connection: socket.socket) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(connection.recv(10_000))
    return found


def judged(room: Room, report: bytes) -> Report:
    now = datetime.now(UTC)  # noqa: TID251 - the desk read the real clock
    return verify(report, room.office.anchors, now)


def said_in(report: bytes) -> str:
    with pypdfium2.PdfDocument(report) as document:
        pages = [document[number].get_textpage() for number in range(len(document))]
        said = " ".join(" ".join(page.get_text_range() for page in pages).split())
        for page in pages:
            page.close()
    return said


def test_a_report_tells_the_truth_of_every_file_and_our_verifier_believes_it(
    open_desk: Room, plan: bytes
) -> None:
    foreign = {"a.pdf": plan, "b.pdf": plan + b"x", "c.txt": b"no PDF", "d.pdf": blank_paper()}
    words = ("HỢP LỆ", "KHÔNG HỢP LỆ", "KHÔNG KIỂM TRA ĐƯỢC", "KHÔNG KIỂM TRA ĐƯỢC")
    with open_desk.start():
        made = {name: open_desk.client.report(name, pdf) for name, pdf in foreign.items()}
    for (name, report), verdict in zip(made.items(), words, strict=True):
        said = said_in(report)
        assert f"KẾT LUẬN VỀ TỆP: {verdict}" in said
        assert hashlib.sha256(foreign[name]).hexdigest() in said
        assert f"“{name}”" in said
        found = judged(open_desk, report)
        assert found.verdict is Verdict.VALID
        [one] = found.signatures
        assert (one.role, one.level) == (FieldRole.REPORT, Level.B_LTA)
        [signature] = open_paper(report).signatures
        line = printed_by(signature.sig_object)
        assert isinstance(line, CornerLine)
        assert line.source == source_of(foreign[name])


def test_a_report_that_somebody_has_changed_is_refused(open_desk: Room, plan: bytes) -> None:
    with open_desk.start():
        report = open_desk.client.report("a.pdf", plan + b"x")
    place = report.index(b"stream")
    changed = report[: place + 40] + bytes([report[place + 40] ^ 1]) + report[place + 41 :]
    assert judged(open_desk, changed).code is Code.BYTES_CHANGED
    assert judged(open_desk, report + b"x").verdict is Verdict.INVALID


def test_without_a_key_for_reports_nothing_is_asked_for_and_nothing_signed(room: Room) -> None:
    room.reports = True
    with room.start():
        with pytest.raises(ReportKeyMissingError):
            room.client.report("a.pdf", b"%PDF-")
        with asked(room, a_line(5)) as connection:
            assert heard(connection) == {"error": "report.no_key"}


def test_no_report_is_dated_by_our_own_clock(open_desk: Room, plan: bytes) -> None:
    open_desk.is_late = True
    with open_desk.start(), pytest.raises(TimestampUnavailableError):
        open_desk.client.report("a.pdf", plan)


def test_a_desk_without_authorities_signs_no_report(open_desk: Room, plan: bytes) -> None:
    open_desk.reports = False
    with open_desk.start(), pytest.raises(TimestampUnavailableError):
        open_desk.client.report("a.pdf", plan)


def test_a_hijacked_web_says_no_verdict_no_digest_and_no_time(open_desk: Room) -> None:
    lies = {"verdict": "valid"}, {"sha256": "ab" * 32}, {"at": "2020-01-01"}, {"key": "agency"}
    with open_desk.start():
        for lie in lies:
            line = to_line({"do": "report", "name": "a.pdf", "size": 5, **lie})
            with asked(open_desk, line) as connection:
                assert heard(connection) == {"error": BadRequestError.code}


@pytest.mark.parametrize("size", [0, -1, MAX_FILE + 1, 10**30, 1.5, "5", True, None, [5]])
def test_a_length_that_is_none_is_refused_before_a_byte_is_read(size: object) -> None:
    with pytest.raises(BadRequestError):
        read_request(a_line(size))


@pytest.mark.parametrize("name", [None, 1, "x" * (MAX_TEXT + 1), "a\nb", "a\u202eb", "a\0b"])
def test_a_name_that_is_no_plain_line_is_refused(name: object) -> None:
    with pytest.raises(BadRequestError):
        read_request(a_line(5, name))


@pytest.mark.parametrize("name", ["", "a\nb\u202e\0c", "đ" * 999, "a\N{NO-BREAK SPACE}b"])
def test_the_client_makes_any_name_fit(name: str) -> None:
    assert read_request(a_line(5, fit_name(name))) == MakeReport(fit_name(name), 5)


def test_a_file_may_be_as_long_as_on_the_page() -> None:
    assert MAX_FILE == LARGEST


def test_more_or_less_than_was_announced_gives_no_report(open_desk: Room, plan: bytes) -> None:
    with open_desk.start() as desk:
        with asked(open_desk, a_line(10)) as connection:
            assert heard(connection) == {"ready": True}
            connection.sendall(b"x" * 11)
            assert heard(connection) == {"error": BadRequestError.code}
        with asked(open_desk, a_line(10)) as connection:
            assert heard(connection) == {"ready": True}
            connection.sendall(b"x" * 9)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(100) == b""
        with asked(open_desk, a_line(10) + b"x" * 10) as connection:  # too soon
            assert heard(connection) == {"error": BadRequestError.code}
        assert desk.answers()
        assert open_desk.client.report("a.pdf", plan)


def test_who_holds_every_place_for_reports_keeps_nobody_from_signing(
    open_desk: Room, plan: bytes
) -> None:
    doc = open_desk.awaiting_signature("vb-1")
    with open_desk.start(), ExitStack() as slow:
        for _ in range(PLACES):
            connection = slow.enter_context(asked(open_desk, a_line(MAX_FILE)))
            assert heard(connection) == {"ready": True}
            connection.sendall(b"x")  # and no more
        with pytest.raises(ReportBusyError):
            open_desk.client.report("a.pdf", plan)
        session = open_desk.client.unlock_personal(LEADER, PIN, items_of(doc))
        ticket = open_desk.client.sign(session, *items_of(doc)[0])
        slow.close()
        until(lambda: _is_free(open_desk, plan))
    open_desk.check(item_of(doc), ticket)


def _is_free(room: Room, plan: bytes) -> bool:
    try:
        return bool(room.client.report("a.pdf", plan))
    except ReportBusyError:
        return False


def test_the_file_s_name_is_in_no_log(open_desk: Room, plan: bytes) -> None:
    with open_desk.start():
        report = open_desk.client.report("quyết định kỷ luật.pdf", plan)
        digest = hashlib.sha256(report).hexdigest()
    assert f"a report was signed: sha256 {digest}" in open_desk.log()
    assert "kỷ luật" not in open_desk.log()
    assert hashlib.sha256(plan).hexdigest() not in open_desk.log()


def test_only_a_key_for_reports_may_be_filed_as_one(room: Room) -> None:
    with pytest.raises(CertificateUnusableError):
        room.file_report_key(room.office.agency)
    with pytest.raises(ReportKeyMissingError):
        ReportKey(room.folder / "desk", room.cabinet).require()


def test_the_key_for_reports_is_no_key_without_the_server_key(
    open_desk: Room, reporter: Issued
) -> None:
    key = ReportKey(open_desk.folder / "desk", open_desk.cabinet)
    opened = key.open(open_desk.now)
    assert opened.certificate == reporter.der
    opened.forget()
    file = open_desk.folder / "desk" / "server.key"
    file.write_bytes(bytes(32))
    with pytest.raises(KeyUnusableError):
        key.open(open_desk.now)
    key.remove()
    with pytest.raises(ReportKeyMissingError):
        key.open(open_desk.now)


def test_a_revoked_key_signs_no_report(room: Room, plan: bytes) -> None:
    gone = room.office.pki.issue_reporter("SỞ KHÁC", room.office.now)
    room.file_report_key(gone)
    room.reports = True
    room.office.pki.revoke(gone.certificate, room.office.now)
    with room.start(), pytest.raises(CertificateUnusableError):
        room.client.report("a.pdf", plan)


def test_a_broken_answer_is_no_report(open_desk: Room, plan: bytes) -> None:
    with open_desk.start() as desk:
        desk.kill()
        with pytest.raises(DeskClosedError):
            open_desk.client.report("a.pdf", plan)
