"""The report as a person reads it: the tables of docs/benchmarks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MIB = 2**20


def table(report: Mapping[str, Any]) -> str:
    """Return steps, memory, sizes and what was left behind."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    people = report["people"]
    yield f"{people} people, {report['seconds']:.0f} s, archived {report['archived']}"
    yield "| step | count | seconds | a second | processor-ms each |"
    yield "|---|---|---|---|---|"
    for step in report["steps"]:
        each = sum(step["processor"].values()) * 1000 / max(step["count"], 1)
        yield (
            f"| {step['step']} | {step['count']} | {step['seconds']:.1f} | {step['rate']:.1f} "
            f"| {each:.0f} |"
        )
    yield "| process | peak MiB | end MiB | processor-s |"
    yield "|---|---|---|---|"
    for name, peak in sorted(report["memory_peak_bytes"].items()):
        end = report["memory_end_bytes"].get(name, 0)
        spent = report["processor_seconds"].get(name, 0.0)
        yield f"| {name} | {peak / MIB:.0f} | {end / MIB:.0f} | {spent:.0f} |"
    for key in ("sizes", "histories", "in_force", "tried_again", "given_up", "incidents", "ledger"):
        yield f"{key}: {report[key]}"
    yield f"left behind: {len(report['left_behind'])}"
