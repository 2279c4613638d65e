"""What the agency signs beside the story's plan: an extract of it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from service.cli.clerk import clerk
from service.demo import DEMO_PIN
from service.demo.organisation import SO
from signing.port import FieldRole
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.homes import real_clock
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


@pytest.mark.usefixtures("own_office")
def test_an_extract_of_the_plan_is_a_file_of_its_own(story: Story, tmp_path: Path) -> None:
    original, out = story.file(story.entries_of(PLAN_241)[ISSUED]), tmp_path / "trich-sao.pdf"
    before = original.read_bytes()
    _typed("copy", "trich-sao", "--original", str(original), "--unit", SO, "--out", str(out))
    text = _judged(story, out, FieldRole.COPY)
    assert "Trích sao; " in text
    assert PLAN_241 in text
    assert original.read_bytes() == before
