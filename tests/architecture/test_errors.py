"""A code means one thing, is documented, and has a sentence that a person can act on."""

from __future__ import annotations

import re
from collections import Counter

from scripts.list_errors import PAGE, page, refusals
from service.catalogue import table

SHAPE = re.compile(r"[a-z_]+\.[a-z_]+")


def test_every_code_has_the_agreed_shape() -> None:
    assert [each for each in refusals() if not SHAPE.fullmatch(each.code)] == []


def test_no_two_refusals_share_a_code() -> None:
    counted = Counter(each.code for each in refusals())
    doubled = {code for code, count in counted.items() if count > 1}
    assert [each for each in refusals() if each.code in doubled] == []


def test_the_documented_codes_are_those_of_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_code_has_a_sentence_and_a_next_step() -> None:
    known = table("errors")
    silent = [each.code for each in refusals() if each.code not in known]
    assert silent == []
    assert [code for code, row in known.items() if not row["message"] or not row["hint"]] == []
