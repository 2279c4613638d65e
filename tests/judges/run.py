"""Asks EU DSS and veraPDF about many PDFs in one JVM.

Both work offline: revocation data come from the file or not at all, anchors from one PEM file.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tests.judges.build import PACKAGES, built
from tests.judges.tools import tool

if TYPE_CHECKING:
    from datetime import datetime

Judge = Literal["dss", "verapdf"]
SECONDS_PER_RUN = 900


class JudgeFailedError(RuntimeError):
    """The JVM ended without judging; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class DssTimestamp:
    """One RFC 3161 token: PASSED, INDETERMINATE or FAILED."""

    indication: str
    sub_indication: str | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DssSignature:
    """One signature; texts are `KEY: sentence` as DSS words them, times RFC 3339."""

    field: str | None
    indication: str  # TOTAL_PASSED, INDETERMINATE, TOTAL_FAILED
    sub_indication: str | None
    level: str  # PAdES-BASELINE-LTA ...
    signed_by: str | None
    claimed_time: str | None
    best_time: str | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    timestamps: tuple[DssTimestamp, ...]


@dataclass(frozen=True, slots=True)
class DssVerdict:
    """What EU DSS says of a file; `error` instead of signatures when it could not read it."""

    signatures: tuple[DssSignature, ...] = ()
    timestamps: tuple[DssTimestamp, ...] = ()
    error: str | None = None

    @property
    def all_passed(self) -> bool:
        """Whether there is at least one signature and each is TOTAL_PASSED."""
        return bool(self.signatures) and all(
            s.indication == "TOTAL_PASSED" for s in self.signatures
        )


@dataclass(frozen=True, slots=True)
class VeraVerdict:
    """What veraPDF says of a file as PDF/A-2b; failed rules as `6.2.11.5-1`."""

    compliant: bool = False
    failed: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts asked for on one file."""

    file: Path
    dss: DssVerdict | None
    verapdf: VeraVerdict | None


def judge(
    files: Sequence[Path],
    trust: Path | None,
    want: Sequence[Judge] = ("dss", "verapdf"),
    at: datetime | Sequence[datetime] | None = None,
) -> list[Judgement]:
    """Judge every file with every judge wanted, in the order given.

    Args:
        files: PDFs.
        trust: a PEM file of trust anchors; without it DSS can only answer INDETERMINATE.
        want: which judges to ask.
        at: the time DSS judges with, aware, or one for each file; without it the machine's clock.

    Raises:
        ToolMissingError: Java or Maven is not installed.
        JudgeFailedError: the JVM did not answer for every file.
    """
    times = at if isinstance(at, Sequence) else [at] * len(files)
    jobs = [
        {
            "file": str(file.resolve()),
            "trust": str(trust.resolve()) if trust else None,
            "want": list(want),
            "at": time.isoformat() if time else None,
        }
        for file, time in zip(files, times, strict=True)
    ]
    answers = _run_jvm(jobs)
    if [answer["file"] for answer in answers] != [job["file"] for job in jobs]:
        raise JudgeFailedError(f"{len(answers)} answers for {len(jobs)} files")
    return [_judgement(file, answer) for file, answer in zip(files, answers, strict=True)]


def _run_jvm(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    home = built()
    archive = home / "classes.jsa"
    with tempfile.TemporaryDirectory(prefix="judges-") as scratch:
        job_file = Path(scratch) / "jobs.json"
        job_file.write_text(json.dumps(jobs), encoding="utf-8")
        fresh = home.with_name(f"{home.name}-{job_file.parent.name}.jsa")
        done = subprocess.run(
            [*_java(home, archive, fresh), str(job_file)],
            capture_output=True,
            timeout=SECONDS_PER_RUN,
            check=False,
        )
    if done.returncode != 0:
        raise JudgeFailedError(done.stderr.decode(errors="replace")[-4000:])
    if fresh.exists():
        fresh.replace(archive)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _java(home: Path, archive: Path, fresh: Path) -> list[str]:
    """The command line; the first run also writes the class-data archive for the later ones."""
    share = f"-XX:SharedArchiveFile={archive}"
    if not archive.exists():
        share = f"-XX:ArchiveClassesAtExit={fresh}"
    jars = [home / "judges-1.jar", *sorted((home / "lib").glob("*.jar"))]
    return [
        tool("java", PACKAGES),
        "-Xshare:auto",
        "-Xlog:disable",
        "-Xlog:all=error:stderr",
        "-XX:TieredStopAtLevel=1",
        "-Xmx1g",
        "-Djava.awt.headless=true",
        share,
        "-cp",
        ":".join(str(jar) for jar in jars),
        "trinhky.judges.Judges",
    ]


def _judgement(file: Path, answer: dict[str, Any]) -> Judgement:
    dss, vera = answer.get("dss"), answer.get("verapdf")
    return Judgement(
        file=file,
        dss=None if dss is None else _dss(dss),
        verapdf=None if vera is None else _vera(vera),
    )


def _dss(answer: dict[str, Any]) -> DssVerdict:
    if "error" in answer:
        return DssVerdict(error=answer["error"])
    return DssVerdict(
        signatures=tuple(_signature(one) for one in answer["signatures"]),
        timestamps=tuple(_timestamp(one) for one in answer["timestamps"]),
    )


def _signature(one: dict[str, Any]) -> DssSignature:
    return DssSignature(
        field=one["field"],
        indication=one["indication"],
        sub_indication=one["sub_indication"],
        level=one["level"],
        signed_by=one["signed_by"],
        claimed_time=one["claimed_time"],
        best_time=one["best_time"],
        errors=tuple(one["errors"]),
        warnings=tuple(one["warnings"]),
        timestamps=tuple(_timestamp(token) for token in one["timestamps"]),
    )


def _timestamp(one: dict[str, Any]) -> DssTimestamp:
    return DssTimestamp(
        indication=one["indication"],
        sub_indication=one["sub_indication"],
        errors=tuple(one["errors"]),
        warnings=tuple(one["warnings"]),
    )


def _vera(answer: dict[str, Any]) -> VeraVerdict:
    if "error" in answer:
        return VeraVerdict(error=answer["error"])
    return VeraVerdict(compliant=answer["compliant"], failed=tuple(answer["failed"]))
