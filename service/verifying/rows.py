"""A judgement as other programs read it: the same row from the terminal, the page and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.verifying.words import reason
from signing.verify.report import rfc3339

if TYPE_CHECKING:
    from signing.verify.report import Report, SignatureReport


def row(file: str, report: Report) -> dict[str, object]:
    """Return one file's judgement; the names of its fields never change."""
    return {
        "file": file,
        "verdict": report.verdict.value,
        "code": report.code.value,
        "reason": reason(report.code),
        "signatures": [_signature_row(one) for one in report.signatures],
    }


def _signature_row(one: SignatureReport) -> dict[str, str | None]:
    return {
        "field": one.field,
        "signer": one.signer,
        "role": one.role.value if one.role else None,
        "time": rfc3339(one.time) if one.time else None,
        "time_source": one.time_source.value if one.time_source else None,
        "level": one.level.value if one.level else None,
        "integrity": one.integrity.value,
        "trust": one.trust.value,
        "changes": one.changes.value,
    }
