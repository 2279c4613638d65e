"""`python -m scripts.many_commitments --people N [--home DIR] [--report FILE]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from scripts.many_commitments.run import Given, as_text, is_whole, run
from scripts.many_commitments.table import table
from service.cli.surroundings import environ, temporal_program
from service.story.stage import clock


def main() -> int:
    """Run, write the report, print its tables; 1 where something was left behind."""
    asked = _asked()
    home = asked.home or Path(tempfile.mkdtemp(prefix="tk-"))  # short: a unix socket lies in it
    home.mkdir(parents=True, exist_ok=True)
    try:
        report = run(Given(asked.people, home, temporal_program(), environ(), _say))
    finally:
        if asked.home is None:
            shutil.rmtree(home, ignore_errors=True)
    asked.report.write_text(as_text(report) + "\n", encoding="utf-8")
    sys.stdout.write(table(report))
    for line in (*report["left_behind"], *report["histories"]["not_at_rest"]):
        _say(f"left behind: {line}")
    return 0 if is_whole(report) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.many_commitments")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--home", type=Path, help="kept afterwards; must be empty; a short path")
    parser.add_argument("--report", type=Path, default=Path("many-commitments.json"))
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stderr.write(f"{clock():%H:%M:%S} {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
