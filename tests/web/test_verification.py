"""A stranger's file at the page and at the interface: one judgement, and nothing told beyond it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli.verify import verify
from service.verifying.verifier import BOUNDS, LARGEST, Verifier
from signing.verify.child import Bounds
from tests.hostile.test_costly_files import deep_dictionaries_in_the_catalog, fields_in_a_ring
from tests.secrecy.twins import heard
from tests.signed.samples import NOW, issued
from tests.signed.samples import office as signed_office
from tests.web.office import DRAFTER, PASSWORD, Office, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

PAGE, API = "/kiem-tra", "/api/v1/verify"
PDF = "application/pdf"
EDGE = "edge-of-a-part"
QUICK = Bounds(patience=0, file_bytes=LARGEST)  # where it does not matter what comes out
ROOMY = Bounds(seconds=300, patience=300, memory_bytes=BOUNDS.memory_bytes, file_bytes=LARGEST)
UNTOUCHED = b"%PDF-1.7\n"  # enough of a file where the judgement does not matter


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all: nothing here may change it."""
    built = Office(tmp_path_factory.mktemp("office"), now=NOW)
    yield built
    built.database.close()


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pem = tmp_path_factory.mktemp("trust") / "trust.pem"
    pem.write_bytes(signed_office().pki.trust_pem)
    return pem


@pytest.fixture(scope="module")
def citizen(office: Office, trust: Path) -> FlaskClient:
    """Somebody without an account, where the office judges for everybody."""
    return client(office, Verifier(trust, ROOMY))


@pytest.fixture(scope="module")
def anybody(office: Office, trust: Path) -> FlaskClient:
    """The same where no judgement has the time to come to an end."""
    return client(office, Verifier(trust, QUICK))


def client(office: Office, verifier: Verifier, *, public: bool = True) -> FlaskClient:
    app = create_app(office.services(verifier=verifier, public_verify=public))
    return app.test_client()


def hand_in(browser: FlaskClient, pdf: bytes, name: str = "van-ban.pdf") -> Visitor:
    """Send the form as a browser does; written by hand, since the test client uses the disk."""
    visitor = Visitor(browser).open(PAGE)
    parts = [(f'name="{key}"', value.encode()) for key, [value] in visitor.filled(PAGE).items()]
    parts.append((f'name="file"; filename="{name}"', pdf))
    body = b"".join(
        f"--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
        for head, value in parts
    )
    return visitor.send(
        PAGE, body + f"--{EDGE}--".encode(), f"multipart/form-data; boundary={EDGE}"
    )


def sign_in(browser: FlaskClient) -> None:
    visitor = Visitor(browser).open("/dang-nhap")
    visitor.press("/dang-nhap", login=DRAFTER, password=PASSWORD)
    assert visitor.open(PAGE).path == PAGE


def problem(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    told: dict[str, Any] = json.loads(answer.data)
    assert told["status"] == answer.status_code
    assert set(told) >= {"type", "title", "status", "detail", "code"}
    return told


def test_whoever_holds_a_paper_learns_that_it_is_valid_and_why(citizen: FlaskClient) -> None:
    shown = hand_in(citizen, issued())
    assert shown.status == 200
    text = shown.text
    assert text.index("HỢP LỆ") < text.index("Mọi chữ ký đều hợp lệ") < text.index("3 chữ ký")
    assert "SỞ Y TẾ THỬ NGHIỆM" in text
    assert "05/02/2026 15:30:00 +07:00" in text
    assert "van-ban.pdf" in text
    assert hashlib.sha256(issued()).hexdigest() in text
    assert all(hashlib.sha256(anchor).hexdigest() in text for anchor in signed_office().anchors)


def test_what_was_changed_is_said_first_with_what_to_do(citizen: FlaskClient) -> None:
    text = hand_in(citizen, issued() + b"x").text
    assert (
        text.index("KHÔNG HỢP LỆ") < text.index("verify.trailing_bytes") < text.index("chữ ký số")
    )
    assert "Việc nên làm: xin lại bản gốc" in text
    assert "Kết luận ở trên là của cả tệp" in text


def test_without_anchors_nothing_is_valid(office: Office, tmp_path: Path) -> None:
    text = hand_in(client(office, Verifier(tmp_path / "none.pem", ROOMY)), issued()).text
    assert "KHÔNG XÁC ĐỊNH" in text
    assert "verify.no_anchors" in text
    assert "--trust" not in text, "a page has no options of a command"


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (b"", "verify.not_pdf"),
        (b"PK\x03\x04 no paper", "verify.not_pdf"),
        (fields_in_a_ring(), "verify."),
    ],
    ids=["empty", "zip", "hostile"],
)
def test_what_is_no_signed_paper_cannot_be_judged(
    citizen: FlaskClient, pdf: bytes, code: str
) -> None:
    shown = hand_in(citizen, pdf)
    assert shown.status == 200
    assert "KHÔNG KIỂM TRA ĐƯỢC" in shown.text
    assert code in shown.text


def test_a_file_that_takes_too_long_is_given_up(anybody: FlaskClient) -> None:
    shown = hand_in(anybody, deep_dictionaries_in_the_catalog())
    assert "KHÔNG KIỂM TRA ĐƯỢC" in shown.text
    assert "verify.timed_out" in shown.text


def test_a_name_is_only_text(anybody: FlaskClient) -> None:
    shown = hand_in(anybody, UNTOUCHED, "<script>alert(1)</script>\u202efdp.exe")
    assert "<script>alert(1)" not in shown.html
    assert "<script>alert(1)</script>fdp.exe" in shown.text


