"""A root is believed from its day until its day, and a table that cannot be read stops signing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from signing.errors import AnchorsUnusableError
from signing.trust.dated_anchors import Domain, anchors_at, dated_anchors
from signing.trust.pem_bundle import certificates_in
from tests.signing_pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signing_pki import Chancery

ROW = '[[anchor]]\nfile = "root.pem"\ndomain = "cong_vu"\nfrom = 2026-11-02T12:00:00+07:00\n'
ENDED = ROW + "to = 2026-11-03T12:00:00+07:00\n"


def _folder(tmp_path: Path, chancery: Chancery, table: str = "") -> Path:
    for name in ("trust.pem", "root.pem"):
        (tmp_path / name).write_bytes(chancery.pki.trust_pem)
    if table:
        (tmp_path / "anchors.toml").write_text(table, encoding="utf-8")
    return tmp_path / "trust.pem"


def test_without_a_table_all_of_the_file_is_believed_always(
    tmp_path: Path, chancery: Chancery
) -> None:
    pem = _folder(tmp_path, chancery)
    for day in (-9000, 0, 9000):
        assert anchors_at(pem, NOW + timedelta(days=day)) == chancery.pki.anchors


def test_a_dated_anchor_knows_its_domain(tmp_path: Path, chancery: Chancery) -> None:
    [anchor] = dated_anchors(_folder(tmp_path, chancery, ENDED))
    assert (anchor.domain, anchor.der) == (Domain.CONG_VU, chancery.pki.anchors[0])


def test_an_anchor_is_believed_from_its_first_instant_to_before_its_last(
    tmp_path: Path, chancery: Chancery
) -> None:
    pem = _folder(tmp_path, chancery, ENDED)
    tick, day = timedelta(microseconds=1), timedelta(days=1)
    for believed in (NOW, NOW + day - tick):
        assert anchors_at(pem, believed) == chancery.pki.anchors
    for not_believed in (NOW - tick, NOW + day):
        with pytest.raises(AnchorsUnusableError, match="no anchor"):
            anchors_at(pem, not_believed)


@pytest.mark.parametrize(
    "table",
    [
        "anchor",
        "[[other]]\n",
        ROW.replace("root.pem", "missing.pem"),
        ROW.replace("cong_vu", "secret"),
        ROW.replace("+07:00", ""),
        ROW + "until = 2026-11-03T12:00:00+07:00\n",
        ROW + "to = 2026-11-02T12:00:00+07:00\n",
        ROW.replace("2026-11-02T12:00:00+07:00", '"2026-11-02"'),
    ],
)
def test_a_table_that_cannot_be_understood_is_no_table(
    tmp_path: Path, chancery: Chancery, table: str
) -> None:
    with pytest.raises(AnchorsUnusableError):
        anchors_at(_folder(tmp_path, chancery, table), NOW)


def test_certificates_between_may_be_none_but_not_damaged(tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_bytes(b"\n")
    (tmp_path / "damaged.pem").write_bytes(b"-----BEGIN")
    assert certificates_in(tmp_path / "none.pem") == ()
    for name in ("damaged.pem", "missing.pem"):
        with pytest.raises(AnchorsUnusableError):
            certificates_in(tmp_path / name)
