"""`trinhky clerk copy` on a planted home, as a clerk types it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

from service.cli.clerk import clerk
from service.copies.errors import ClerkNeededError, CopyFormError, SourceInvalidError
from service.copies.register import lines_of
from service.demo import DEMO_PIN
from service.demo.organisation import SO
from signing.errors import CornerTakenError, NoKeyError, WrongPinError
from signing.port import FieldRole
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.blobs.local import LocalBlobStore
from storage.database import Database
from storage.ledger import ledger
from storage.people import certificates
from storage.registers import numbers
from tests.homes import real_clock
from tests.signed.page import a_scan, blank_paper
from workflows.activities.copies import copies_after
from workflows.domain.errors import TextTooLongError
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.stack.layout import Layout


class Typing:
    """What a clerk types, in one home."""

    def __init__(self, home: Layout, surroundings: Mapping[str, str], folder: Path) -> None:
        self.home, self.folder, self.out = home, folder, folder / "ban-sao.pdf"
        self.own = {**surroundings, "TRINHKY_HOME": str(home.home)}

    def file(self, name: str, body: bytes) -> str:
        (self.folder / name).write_bytes(body)
        return str(self.folder / name)

    def copy(
        self, *words: str, login: str = "vanthu", pin: str = DEMO_PIN, unit: str = SO
    ) -> Result:
        where = ("--unit", unit, "--out", str(self.out), "--as", login)
        return CliRunner().invoke(clerk, ["copy", *words, *where], input=f"{pin}\n", env=self.own)

    def acts(self) -> list[tuple[str, str, dict[str, object]]]:
        database = Database(self.home.database_url)
        with database.reading() as conn:
            found = [(e.act, e.person_id, dict(e.details)) for e in ledger.all_entries(conn)]
        database.close()
        return [one for one in found if one[0].startswith("sign_")]


@pytest.fixture
def typing(own_home: Layout, surroundings: Mapping[str, str], tmp_path: Path) -> Typing:
    return Typing(own_home, surroundings, tmp_path)


def test_a_scan_becomes_a_copy_that_the_agency_signed_and_the_ledger_knows(typing: Typing) -> None:
    page = typing.file("1.jpg", a_scan())
    done = typing.copy("sao-y", page, page)
    assert done.exit_code == 0, done.output
    anchors = load_anchors((typing.home.pki / "trust.pem").read_bytes())
    report = verify(typing.out.read_bytes(), anchors, real_clock())
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == [FieldRole.COPY]
    [(act, person, details)] = typing.acts()
    assert (act, person, details["form"]) == ("sign_copy", "ng-008", "sao-y")
    assert details["number"] == "01/SY-SYT"
    database = Database(typing.home.database_url)
    with database.reading() as conn:
        [[copy], _] = copies_after(conn, 0, 1)
        assert certificates.certificate(conn, copy.certificate_sha256) in (
            certificates.certificates_of_unit(conn, SO, real_clock())
        )
    database.close()
    assert LocalBlobStore(typing.home.blobs).get(blob_ref(copy.file)) == typing.out.read_bytes()
    assert copy.renewals == 0
    again = typing.copy("sao-y", page)
    assert isinstance(again.exception, FileExistsError)


def test_all_forms_count_on_in_one_series_and_the_register_says_for_whom(typing: Typing) -> None:
    page = typing.file("1.jpg", a_scan())
    for number, form in enumerate(("sao-y", "sao-luc")):
        typing.out = typing.folder / f"{number}.pdf"
        assert typing.copy(form, page, "--to", "Sở Nội vụ").exit_code == 0
    broken = typing.copy("sao-y", page, "--to", "x" * 301)
    assert isinstance(broken.exception, TextTooLongError)
    database = Database(typing.home.database_url)
    with database.reading() as conn:
        lines = lines_of(conn, {SO})
        [series] = [s for s in numbers.series_of(conn, SO) if s.key.code.startswith("SAO-")]
    database.close()
    assert [line.number for line in lines] == ["02/SL-SYT", "01/SY-SYT"]
    assert series.last_value == 2
    store = LocalBlobStore(typing.home.blobs)
    told = [store.get(line.receiver).decode() for line in lines if line.receiver]
    assert told == ["Sở Nội vụ"] * 2


def test_a_scan_with_something_in_the_corner_is_refused_before_the_pin(typing: Typing) -> None:
    scan = Image.open(io.BytesIO(a_scan()))
    ImageDraw.Draw(scan).rectangle((1400, 70, 1480, 95), (0, 0, 0))
    output = io.BytesIO()
    scan.save(output, "JPEG", dpi=(200, 200))
    told = typing.copy("sao-y", typing.file("1.jpg", output.getvalue()), pin="00000000")
    assert isinstance(told.exception, CornerTakenError)
    assert typing.acts() == []


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"login": "giamdoc"}, ClerkNeededError),
        ({"login": "bv-vanthu"}, NoKeyError),
        ({"pin": "00000000"}, WrongPinError),
    ],
    ids=["no clerk", "another agency's clerk", "wrong PIN"],
)
def test_nobody_but_the_agencys_clerk_copies(
    typing: Typing, changed: dict[str, str], refusal: type[Exception]
) -> None:
    told = typing.copy("sao-y", typing.file("1.jpg", a_scan()), **changed)
    assert isinstance(told.exception, refusal)
    assert not typing.out.exists()
    assert typing.acts() == []


def test_an_electronic_original_is_sent_itself_and_a_broken_one_gives_no_extract(
    typing: Typing,
) -> None:
    original = typing.file("goc.pdf", blank_paper())
    for form, refusal in (("sao-y", CopyFormError), ("trich-sao", SourceInvalidError)):
        told = typing.copy(form, "--original", original)
        assert isinstance(told.exception, refusal)
    assert typing.copy("sao-y").exit_code == 2
    assert typing.copy("trich-sao", "--original", original, "--pages", "một").exit_code == 2
