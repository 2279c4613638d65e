"""One content, one byte form; what people approve has one hash."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import TYPE_CHECKING, cast

import pytest

from doc_templates.canonical import canonical_bytes, content_sha256, follow_sha256
from tests.unit.doc_templates.contents import Json, a_campaign, a_follow, a_plan

if TYPE_CHECKING:
    from doc_templates.port import JsonValue


def test_the_bytes_are_sorted_compact_utf_8() -> None:
    assert canonical_bytes({"b": "Đảng", "a": [1, True, None]}) == (
        '{"a":[1,true,null],"b":"Đảng"}'.encode()
    )


def test_the_order_of_members_does_not_matter() -> None:
    content = a_plan()
    assert canonical_bytes(dict(reversed(content.items()))) == canonical_bytes(content)


def test_decomposed_letters_have_the_hash_of_composed_ones() -> None:
    decomposed = cast("Json", json.loads(unicodedata.normalize("NFD", json.dumps(
        a_plan(), ensure_ascii=False
    ))))  # fmt: skip
    assert content_sha256(decomposed) == content_sha256(a_plan())


def test_the_bytes_hold_the_whole_content() -> None:
    assert json.loads(canonical_bytes(a_plan())) == a_plan()


@pytest.mark.parametrize("key", ["signer", "source"])
def test_who_signs_and_what_a_file_said_are_not_approved(key: str) -> None:
    without = a_plan()
    del without[key]
    assert content_sha256(without) == content_sha256(a_plan())
    assert canonical_bytes(without) != canonical_bytes(a_plan())


def test_the_plan_that_a_campaign_carries_out_is_approved_with_it() -> None:
    other: JsonValue = {"document_id": "vb-0242", "number": "242/KH-SYT", "title": "Khác"}
    assert content_sha256(a_campaign(source=other)) != content_sha256(a_campaign())


@pytest.mark.parametrize("key", [k for k in a_plan() if k not in {"signer", "source"}])
def test_every_other_member_is_approved(key: str) -> None:
    assert content_sha256(a_plan(**{key: "khác"})) != content_sha256(a_plan())


def test_the_hash_is_sha256_of_the_canonical_rest() -> None:
    content: Json = {"title": "Kế hoạch"}
    assert content_sha256(content) == hashlib.sha256('{"title":"Kế hoạch"}'.encode()).hexdigest()


def test_registered_contents_have_a_hash_of_their_own() -> None:
    one: JsonValue = [a_follow()]
    assert follow_sha256(a_plan(contents=one)) == follow_sha256(a_plan(contents=one, title="Khác"))
    assert follow_sha256(a_plan(contents=one)) != follow_sha256(a_plan(contents=[]))


def test_a_number_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_bytes({"a": float("nan")})
