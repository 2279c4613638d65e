"""The child process: the same report, or a code for what became of it; never a hang or a crash."""

from __future__ import annotations

import subprocess
import sys

import pytest

from signing.verify import child
from signing.verify.child import Bounds, verify_apart
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.signed.samples import NOW, issued, office


def test_the_child_says_what_the_library_says() -> None:
    apart = verify_apart(issued(), office().anchors, NOW)
    assert apart == verify(issued(), office().anchors, NOW)
    assert apart.verdict is Verdict.VALID


def test_a_file_that_takes_too_long_is_given_up() -> None:
    report = verify_apart(issued(), office().anchors, NOW, Bounds(patience=0))
    assert report.verdict is Verdict.UNUSABLE
    assert report.code is Code.TIMED_OUT


def test_a_file_that_computes_too_long_is_given_up_however_busy_the_machine_is() -> None:
    code = (
        "from signing.verify.child import Bounds, _confine\n"
        "_confine(Bounds(seconds=1))\n"
        "while True:\n    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=600, check=False
    )
    assert child._answer(done).code is Code.TIMED_OUT  # noqa: SLF001 - what it leaves


def test_a_file_that_needs_too_much_memory_is_given_up() -> None:
    small = Bounds(memory_bytes=64 * 1024 * 1024)
    report = verify_apart(issued(), office().anchors, NOW, small)
    assert report.verdict is Verdict.UNUSABLE
    assert report.code in {Code.OUT_OF_MEMORY, Code.CRASHED}


def test_a_file_that_is_too_large_never_reaches_the_child() -> None:
    report = verify_apart(issued(), office().anchors, NOW, Bounds(file_bytes=10))
    assert report.code is Code.TOO_LARGE


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.invalid', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.execv('/bin/true', ['true'])",
    ],
)
def test_a_confined_process_can_neither_connect_nor_start_anything(attempt: str) -> None:
    code = (
        "from signing.verify.child import Bounds, _confine\n"
        "_confine(Bounds())\n"
        f"try:\n    {attempt}\nexcept PermissionError as error:\n    print('refused', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("refused"), done.stderr


def test_a_confined_process_writes_no_file(tmp_path: object) -> None:
    code = (
        "from signing.verify.child import Bounds, _confine\n"
        "import signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "_confine(Bounds())\n"
        "try:\n"
        f"    open({str(tmp_path)!r} + '/x', 'wb', 0).write(b'x')\n"
        "except OSError as error:\n    print('refused', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("refused"), done.stderr


def test_an_answer_that_is_no_report_is_a_crash() -> None:
    done = subprocess.CompletedProcess([], 1, stdout=b"half an ans", stderr=b"")
    assert child._answer(done).code is Code.CRASHED  # noqa: SLF001 - what a killed child leaves
