"""Contents of commitments, addenda, resolutions, cell minutes and campaigns: kept or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from doc_templates import catalog
from doc_templates.check.content import check_content
from doc_templates.errors import ContentInvalidError, UnknownKindError
from tests.unit.doc_templates.contents import (
    Json,
    a_campaign,
    a_commitment,
    a_follow,
    a_part,
    a_resolution,
    cell_minutes,
)

if TYPE_CHECKING:
    from doc_templates.port import JsonValue

COMMITMENTS = ("cam-ket-dang", "cam-ket-vien-chuc")
ADDENDA = ("bo-sung-dang", "bo-sung-vien-chuc")


def check(content: Json) -> str:
    return check_content(str(content["kind"]), content).name


def refusal(content: Json) -> tuple[str, ...]:
    with pytest.raises(ContentInvalidError) as refused:
        check(content)
    return refused.value.places


def person_of(kind: str, **changes: JsonValue) -> JsonValue:
    return cast("dict[str, Any]", a_commitment(kind)["person"]) | changes


def emptied(value: JsonValue, *, keep: frozenset[str]) -> JsonValue:
    """Return a content with every text empty, but for members called so."""
    if isinstance(value, dict):
        return {
            key: item if key in keep else emptied(item, keep=keep) for key, item in value.items()
        }
    if isinstance(value, list):
        return [emptied(item, keep=keep) for item in value]
    return "" if isinstance(value, str) else value


@pytest.mark.parametrize("kind", [*COMMITMENTS, *ADDENDA])
def test_a_draft_may_say_nothing_yet(kind: str) -> None:
    keep = frozenset({"kind", "template", "id", "place", "title", "name"})
    draft = cast("Json", emptied(a_commitment(kind), keep=keep))
    assert check(draft) == f"{kind}@v1"


@pytest.mark.parametrize(("count", "fits"), [(0, True), (10, True), (11, False)])
@pytest.mark.parametrize("kind", [*COMMITMENTS, *ADDENDA])
def test_a_draft_may_hold_ten_contents(kind: str, count: int, fits: bool) -> None:  # noqa: FBT001
    content = a_commitment(kind, contents=[a_follow(number) for number in range(count)])
    assert check(content) if fits else refusal(content) == ("/contents",)


def test_a_relation_is_one_of_four_or_not_chosen_yet() -> None:
    wrong = [a_follow(1, relation=""), a_follow(2, relation="gia-dinh")]
    assert refusal(a_commitment(contents=cast("JsonValue", wrong))) == ("/contents/1/relation",)


def test_only_a_party_member_undertakes_to_carry_out_resolutions() -> None:
    part: JsonValue = [a_part("nghi-quyet", "Việc.")]
    assert check(a_commitment("cam-ket-dang", sections=part))
    assert refusal(a_commitment("cam-ket-vien-chuc", sections=part)) == ("/sections/0/id",)


def test_a_part_stands_only_once() -> None:
    twice = [a_part("tu-tuong"), a_part("tu-tuong")]
    assert refusal(a_commitment(sections=cast("JsonValue", twice))) == (
        "/sections/0/id",
        "/sections/1/id",
    )


def test_an_employees_commitment_has_no_place_for_the_party() -> None:
    for member in ("party_post", "cell"):
        changed = person_of("cam-ket-vien-chuc", **{member: ""})
        assert refusal(a_commitment("cam-ket-vien-chuc", person=changed)) == ("/person",)


@pytest.mark.parametrize(
    ("born", "fits"), [("", True), ("1978-03-02", True), ("1978-02-30", False)]
)
def test_a_birthday_is_a_day_or_not_known(born: str, fits: bool) -> None:  # noqa: FBT001
    content = a_commitment(person=person_of("cam-ket-vien-chuc", born=born))
    assert check(content) if fits else refusal(content) == ("/person/born",)


def test_a_shortcoming_is_of_a_year_or_of_none() -> None:
    fault: dict[str, JsonValue] = {"id": "a", "text": "", "remedy": "", "year": None}
    assert check(a_commitment(shortcomings=[fault]))
    assert refusal(a_commitment(shortcomings=[fault | {"year": "2025"}])) == (
        "/shortcomings/0/year",
    )


@pytest.mark.parametrize("kind", [*COMMITMENTS, *ADDENDA])
def test_it_serves_a_plan_or_none(kind: str) -> None:
    assert check(a_commitment(kind, serves=None))
    unnumbered: JsonValue = {"number": "", "date": "", "title": ""}
    assert check(a_commitment(kind, serves=unnumbered))
    assert refusal(a_commitment(kind, serves="241/KH-SYT")) == ("/serves",)


@pytest.mark.parametrize("kind", ADDENDA)
def test_an_addendum_supplements_something(kind: str) -> None:
    assert refusal(a_commitment(kind, supplements={"title": "", "date": ""})) == (
        "/supplements/title",
    )
    without = a_commitment(kind)
    del without["supplements"]
    assert refusal(without) == ("",)


@pytest.mark.parametrize("kind", [*COMMITMENTS, *ADDENDA, "nghi-quyet"])
def test_a_place_too_wide_for_the_date_line_is_refused(kind: str) -> None:
    assert check(a_commitment(kind, place="Thành phố Hồ Chí Minh"))
    assert refusal(a_commitment(kind, place="Thành phố Hồ Chí Minh mở rộng")) == ("/place",)


@pytest.mark.parametrize(
    ("code", "fits"),
    [("NQ/CB", True), ("NQ-CB", False), ("NQ/ĐU/X", False), (f"NQ/{'W' * 27}", False)],
)
def test_a_party_code_has_one_stroke_and_fits_its_line(code: str, fits: bool) -> None:  # noqa: FBT001
    issuer: JsonValue = {"superior": "", "name": "Chi bộ", "code": code}
    content = a_resolution(issuer=issuer)
    assert check(content) if fits else refusal(content) == ("/issuer/code",)


def test_the_code_of_cell_minutes_is_kept_though_it_is_not_printed() -> None:
    assert check(cell_minutes(code=f"BB/{'W' * 27}")) == "bien-ban-chi-bo@v1"
    assert refusal(cell_minutes(code="BB CB")) == ("/code",)


def test_a_hidden_letter_is_refused_in_every_kind() -> None:
    for content in (a_commitment(), a_resolution(), a_campaign()):
        assert refusal(content | {"title": "Năm\u200b2026"}) == ("/title",)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"who": "ai đó"}, "/tasks/0/who"),
        ({"collects": "biên bản"}, "/tasks/0/collects"),
        ({"date": "2026-02-30"}, "/tasks/0/date"),
        ({"inclusive": "có"}, "/tasks/0/inclusive"),
    ],
)
def test_a_campaigns_task_says_who_what_and_when(changes: Json, place: str) -> None:
    task = cast("list[Json]", a_campaign()["tasks"])[0]
    assert refusal(a_campaign(tasks=[task | changes])) == (place,)


def test_a_campaign_has_content_and_no_paper() -> None:
    version = catalog.current("dot")
    assert not version.has_form
    for asked in (catalog.docx, catalog.places):
        with pytest.raises(UnknownKindError):
            asked(version)
