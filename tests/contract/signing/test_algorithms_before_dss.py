"""EU DSS over every key and algorithm that signs here, through our own seal; it needs Java."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from signing.algorithms import DIGESTS
from signing.seal.embed import add_archive_timestamp
from tests.contract.signing.test_algorithms import signed_by
from tests.judges.run import Judgement, judge

if TYPE_CHECKING:
    from tests.signing_pki import Chancery

pytestmark = [pytest.mark.judges, pytest.mark.timeout(1200)]
WAYS: Final = {
    ("rsa-2048", "rsa-3072", "rsa-4096"): ("rsa-pkcs1", "rsa-pss"),
    ("p256", "p384"): ("ecdsa",),
}
EVERY: Final = tuple(
    (kind, f"{scheme}-{digest}")
    for kinds, schemes in WAYS.items()
    for kind, scheme, digest in product(kinds, schemes, DIGESTS)
)


@pytest.fixture(scope="module")
def judged(
    chancery: Chancery, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Judgement]:
    """One paper for each, all in one JVM, judged at the chancery's time."""
    folder = tmp_path_factory.mktemp("algorithms")
    files = [folder / f"{kind}-{name}.pdf" for kind, name in EVERY]
    for file, way in zip(files, EVERY, strict=True):
        file.write_bytes(signed_by(chancery, *way))
    last = add_archive_timestamp(
        files[-1].read_bytes(), chancery.timestamper(), chancery.gatherer(), chancery.now
    )
    files[-1].write_bytes(last)
    found = judge(files, chancery.pki.directory / "trust.pem", ["dss"], chancery.now)
    return dict(zip(EVERY, found, strict=True))


def test_dss_passes_every_key_and_algorithm_at_the_level_we_claim(
    judged: dict[tuple[str, str], Judgement],
) -> None:
    levels = dict.fromkeys(EVERY[:-1], "PAdES-BASELINE-LT") | {EVERY[-1]: "PAdES-BASELINE-LTA"}
    found = {
        way: [(one.indication, one.level, one.errors) for one in verdict.dss.signatures]
        for way, verdict in judged.items()
        if verdict.dss is not None
    }
    assert found == {way: [("TOTAL_PASSED", level, ())] for way, level in levels.items()}
