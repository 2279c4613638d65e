"""What the agency signs beside the story's plan: an appendix file and an extract of it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from service.cli.clerk import clerk
from service.copies.errors import NotIssuedError
from service.copies.signing import SIGN_APPENDIX
from service.demo import DEMO_PIN
from service.demo.organisation import SO
from signing.port import FieldRole
from signing.seal.alone import source_of
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.database import Database
from storage.readmodel.queries import history
from tests.homes import real_clock
from tests.signed.page import blank_paper
from tests.story.playing import ISSUED, PLAN_241, Story

if TYPE_CHECKING:
    from pathlib import Path

    from service.stack.layout import Layout

pytestmark = [pytest.mark.temporal, pytest.mark.office]


@pytest.fixture
def own_office(own_copy: Layout, story: Story) -> Layout:
    """A copy of the story's home with its keys and its authority."""
    of_stage = story.stage.settings
    shutil.copytree(of_stage.pki_dir, own_copy.pki)
    shutil.copytree(of_stage.desk_dir / "keys", own_copy.desk / "keys")
    shutil.copy(of_stage.desk_dir / "server.key", own_copy.desk)
    return own_copy


def _typed(*words: str) -> str:
    done = CliRunner().invoke(clerk, [*words, "--as", "vanthu"], input=f"{DEMO_PIN}\n")
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def _judged(story: Story, file: Path, role: FieldRole) -> str:
    pdf = file.read_bytes()
    report = verify(pdf, load_anchors(story.trust.read_bytes()), real_clock())
    assert report.verdict is Verdict.VALID, report.all_codes
    assert [one.role for one in report.signatures] == [role]
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(said.stdout.decode().split())


def test_an_appendix_file_carries_the_plans_number_and_names_its_bytes(
    story: Story, own_office: Layout, tmp_path: Path
) -> None:
    entry = story.entries_of(PLAN_241)[ISSUED]
    given, out = tmp_path / "phu-luc.pdf", tmp_path / "phu-luc-ky.pdf"
    given.write_bytes(blank_paper(2))
    _typed("appendix", entry["id"], str(given), "--out", str(out))
    assert f"Số: {PLAN_241}; " in _judged(story, out, FieldRole.APPENDIX)
    main = story.file(entry).read_bytes()
    assert source_of(main).sha256.encode() in out.read_bytes()
    database = Database(own_office.database_url)
    with database.reading() as conn:
        last = history(conn, entry["id"])[-1]
    database.close()
    assert (last.act, last.person_id) == (SIGN_APPENDIX, "ng-008")
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    assert list(own_office.blobs.rglob(f"*{sha256}*"))


@pytest.mark.usefixtures("own_office")
def test_an_extract_of_the_plan_is_a_file_of_its_own(story: Story, tmp_path: Path) -> None:
    original, out = story.file(story.entries_of(PLAN_241)[ISSUED]), tmp_path / "trich-sao.pdf"
    before = original.read_bytes()
    _typed("copy", "trich-sao", "--original", str(original), "--unit", SO, "--out", str(out))
    text = _judged(story, out, FieldRole.COPY)
    assert "Trích sao; " in text
    assert PLAN_241 in text
    assert original.read_bytes() == before


@pytest.mark.usefixtures("own_office")
def test_a_paper_that_is_not_there_has_no_appendix(tmp_path: Path) -> None:
    given, out = tmp_path / "a.pdf", tmp_path / "b.pdf"
    given.write_bytes(blank_paper())
    words = ["appendix", "khong-co", str(given), "--out", str(out), "--as", "vanthu"]
    told = CliRunner().invoke(clerk, words, input=f"{DEMO_PIN}\n")
    assert isinstance(told.exception, NotIssuedError)
