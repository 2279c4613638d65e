"""Content that cannot become a correct paper is refused, and the refusal says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.check.content import check_content, printable
from doc_templates.errors import ContentInvalidError, UnknownKindError
from tests.unit.doc_templates.contents import Json, a_follow, a_plan, a_text, minutes

if TYPE_CHECKING:
    from doc_templates.port import JsonValue


def refusal(content: Json, kind: str = "ke-hoach") -> tuple[str, ...]:
    with pytest.raises(ContentInvalidError) as refused:
        check_content(kind, content)
    return refused.value.places


def test_the_founding_plan_is_accepted() -> None:
    assert check_content("ke-hoach", a_plan()).name == "ke-hoach@v1"


def test_a_draft_without_a_post_or_lists_is_accepted() -> None:
    signer: JsonValue = {"prefix": "", "position": "", "name": ""}
    draft = a_plan(signer=signer, recipients=[], contents=[], deadlines=[], sections=[], bases=[])
    del draft["source"]
    assert check_content("ke-hoach", draft).number == 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        check_content("quyet-dinh", a_plan())


@pytest.mark.parametrize("template", ["ke-hoach@v99", "ke-hoach@v01", "../../x@v1", "ke-hoach"])
def test_an_unknown_template_is_refused(template: str) -> None:
    with pytest.raises(UnknownKindError):
        check_content("ke-hoach", a_plan(template=template))


def test_a_template_of_another_kind_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        check_content("ke-hoach", a_plan(template="bien-ban-gop-y@v1"))


def test_content_of_another_kind_is_refused() -> None:
    assert refusal(minutes()) == ("/kind",)


def test_a_template_that_is_no_text_is_refused() -> None:
    assert refusal(a_plan(template=1)) == ("/template",)


def test_every_place_that_is_wrong_is_named() -> None:
    wrong = a_plan(title="", contents=[a_follow(relation="gia-dinh")], archive=3)
    assert refusal(wrong) == ("/archive", "/contents/0/relation", "/title")


@pytest.mark.parametrize(("length", "fits"), [(500, True), (501, False)])
def test_a_title_has_at_most_500_characters(length: int, fits: bool) -> None:  # noqa: FBT001
    content = a_plan(title="đ" * length)
    if fits:
        check_content("ke-hoach", content)
    else:
        assert refusal(content) == ("/title",)


def test_a_third_content_is_refused() -> None:
    assert refusal(a_plan(contents=[a_follow(n) for n in (1, 2, 3)])) == ("/contents",)


def test_an_impossible_date_is_refused() -> None:
    deadline: JsonValue = {"date": "2026-02-30", "inclusive": True, "what": "", "paragraph": ""}
    assert refusal(a_plan(deadlines=[deadline])) == ("/deadlines/0/date",)


@pytest.mark.parametrize(
    "text",
    [
        "xuống\ndòng",
        "thẻ\tcột",
        "rỗng\x00",
        "xóa\x7f",
        "ngược\u202echiều",
        "không\u200brộng",
        "tổ hợp: e\u0302\u0301",
        "汉",
        "😀",
        "riêng\ue000",
        "nửa\ud800",
    ],
)
def test_a_text_that_would_vanish_deceive_or_change_typeface_is_refused(text: str) -> None:
    assert refusal(a_plan(sections=a_text("Được.", text))) == ("/sections/0/paragraphs/1/text",)


def test_every_vietnamese_letter_is_printable() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợ"
    letters += "pqrstuùủũúụưừửữứựvxyỳỷỹýỵfjwz0123456789“”‘’…–-/%&*+=()[]{}<>\u00a0"
    assert printable(letters + letters.upper())


def test_an_id_may_stand_only_once() -> None:
    sections = [*_sections("s1", "p1"), *_sections("s2", "p1")]
    assert refusal(a_plan(sections=sections)) == (
        "/sections/0/paragraphs/0/id",
        "/sections/1/paragraphs/0/id",
    )


def _sections(section: str, paragraph: str) -> list[JsonValue]:
    return [{"id": section, "heading": "", "paragraphs": [{"id": paragraph, "text": "A"}]}]


def test_a_place_too_wide_for_the_date_line_is_refused() -> None:
    assert refusal(a_plan(place="Thành phố Hồ Chí Minh mở rộng")) == ("/place",)


def test_a_code_too_wide_for_the_number_line_is_refused() -> None:
    issuer: JsonValue = {"superior": "", "name": "SỞ Y TẾ", "code": "W" * 30}
    assert refusal(a_plan(issuer=issuer)) == ("/issuer/code",)


def test_an_unknown_member_is_refused_at_its_parent() -> None:
    assert refusal(a_plan(number="241")) == ("",)


def test_the_sample_minutes_are_accepted() -> None:
    assert check_content("bien-ban-gop-y", minutes()).name == "bien-ban-gop-y@v1"


def test_an_answer_outside_the_three_is_refused() -> None:
    comment: JsonValue = {
        "who": "A", "where": "", "text": "B", "answer": "maybe", "explanation": "",
    }  # fmt: skip
    assert refusal(minutes(comments=[comment]), "bien-ban-gop-y") == ("/comments/0/answer",)
