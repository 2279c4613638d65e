"""The judges judged: each must pass a good file and refuse a spoilt one, or it proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.judges import Judgement, judge, pdfsig, pyhanko, tools
from tests.judges.build import built
from tests.signed.foreign import ForeignOffice
from tests.signed.page import blank_paper
from tests.signed.pki import Pki

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ("Mot", "Hai")


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki(datetime.now(UTC))  # noqa: TID251 - the judges read the machine's clock


@pytest.fixture(scope="module")
def good(pki: Pki) -> bytes:
    office = ForeignOffice(pki)
    once = office.certify(blank_paper(), pki.person("Nguyễn Văn A"), FIELDS[0])
    return office.sign(once, pki.person("Cơ quan"), FIELDS[1], use_pades_lta=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pki: Pki, good: bytes) -> Path:
    """The good paper and what a forger makes of it, with the anchors beside them."""
    home = tmp_path_factory.mktemp("judged")
    stranger = Pki(pki.since, name="Gốc khác")
    for name, content in {
        "trust.pem": pki.trust_pem(),
        "stranger.pem": stranger.trust_pem(),
        "blank.pdf": blank_paper(),
        "good.pdf": good,
        "flipped.pdf": good[:100] + bytes([good[100] ^ 1]) + good[101:],
        "cut.pdf": good[: len(good) // 2],
        "repainted.pdf": _repainted(good),
        "not-pdfa.pdf": _without_metadata(),
        "noise.pdf": b"no PDF at all",
    }.items():
        (home / name).write_bytes(content)
    return home


def _repainted(signed: bytes) -> bytes:
    """Another page content in one more revision: every signed byte stays as it was."""
    with pikepdf.open(BytesIO(signed)) as pdf:
        number = pdf.pages[0].Contents.objgen[0]
        root = pdf.Root.objgen[0]
        size = int(pdf.trailer.Size)
    start = len(signed)
    body = f"{number} 0 obj\n<</Length 13>>\nstream\n9 9 400 6 re f\nendstream\nendobj\n"
    body = body.replace("/Length 13", "/Length 14")
    previous = signed[signed.rindex(b"startxref") :].split()[1].decode()
    xref = f"xref\n{number} 1\n{start:010d} 00000 n \n"
    trailer = f"trailer\n<</Size {size}/Root {root} 0 R/Prev {previous}>>\n"
    end = f"startxref\n{start + len(body)}\n%%EOF\n"
    return signed + (body + xref + trailer + end).encode()


def _without_metadata() -> bytes:
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        del pdf.Root.Metadata
        output = BytesIO()
        pdf.save(output)
        return output.getvalue()


def _judged(folder: Path, *names: str, trust: str = "trust.pem") -> list[Judgement]:
    return judge([folder / name for name in names], folder / trust)


def test_dss_passes_a_good_file_and_refuses_spoilt_ones(folder: Path) -> None:
    good, flipped, cut, noise = _judged(folder, "good.pdf", "flipped.pdf", "cut.pdf", "noise.pdf")
    assert good.dss is not None
    assert good.dss.all_passed
    assert [s.field for s in good.dss.signatures] == list(FIELDS)
    assert {s.level for s in good.dss.signatures} == {"PAdES-BASELINE-LTA"}
    assert all(t.indication == "PASSED" for s in good.dss.signatures for t in s.timestamps)
    assert cut.dss is not None
    assert [s.field for s in cut.dss.signatures] == [FIELDS[0]]
    assert flipped.dss is not None
    assert {s.sub_indication for s in flipped.dss.signatures} == {"HASH_FAILURE"}
    assert noise.dss is not None
    assert noise.dss.error is not None
    assert not noise.dss.all_passed


def test_dss_needs_our_anchor(folder: Path) -> None:
    [stranger] = _judged(folder, "good.pdf", trust="stranger.pem")
    assert stranger.dss is not None
    assert {s.indication for s in stranger.dss.signatures} == {"INDETERMINATE"}
    assert {s.sub_indication for s in stranger.dss.signatures} == {"NO_CERTIFICATE_CHAIN_FOUND"}


def test_dss_only_warns_of_a_page_changed_after_signing(folder: Path) -> None:
    """The reason why our own verification must be stricter than this judge."""
    [repainted] = _judged(folder, "repainted.pdf")
    assert repainted.dss is not None
    assert repainted.dss.all_passed
    assert all(s.warnings for s in repainted.dss.signatures)


def test_verapdf_passes_pdfa_2b_and_names_the_broken_rule(folder: Path) -> None:
    blank, broken, noise = _judged(folder, "blank.pdf", "not-pdfa.pdf", "noise.pdf")
    assert blank.verapdf is not None
    assert blank.verapdf.compliant
    assert blank.verapdf.failed == ()
    assert broken.verapdf is not None
    assert not broken.verapdf.compliant
    assert "6.6.2.1-1" in broken.verapdf.failed
    assert noise.verapdf is not None
    assert noise.verapdf.error is not None
    assert not noise.verapdf.compliant


def test_only_the_judges_asked_for_sit(folder: Path) -> None:
    [judgement] = judge([folder / "blank.pdf"], None, want=["verapdf"])
    assert judgement.dss is None
    assert judgement.verapdf is not None


def test_pdfsig_passes_a_good_file_and_refuses_spoilt_ones(folder: Path) -> None:
    good = [s for s in pdfsig(folder / "good.pdf", folder / "trust.pem") if s.kind != "unknown"]
    assert [(s.field, s.valid, s.trusted) for s in good] == [(f, True, True) for f in FIELDS]
    unknown = pdfsig(folder / "good.pdf", folder / "stranger.pem")
    assert not any(s.trusted for s in unknown)
    assert not any(s.valid for s in pdfsig(folder / "flipped.pdf"))
    assert pdfsig(folder / "blank.pdf") == []


def test_pyhanko_passes_a_good_file_and_sees_a_changed_page(folder: Path) -> None:
    trust = folder / "trust.pem"
    assert [s.bottom_line for s in pyhanko(folder / "good.pdf", trust)] == [True] * 3
    assert not any(s.bottom_line for s in pyhanko(folder / "repainted.pdf", trust))
    assert not any(s.bottom_line for s in pyhanko(folder / "flipped.pdf", trust))


def test_the_judges_are_built_once_and_outside_the_checkout(folder: Path) -> None:
    home = built()
    before = (home / "judges-1.jar").stat().st_mtime_ns
    _judged(folder, "blank.pdf")
    assert built() == home
    assert (home / "judges-1.jar").stat().st_mtime_ns == before


def test_a_missing_tool_is_an_error_that_names_the_package() -> None:
    with pytest.raises(tools.ToolMissingError, match="apt-get install default-jdk-headless maven"):
        tools.tool("a-program-that-is-not-there", "default-jdk-headless maven")
