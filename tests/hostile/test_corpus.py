"""Every published class of attack on signed papers: each file is refused for its reason."""

from __future__ import annotations

import pytest

from signing.verify.codes import Verdict, verdict_of
from tests.hostile.corpus.containers import control
from tests.hostile.corpus.kit import Attack, everything, foreign, judged, once
from tests.signed.samples import issued

FEWEST = 300


@pytest.mark.parametrize("attack", everything(), ids=lambda attack: attack.name)
def test_a_hostile_file_is_refused_for_the_right_reason(attack: Attack) -> None:
    report = judged(attack.make())
    assert report.code is attack.code, sorted(report.all_codes)
    assert report.verdict is verdict_of(attack.code)
    assert report.verdict is not Verdict.VALID


def test_the_corpus_is_large_and_no_name_stands_twice() -> None:
    names = [attack.name for attack in everything()]
    assert len(set(names)) == len(names) >= FEWEST


@pytest.mark.parametrize("lawful", [issued, once, foreign], ids=lambda make: make.__name__)
def test_the_papers_that_are_attacked_are_valid_themselves(lawful: object) -> None:
    assert callable(lawful)
    assert judged(lawful()).verdict is Verdict.VALID


def test_the_container_that_is_attacked_lacks_nothing_but_evidence() -> None:
    assert judged(control()).verdict is Verdict.UNDETERMINED
