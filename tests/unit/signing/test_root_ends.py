"""Until when a root above an authority is believed, which is until when its stamps prove."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from signing.trust.dated_anchors import DatedAnchor, Domain
from signing.trust.own_ca import Person, create_dev_pki
from signing.trust.root_ends import believed_until
from tests.signing_pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from signing.trust.own_ca import Issued

SOON: Final = NOW + timedelta(days=100)
LATER: Final = NOW + timedelta(days=900)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    pki = create_dev_pki(tmp_path_factory.mktemp("pki"), NOW, "http://ca.example.invalid")
    return pki.issue_person(Person("Nguyễn Văn An", "cb-0001", "SỞ Y TẾ"), NOW, "ec")


def row(der: bytes, until: datetime | None) -> DatedAnchor:
    return DatedAnchor(der, Domain.PUBLIC, NOW - timedelta(days=1), until)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((SOON,), SOON), ((SOON, LATER), LATER), ((SOON, None), None), ((None,), None), ((), None)],
)
def test_the_last_row_of_a_root_says_how_long_it_is_believed(
    issued: Issued, ends: tuple[datetime | None, ...], expected: datetime | None
) -> None:
    issuing, root = issued.chain_der
    rows = [row(root, until) for until in ends]
    assert believed_until(issued.der, [issuing], rows) == expected


def test_a_root_that_does_not_stand_above_it_says_nothing(issued: Issued, tmp_path: Path) -> None:
    other = create_dev_pki(tmp_path, NOW, "http://ca.example.invalid").anchors[0]
    issuing, root = issued.chain_der
    assert believed_until(issued.der, [issuing], [row(other, SOON)]) is None
    assert believed_until(issued.der, [issuing], [row(other, None), row(root, SOON)]) == SOON
