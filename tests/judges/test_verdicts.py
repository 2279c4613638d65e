"""The page of verdicts says what the judges say, class by class."""

from __future__ import annotations

import pytest

from scripts.list_verdicts import PAGE, page
from tests.judges.verdict_papers import LAWFUL, papers
from tests.judges.verdict_reasons import ATTACKS
from tests.judges.verdicts import ours

CLASSES = {
    "Incremental saving", "Universal forgery", "Signature wrapping", "Shadow: hide",
    "Shadow: replace", "Shadow: hide and replace", "Evil annotation", "Sneaky signature",
    "Certification bypass", "Form overlay", "Copied timestamp", "Role substitution",
    "Parser differentials",
}  # fmt: skip


def test_every_published_class_of_attack_is_on_the_page() -> None:
    assert set(ATTACKS) >= CLASSES


def test_what_we_say_stands_on_the_page_and_no_hostile_paper_is_valid() -> None:
    told = PAGE.read_text(encoding="utf-8")
    for paper in papers():
        answer = ours(paper.make())
        assert paper.group in LAWFUL or not answer.passes
        assert f"| {paper.shown} | {answer.words} | " in told, paper.name


@pytest.mark.judges
@pytest.mark.timeout(1200)
def test_the_page_is_what_the_judges_say_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make verdicts`"
