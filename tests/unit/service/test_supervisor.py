"""Children are started in order, restarted when they end, and never outlive their supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.errors import ChildFailedError, RetentionNotKeptError
from service.stack import supervisor as supervising
from service.stack.child import ChildPlan
from service.stack.supervisor import Event, Happening, Supervisor
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
SLEEPER = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
PARENT = f"import subprocess; subprocess.Popen(['sleep', '600']); {SLEEPER}"


def a_plan(name: str, folder: Path, program: str = SLEEPER, **other: object) -> ChildPlan:
    """Return the plan of a child that is healthy once it has touched its file."""
    sign = folder / f"{name}.up"
    values: dict[str, object] = {
        "name": name,
        "command": (sys.executable, "-c", program, str(sign)),
        "environment": {},
        "log": folder / f"{name}.log",
        "probe": lambda _: sign.exists(),
        "ready_limit_s": 20.0,
    }
    return ChildPlan(**(values | other))  # type: ignore[arg-type]


@contextmanager
def running(*plans: ChildPlan) -> Iterator[tuple[Supervisor, list[Event]]]:
    """Run a supervisor in a thread of its own, ready, until the block ends."""
    events: list[Event] = []
    supervisor = Supervisor([[plan] for plan in plans], lambda: NOW, events.append)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        assert supervisor.wait_ready(20)
        yield supervisor, events
    finally:
        supervisor.request_stop()
        thread.join()


def exists(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split(") ")[1][0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> Callable[[], bool]:
    return lambda: not any(exists(pid) for pid in pids)


def pid_of(supervisor: Supervisor, name: str) -> int:
    pid = supervisor.pid(name)
    assert pid is not None
    return pid


def test_children_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    with running(a_plan("first", tmp_path), a_plan("second", tmp_path)) as (supervisor, events):
        pids = pid_of(supervisor, "first"), pid_of(supervisor, "second")
        assert all(exists(pid) for pid in pids)
    told = [(event.child, event.happening) for event in events]
    assert told == [
        ("first", Happening.STARTING),
        ("first", Happening.READY),
        ("second", Happening.STARTING),
        ("second", Happening.READY),
        ("second", Happening.STOPPED),
        ("first", Happening.STOPPED),
    ]
    assert gone(*pids)()


def test_the_children_of_a_wave_start_together(tmp_path: Path) -> None:
    events: list[Event] = []
    wave = [a_plan("worker", tmp_path), a_plan("web", tmp_path)]
    supervisor = Supervisor([wave], lambda: NOW, events.append)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    assert supervisor.wait_ready(20)
    supervisor.request_stop()
    assert supervisor.wait_ended(20)
    thread.join()
    assert [event.happening for event in events[:2]] == [Happening.STARTING] * 2


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    with running(a_plan("worker", tmp_path)) as (supervisor, events):
        first = pid_of(supervisor, "worker")
        os.kill(first, signal.SIGKILL)
        until(lambda: supervisor.pid("worker") not in {None, first})
        until(lambda: [e.happening for e in events].count(Happening.READY) == 2)
    ended = next(event for event in events if event.happening is Happening.ENDED)
    assert ended.exit_code == 128 + signal.SIGKILL


def test_a_child_that_keeps_ending_is_tried_later_and_later(tmp_path: Path) -> None:
    once = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch(); sys.stdin.close()"
    slow = f"{once}; import time; time.sleep(0.5)"
    with running(a_plan("worker", tmp_path, slow)) as (_, events):
        until(lambda: [e.happening for e in events].count(Happening.ENDED) == 3)
    waits = [event.seconds for event in events if event.happening is Happening.ENDED]
    assert waits[:3] == [0.5, 1.0, 2.0]


def test_a_child_that_never_gets_healthy_ends_all_and_names_its_log(tmp_path: Path) -> None:
    broken = a_plan("web", tmp_path, "import sys; sys.exit('no such table')")
    good = a_plan("temporal", tmp_path)
    events: list[Event] = []
    with pytest.raises(ChildFailedError, match=r"web\.log.*no such table"):
        Supervisor([[good], [broken]], lambda: NOW, events.append).run()
    assert [e.child for e in events if e.happening is Happening.STOPPED] == ["web", "temporal"]


def test_what_must_be_done_once_ready_is_done_before_the_next_child(tmp_path: Path) -> None:
    order: list[str] = []
    first = a_plan("first", tmp_path, once_ready=lambda: order.append("ready"))

    def probed(_since: datetime) -> bool:
        order.append("probed")
        return True

    second = a_plan("second", tmp_path, probe=probed)
    with running(first, second):
        assert order[:2] == ["ready", "probed"]


def test_a_refusal_once_ready_is_told_when_the_time_is_over(tmp_path: Path) -> None:
    def refuse() -> None:
        raise RetentionNotKeptError("wanted 1 h")

    plan = a_plan("temporal", tmp_path, once_ready=refuse, ready_limit_s=1.0)
    with pytest.raises(ChildFailedError, match=r"stack\.retention: wanted 1 h"):
        Supervisor([[plan]], lambda: NOW, lambda _: None).run()


def test_a_deaf_child_is_ended_all_the_same(tmp_path: Path) -> None:
    with running(a_plan("deaf", tmp_path, DEAF, stop_limit_s=1.0)) as (supervisor, _):
        pid = pid_of(supervisor, "deaf")
    until(gone(pid), 60)


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    with running(a_plan("worker", tmp_path, PARENT)) as (supervisor, _):
        child = pid_of(supervisor, "worker")
        grandchild = only_child_of(child)
        os.kill(child, signal.SIGKILL)
        until(gone(child, grandchild), 60)


def only_child_of(pid: int) -> int:
    """Return the process id of the only child of `pid`."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    assert len(listed) == 1
    return int(listed[0])


SUPERVISING = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tests.unit.service.test_supervisor import PARENT, a_plan
from service.stack.supervisor import Supervisor
plan = a_plan("worker", Path(sys.argv[1]), PARENT)
Supervisor([[plan]], lambda: datetime(2026, 1, 5, tzinfo=UTC), lambda e: None).run()
"""


def test_nothing_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISING, str(tmp_path)])
    until((tmp_path / "worker.up").exists)
    guardian = only_child_of(supervisor.pid)
    child = only_child_of(guardian)
    grandchild = only_child_of(child)
    supervisor.kill()
    supervisor.wait()
    until(gone(guardian, child, grandchild), 60)


def test_a_killed_guardian_takes_its_child_along(tmp_path: Path) -> None:
    with running(a_plan("worker", tmp_path)) as (supervisor, _):
        child = pid_of(supervisor, "worker")
        status = Path(f"/proc/{child}/status").read_text(encoding="ascii")
        guardian = int(next(x for x in status.splitlines() if x.startswith("PPid")).split()[1])
        os.kill(guardian, signal.SIGKILL)
        until(gone(child), 60)
        until(lambda: supervisor.pid("worker") not in {None, child})


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    plan = a_plan("web", tmp_path, command=("/nonexistent/program",))
    with pytest.raises(ChildFailedError, match=r"/nonexistent/program: .*No such file"):
        Supervisor([[plan]], lambda: NOW, lambda _: None).run()


def test_a_child_that_stops_answering_is_told_but_not_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PROBE_EVERY_S", 0.0)
    sign = tmp_path / "web.up"
    with running(a_plan("web", tmp_path)) as (supervisor, events):
        before = pid_of(supervisor, "web")
        sign.unlink()
        until(lambda: events[-1].happening is Happening.UNWELL)
        sign.touch()
        until(lambda: events[-1].happening is Happening.WELL)
        assert supervisor.pid("web") == before
