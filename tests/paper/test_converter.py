"""LibreOffice as a neighbour: it fails in known ways, and only our own process is ever ended."""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from doc_templates import catalog
from doc_templates.errors import ConverterFailedError
from doc_templates.to_pdf import LibreOffice
from tests.paper.offices import a_program, runs

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = catalog.docx(catalog.current("ke-hoach"))


def test_a_missing_libreoffice_is_said_so() -> None:
    with (
        LibreOffice("/nowhere/soffice") as office,
        pytest.raises(ConverterFailedError, match="not"),
    ):
        office.convert(TEMPLATE)


@pytest.mark.timeout(600)
def test_a_converter_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3600)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(3600)"
    )
    with (
        LibreOffice(a_program(tmp_path, body), time_limit=1) as office,
        pytest.raises(ConverterFailedError, match="within 1 s"),
    ):
        office.convert(TEMPLATE)
    assert not [pid for pid in pids.read_text().split() if runs(int(pid))]


def test_a_stranger_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    program = a_program(tmp_path, "import time; time.sleep(60)")
    stranger = subprocess.Popen([program])
    try:
        with (
            LibreOffice(program, time_limit=0.5) as office,
            pytest.raises(ConverterFailedError),
        ):
            office.convert(TEMPLATE)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_failing_converter_is_reported_with_its_last_words(tmp_path: Path) -> None:
    program = a_program(tmp_path, "import sys; print('no filter'); sys.exit(3)")
    with LibreOffice(program) as office, pytest.raises(ConverterFailedError, match="no filter"):
        office.convert(TEMPLATE)


def test_a_converter_that_writes_nothing_has_failed(tmp_path: Path) -> None:
    with (
        LibreOffice(a_program(tmp_path, "")) as office,
        pytest.raises(ConverterFailedError, match="no PDF"),
    ):
        office.convert(TEMPLATE)


def test_the_converter_sees_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRINHKY_SECRET", "geheim")
    program = a_program(tmp_path, "import os, sys; print(dict(os.environ)); sys.exit(1)")
    with LibreOffice(program) as office, pytest.raises(ConverterFailedError) as failed:
        office.convert(TEMPLATE)
    assert "LANG" in str(failed.value)
    assert "geheim" not in str(failed.value)


def test_a_failure_of_the_converter_may_be_tried_again() -> None:
    assert ConverterFailedError.retryable


def test_two_threads_take_turns_at_one_converter() -> None:
    answers: list[bytes] = []
    with LibreOffice() as office:
        threads = [
            threading.Thread(target=lambda: answers.append(office.convert(TEMPLATE)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer[:5] for answer in answers] == [b"%PDF-"] * 2


def test_a_closed_converter_leaves_nothing_behind_and_converts_no_more(tmp_path: Path) -> None:
    office = LibreOffice(a_program(tmp_path, ""))
    office.close()
    with pytest.raises(ConverterFailedError, match="closed"):
        office.convert(TEMPLATE)
