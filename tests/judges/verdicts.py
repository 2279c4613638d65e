"""Asks four judges about the same papers, good and bad, all at one time, and tells them apart.

The papers, and why the judges differ about each, are in `verdict_papers`; `scripts.list_verdicts`
writes the page. Whatever a judge cannot read counts as a paper it does not pass.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.verify.judge import verify
from tests.hostile.corpus.kit import anchors
from tests.judges.poppler import pdfsig
from tests.judges.pyhanko_own import pyhanko
from tests.judges.run import judge
from tests.judges.verdict_papers import Judged
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.judges.run import DssVerdict

_THREADS = 2
WARNINGS: Final = {  # how the page words what DSS warns of
    "BBB_FC_IAOD_ANS": "overlap",
    "BBB_FC_DSCNUOM_ANS": "unknown changes",
    "BBB_FC_ISVADMDPD_ANS": "against DocMDP",
    "BBB_FC_IVDBSFR_ANS": "seen difference",
    "BBB_SAV_DMICTSTMCMI_ANS": "a timestamp over something else",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one judge says of one paper, and whether a reader would take that for a good paper."""

    passes: bool
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One paper before the four."""

    paper: Judged
    ours: Answer
    pyhanko: Answer
    dss: Answer
    pdfsig: Answer


def ours(pdf: bytes) -> Answer:
    report = verify(pdf, anchors(), NOW)
    return Answer(
        report.verdict == "valid", f"{report.verdict} `{report.code.removeprefix('verify.')}`"
    )


def rows(papers: Sequence[Judged]) -> list[Row]:
    """Every paper before every judge; DSS sees them all in one JVM."""
    made = [paper.make() for paper in papers]
    with tempfile.TemporaryDirectory(prefix="verdicts-") as name:
        trust = Path(name) / "trust.pem"
        trust.write_bytes(b"".join(map(_pem, anchors())))
        files = [Path(name) / f"{number}.pdf" for number in range(len(made))]
        for file, pdf in zip(files, made, strict=True):
            file.write_bytes(pdf)
        java = judge(files, trust, ["dss"], NOW)
        with ThreadPoolExecutor(_THREADS) as threads:
            poppler = list(threads.map(_pdfsig, files))
        return [
            Row(paper, ours(pdf), _pyhanko(file, trust), _dss(one.dss), pops)
            for paper, pdf, file, one, pops in zip(papers, made, files, java, poppler, strict=True)
        ]


def _pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def _pyhanko(file: Path, trust: Path) -> Answer:
    try:
        found = pyhanko(file, trust, NOW)
    except Exception as error:  # noqa: BLE001 - hostile files find what no list of errors holds
        return Answer(passes=False, words=f"stops ({type(error).__name__})")
    return _counted([one.bottom_line for one in found])


def _pdfsig(file: Path) -> Answer:
    """Its words for signatures; document timestamps are unknown to it."""
    return _counted([one.valid for one in pdfsig(file) if one.kind != "unknown"])


def _counted(good: list[bool]) -> Answer:
    if not good:
        return Answer(passes=False, words="no signature")
    if all(good):
        return Answer(passes=True, words="passes")
    if any(good):
        return Answer(passes=False, words=f"{sum(good)} of {len(good)} pass")
    return Answer(passes=False, words="refuses")


def _dss(found: DssVerdict | None) -> Answer:
    """The gravest answer; a warning of a change is told, as DSS passes such a file."""
    if found is None or found.error is not None:
        return Answer(passes=False, words="not read")
    if not found.signatures:
        return Answer(passes=False, words="no signature")
    if not found.all_passed:
        bad = [one for one in found.signatures if one.indication != "TOTAL_PASSED"]
        failed = [one for one in bad if one.indication == "TOTAL_FAILED"]
        worst = (failed or bad)[0]
        why = (worst.sub_indication or "").replace("_", " ").lower()
        return Answer(passes=False, words=f"{worst.indication}: {why}")
    warned = {text.split(":")[0] for one in found.signatures for text in one.warnings}
    level = min(one.level.removeprefix("PAdES-BASELINE-") for one in found.signatures)
    told = "".join(f", {WARNINGS.get(key, key)}" for key in sorted(warned))
    return Answer(passes=True, words=f"TOTAL_PASSED ({level}){told}")