def test_a_form_without_a_file_asks_for_one(anybody: FlaskClient) -> None:
    shown = hand_in(anybody, b"", "")
    assert (shown.status, "verifying.no_file" in shown.text) == (422, True)


@pytest.mark.parametrize("more", [1, 10 * 1024 * 1024], ids=["by a byte", "by far"])
def test_a_huge_file_is_refused_alike_wherever_it_is_noticed(
    anybody: FlaskClient, more: int
) -> None:
    huge = b"0" * (LARGEST + more)
    shown = hand_in(anybody, huge)
    assert (shown.status, "verifying.too_large" in shown.text) == (413, True)
    told = problem(anybody.post(API, data=huge, content_type=PDF))
    assert (told["status"], told["code"]) == (413, "verifying.too_large")


def test_a_body_of_no_told_length_is_read_to_the_limit_only(anybody: FlaskClient) -> None:
    endless = open(os.devnull.replace("null", "zero"), "rb")  # noqa: SIM115, PTH123
    with endless:
        answer = anybody.post(
            API,
            input_stream=endless,
            content_type=PDF,
            environ_overrides={"wsgi.input_terminated": True},
        )
    assert problem(answer)["code"] == "verifying.too_large"


def test_one_more_than_may_be_judged_is_told_to_come_again(office: Office, trust: Path) -> None:
    verifier = Verifier(trust, QUICK, patience=0, places=threading.BoundedSemaphore(1))
    browser = client(office, verifier)
    with verifier.places:  # as while another's file is judged
        shown = hand_in(browser, issued())
        assert (shown.status, "verifying.busy" in shown.text) == (503, True)
        assert "KHÔNG KIỂM TRA ĐƯỢC" in shown.text
        answer = browser.post(API, data=issued(), content_type=PDF)
        assert problem(answer)["code"] == "verifying.busy"
        assert answer.headers["Retry-After"]
    assert hand_in(browser, UNTOUCHED).status == 200


def test_strangers_leave_a_place_to_who_works_here(office: Office, trust: Path) -> None:
    verifier = Verifier(trust, QUICK, patience=0, strangers=threading.BoundedSemaphore(1))
    browser = client(office, verifier)
    with verifier.strangers:  # as while a stranger's file is judged
        assert hand_in(browser, UNTOUCHED).status == 503
        sign_in(browser)
        assert hand_in(browser, UNTOUCHED).status == 200


def test_the_terminal_and_the_interface_say_the_same(
    citizen: FlaskClient, trust: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(issued() + b"x")
    said = CliRunner().invoke(verify, ["--json", str(file), "--trust", str(trust)])
    [expected] = json.loads(said.stdout)
    assert len(expected["signatures"]) == 3
    raw = citizen.post(API, data=file.read_bytes(), content_type=PDF)
    form = citizen.post(API, data={"file": (io.BytesIO(file.read_bytes()), "a.pdf")})
    assert (raw.status_code, raw.mimetype) == (200, "application/json")
    assert json.loads(raw.data) == expected | {"file": ""}
    assert json.loads(form.data) == expected | {"file": "a.pdf"}


def test_the_interface_refuses_in_problem_details(anybody: FlaskClient) -> None:
    tries = {
        "verifying.media_type": anybody.post(API, data="{}", content_type="application/json"),
        "verifying.no_file": anybody.post(API, data={"other": (io.BytesIO(b"%PDF"), "a.pdf")}),
        "http.method": anybody.get(API),
        "http.not_found": anybody.get("/api/v1/none"),
    }
    assert {problem(answer)["code"] for answer in tries.values()} == set(tries)


def test_only_who_is_signed_in_is_served_unless_the_office_says_otherwise(
    office: Office, trust: Path
) -> None:
    closed = client(office, Verifier(trust, QUICK), public=False)
    assert Visitor(closed).open(PAGE).path == "/dang-nhap"
    answer = closed.post(API, data=issued(), content_type=PDF)
    assert (answer.status_code, problem(answer)["code"]) == (401, "account.sign_in_needed")
    sign_in(closed)
    assert hand_in(closed, UNTOUCHED).status == 200
    assert closed.post(API, data=UNTOUCHED, content_type=PDF).status_code == 200


def test_a_form_from_another_site_is_refused(anybody: FlaskClient) -> None:
    anybody.application.config["WTF_CSRF_ENABLED"] = True
    answer = anybody.post(PAGE, data={"file": (io.BytesIO(issued()), "a.pdf")})
    assert (answer.status_code, "http.csrf" in answer.text) == (400, True)


def test_an_outsider_s_question_never_reaches_the_database(
    office: Office, anybody: FlaskClient
) -> None:
    """So the answer cannot depend on which papers, people or keys are known here."""
    before = set(office.folder.rglob("*"))
    with heard() as statements:
        assert hand_in(anybody, issued()).status == 200
        assert anybody.post(API, data=issued(), content_type=PDF).status_code == 200
    assert statements == []
    assert set(office.folder.rglob("*")) == before, "and nothing is kept"


def test_the_door_leads_there_only_where_everybody_may(
    office: Office, anybody: FlaskClient
) -> None:
    def leads(browser: FlaskClient) -> bool:
        return PAGE in Visitor(browser).open("/dang-nhap").tree.xpath("//a/@href")

    assert leads(anybody)
    assert not leads(office.app.test_client())
