"""LibreOffice is kept open between papers; whatever becomes of it, papers are made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from doc_templates import catalog, to_pdf
from doc_templates.office import Office
from doc_templates.to_pdf import LibreOffice
from tests.paper.offices import Watched, runs
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

pytestmark = pytest.mark.office
TEMPLATE = catalog.docx(catalog.current("ke-hoach"))
NOT_TO_STAY = 'case "$*" in *--pidfile*) exit 1;; esac'
A_WORKER = """
import sys
from doc_templates import catalog
from doc_templates.to_pdf import LibreOffice
office = LibreOffice(sys.argv[1])
office.convert(catalog.docx(catalog.current("ke-hoach")))
print("made", flush=True)
sys.stdin.read()
"""


def none_runs(pids: Iterable[int]) -> bool:
    return not any(runs(pid) for pid in pids)


def test_one_process_serves_paper_after_paper(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        for _ in range(3):
            assert office.convert(TEMPLATE).startswith(b"%PDF-")
        assert [runs(pid) for pid in watched.opened()] == [True]
    assert watched.batches() == [1, 1, 1]


def test_nothing_of_it_is_left_when_it_is_closed(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        office.convert(TEMPLATE)
        assert watched.profile().is_dir()
    assert not watched.profile().parent.exists()
    assert none_runs(watched.opened())


def test_its_door_is_taken_away_with_it(tmp_path: Path) -> None:
    source = tmp_path / "paper.docx"
    source.write_bytes(TEMPLATE)
    office = Office(None, tmp_path / "office", 60)
    office.convert([source])
    assert office.door.is_socket()
    office.end()
    assert not office.door.exists()


def test_one_that_was_killed_is_replaced(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        office.convert(TEMPLATE)
        os.kill(watched.opened()[0], signal.SIGKILL)
        # What guards it ends a moment later; a paper that comes in between is made without it.
        until(lambda: office.convert(TEMPLATE).startswith(b"%PDF-") and len(watched.opened()) > 1)
        assert [runs(pid) for pid in watched.opened()] == [False, True]


def test_one_that_will_not_stay_open_converts_all_the_same(tmp_path: Path) -> None:
    watched = Watched(tmp_path, first=NOT_TO_STAY)
    with LibreOffice(watched.program) as office:
        for _ in range(5):
            assert office.convert(TEMPLATE).startswith(b"%PDF-")
    assert len(watched.opened()) == 3  # then it is left in peace


def test_it_is_renewed_after_many_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_pdf, "RENEWED_AFTER", 2)
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        for _ in range(3):
            office.convert(TEMPLATE)
        assert [runs(pid) for pid in watched.opened()] == [False, True]


def test_an_idle_one_is_closed_and_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(to_pdf, "IDLE_LIMIT", 0.2)
    watched = Watched(tmp_path)
    with LibreOffice(watched.program) as office:
        office.convert(TEMPLATE)
        until(lambda: none_runs(watched.opened()))
        assert office.convert(TEMPLATE).startswith(b"%PDF-")
    assert len(watched.opened()) == 2


def test_it_ends_with_a_worker_that_was_killed(
    tmp_path: Path, surroundings: Mapping[str, str]
) -> None:
    watched = Watched(tmp_path)
    worker = subprocess.Popen(
        [sys.executable, "-c", A_WORKER, watched.program],
        env={**surroundings, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"made\n"
    assert [runs(pid) for pid in watched.opened()] == [True]
    worker.kill()
    worker.communicate()
    until(lambda: none_runs(watched.opened()))
    Office(None, watched.profile().parent, 1).door.unlink()
