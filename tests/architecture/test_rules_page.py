"""Every rule of contents has words, examples that the rule itself judges so, and its page."""

from __future__ import annotations

import pytest

from doc_templates.check.follow import Rule, follow_findings
from doc_templates.check.rules_data import rules_data
from scripts.list_rules import PAGE, page
from service.catalogue import table

PARTS = ("message", "hint", "bad", "good")


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_rule_is_explained_and_nothing_else_is() -> None:
    words = table("rules")
    assert set(words) == set(Rule)
    assert [key for key, row in words.items() if not all(row.get(part) for part in PARTS)] == []


@pytest.mark.parametrize("rule", [Rule.EVERYDAY_DUTY, Rule.VAGUE])
def test_an_example_is_judged_as_it_is_meant(rule: Rule) -> None:
    row = table("rules")[rule]
    assert rule in {found.rule for found in follow_findings({"work": row["bad"]})}
    assert follow_findings({"work": row["good"], "result": row["good"]}) == ()


def test_the_example_of_a_result_is_judged_as_it_is_meant() -> None:
    row = table("rules")[Rule.UNQUANTIFIED]
    told = {name: row[name].removeprefix("Kết quả: ").split(" Thời gian: ") for name in PARTS[2:]}
    bad, good = ({"result": told[n][0], "time": told[n][1]} for n in PARTS[2:])
    assert [found.rule for found in follow_findings(bad)] == [Rule.UNQUANTIFIED]
    assert follow_findings(good) == ()


def test_the_limits_told_are_the_limits_held() -> None:
    limits = rules_data()["limits"]
    hint = table("rules")[Rule.TOO_LONG]["hint"]
    assert f"dưới {limits['field']} ký tự" in hint
    assert f"dưới {limits['whole']:,} ký tự".replace(",", ".") in hint


def test_every_phrase_names_its_source() -> None:
    phrases = [*rules_data()["everyday_duty"], *rules_data()["vague"]]
    assert [each for each in phrases if not each.get("source")] == []
