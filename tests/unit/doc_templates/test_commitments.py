"""What a commitment prints: parts in order and numbered, bases, whose it is, who confirms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest

from doc_templates.errors import ContentInvalidError
from doc_templates.layout.registry import FORMS
from doc_templates.port import Occasion, SignatureBlock
from tests.unit.doc_templates.contents import Json, a_commitment, a_follow, a_part
from tests.unit.doc_templates.printed import body, part, styles, words

if TYPE_CHECKING:
    from doc_templates.layout.blocks import Context
    from doc_templates.port import JsonValue

PERSON = SignatureBlock("", "", "", "Nguyễn Thị Thu Hà")
SECRETARY = SignatureBlock("TM.", "CHI BỘ", "Bí thư", "Lê Thị Hoa")
DEPUTY = SignatureBlock("KT.", "GIÁM ĐỐC", "Phó Giám đốc", "Trần Quốc Toản")
DAY = date(2026, 2, 5)
PARTY, STATE = "cam-ket-dang", "cam-ket-vien-chuc"
PLAN = {"number": "241/KH-SYT", "date": "2026-02-10", "title": "Học tập chuyên đề năm 2026"}


def laid_out(content: Json, confirm: SignatureBlock = SECRETARY, day: date | None = DAY) -> Context:
    signers = {"personal": PERSON, "confirm": confirm}
    return FORMS[str(content["template"])].context(content, signers, Occasion(day=day))


def bare(kind: str = STATE, **changes: JsonValue) -> Json:
    """Return a commitment with no part of its own."""
    empty: dict[str, JsonValue] = {"bases": [], "sections": [], "shortcomings": [], "contents": []}
    return a_commitment(kind, serves=None, **empty) | changes


def parts(*names: str, paragraphs: int = 1) -> JsonValue:
    texts = [f"Việc {number}." for number in range(1, paragraphs + 1)]
    return [a_part(name, *texts, heading=name.upper()) for name in names]


def a_fault(**changes: JsonValue) -> Json:
    fault: Json = {"id": "hc", "text": "Trả lời chậm", "remedy": "Trả lời trong ca", "year": 2025}
    return fault | changes


def test_parts_are_numbered_in_the_order_of_the_form_however_they_are_kept() -> None:
    names = ("nghi-quyet", "lanh-dao", "nhiem-vu", "tac-phong", "ky-luat", "dao-duc", "tu-tuong")
    content = bare(
        PARTY, sections=parts(*names, paragraphs=2), shortcomings=[a_fault()], contents=[a_follow()]
    )
    context = laid_out(content)
    headings = [
        line
        for line, style in zip(body(context), styles(context), strict=True)
        if style == "TieuDe"
    ]
    assert headings == [
        "1. TU-TUONG", "2. DAO-DUC", "3. KY-LUAT", "4. TAC-PHONG", "5. NHIEM-VU", "6. LANH-DAO",
        "7. Khắc phục hạn chế, khuyết điểm", "8. NGHI-QUYET", "9. Nội dung đăng ký làm theo",
    ]  # fmt: skip


def test_where_each_part_says_one_thing_it_stands_behind_its_heading() -> None:
    sections = cast("list[JsonValue]", parts("tu-tuong", "dao-duc"))
    printed = body(laid_out(bare(sections=sections)))
    assert printed[-3:-1] == ["1. TU-TUONG: Việc 1.", "2. DAO-DUC: Việc 1."]


def test_one_part_that_says_more_gives_every_part_a_heading_of_its_own() -> None:
    sections = [a_part("tu-tuong", "Một.", heading="A"), a_part("dao-duc", "Hai.", "Ba.")]
    printed = body(laid_out(bare(sections=sections)))
    assert printed[-6:-1] == ["1. A", "Một.", "2. Tư tưởng chính trị", "Hai.", "Ba."]


def test_an_own_shortcoming_is_printed_with_its_year_and_its_remedy() -> None:
    sections = parts("tu-tuong", paragraphs=2)
    faults: JsonValue = [a_fault(), a_fault(id="hc2", year=None, remedy="")]
    printed = body(laid_out(bare(sections=sections, shortcomings=faults)))
    assert printed[-5:-1] == [
        "2. Khắc phục hạn chế, khuyết điểm",
        "- Hạn chế, khuyết điểm năm 2025: Trả lời chậm.",
        "- Giải pháp: Trả lời trong ca.",
        "- Hạn chế, khuyết điểm: Trả lời chậm.",
    ]


def test_the_only_shortcoming_of_a_short_commitment_takes_one_paragraph() -> None:
    printed = body(laid_out(bare(shortcomings=[a_fault()])))
    assert printed[-2] == (
        "1. Khắc phục hạn chế, khuyết điểm năm 2025: Trả lời chậm. Giải pháp: Trả lời trong ca."
    )


def test_several_contents_are_lettered_and_a_single_one_is_not() -> None:
    sections = parts("tu-tuong", paragraphs=2)
    one = body(laid_out(bare(sections=sections, contents=[a_follow()])))
    two = body(laid_out(bare(sections=sections, contents=[a_follow(1), a_follow(2)])))
    assert "Đối với công việc: cải cách thủ tục hành chính" in one
    lettered = [line for line in two if "Đối với công việc" in line]
    assert [line[:2] for line in lettered] == ["a)", "b)"]


def test_ten_contents_are_lettered_as_vietnamese_has_it() -> None:
    contents: JsonValue = [a_follow(number) for number in range(1, 11)]
    printed = body(laid_out(bare(contents=contents)))
    letters = [line[0] for line in printed if line[1:2] == ")"]
    assert "".join(letters) == "abcdđeghik"


@pytest.mark.parametrize("kind", [PARTY, STATE])
def test_a_draft_with_nothing_in_it_is_printed_all_the_same(kind: str) -> None:
    empty = a_follow(relation="", subject="", work="", method="", time="", result="", remedy="")
    content = bare(
        kind,
        sections=[a_part("tu-tuong", ""), a_part("dao-duc", heading="")],
        shortcomings=[a_fault(text="", remedy="", year=None)],
        contents=[empty],
    )
    assert [line for line in body(laid_out(content)) if line[:1].isdigit()] == [
        "1. Tư tưởng chính trị",
        "2.",
        "3. Khắc phục hạn chế, khuyết điểm",
        "4. Nội dung đăng ký làm theo",
    ]


def test_the_last_sentence_says_what_it_is_for_with_each_forms_end_mark() -> None:
    assert body(laid_out(a_commitment(PARTY)))[-1] == (
        "Bản cam kết này là căn cứ để kiểm điểm, đánh giá chất lượng đảng viên cuối năm."
    )
    assert body(laid_out(a_commitment(STATE)))[-1] == (
        "Bản cam kết này là căn cứ để kiểm điểm, đánh giá cán bộ, công chức, viên chức cuối năm./."
    )


def test_the_plan_it_serves_is_its_last_basis_in_each_forms_words() -> None:
    bases: JsonValue = ["Căn cứ Điều lệ Đảng."]
    assert _bases(bare(PARTY, bases=bases, serves=cast("JsonValue", PLAN))) == [
        "- Căn cứ Điều lệ Đảng;",
        "- Căn cứ Kế hoạch số 241/KH-SYT, ngày 10/02/2026 về học tập chuyên đề năm 2026.",
    ]
    assert _bases(bare(STATE, bases=bases, serves=cast("JsonValue", PLAN))) == [
        "Căn cứ Điều lệ Đảng;",
        "Căn cứ Kế hoạch số 241/KH-SYT ngày 10 tháng 02 năm 2026 về học tập chuyên đề năm 2026.",
    ]


def test_a_plan_that_a_basis_names_already_is_not_named_twice() -> None:
    bases: JsonValue = ["Căn cứ Kế hoạch số 241/KH-SYT ngày 10/02/2026 của Sở Y tế;"]
    served = bare(bases=bases, serves=cast("JsonValue", PLAN))
    assert _bases(served) == ["Căn cứ Kế hoạch số 241/KH-SYT ngày 10/02/2026 của Sở Y tế."]


def test_a_plan_without_number_and_day_is_named_by_its_title() -> None:
    unnumbered: JsonValue = {"number": "", "date": "", "title": "Về học tập năm 2026"}
    assert _bases(bare(serves=unnumbered)) == ["Căn cứ Kế hoạch học tập năm 2026."]


def _bases(content: Json) -> list[str]:
    context = laid_out(content)
    return [
        line for line, style in zip(body(context), styles(context), strict=True) if style == "CanCu"
    ]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Bản cam kết tu dưỡng, rèn luyện năm 2026", "Tu dưỡng, rèn luyện năm 2026"),
        ("BẢN CAM KẾT: năm 2026", "Năm 2026"),
        ("Cam kết năm 2026", "Cam kết năm 2026"),
        ("Bản cam kết", ""),
    ],
)
def test_the_title_does_not_repeat_the_name_of_the_kind(title: str, printed: str) -> None:
    assert words(laid_out(a_commitment(STATE, title=title))["subject"]) == printed
    assert words(laid_out(a_commitment(PARTY, title=title))["subject"]) == printed.upper()


def test_whose_it_is_stands_first_without_the_posts_he_does_not_hold() -> None:
    assert body(laid_out(a_commitment(STATE)))[:3] == [
        "Họ và tên: Nguyễn Thị Thu Hà | Ngày sinh: 19/8/1991",
        "Đơn vị công tác: Khoa Nội tổng hợp, Trung tâm Y tế Hoằng Sơn",
        "Chức vụ, chức danh: Điều dưỡng hạng III",
    ]
    someone = cast("dict[str, Any]", a_commitment(STATE)["person"]) | {"born": ""}
    assert body(laid_out(a_commitment(STATE, person=someone)))[0] == "Họ và tên: Nguyễn Thị Thu Hà"


def test_asterisks_in_a_name_are_no_emphasis() -> None:
    someone = cast("dict[str, Any]", a_commitment(STATE)["person"]) | {"name": "A *B* C"}
    assert "A *B* C" in body(laid_out(a_commitment(STATE, person=someone)))[0]


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (DAY, "Thanh Hóa, ngày 05 tháng 02 năm 2026"),
        (date(2026, 11, 25), "Thanh Hóa, ngày 25 tháng 11 năm 2026"),
        (date(2026, 3, 9), "Thanh Hóa, ngày 09 tháng 3 năm 2026"),
        (None, "Thanh Hóa, ngày … tháng … năm …"),
    ],
)
def test_the_day_is_that_of_printing(day: date | None, line: str) -> None:
    assert laid_out(a_commitment(), day=day)["day_line"] == line


@pytest.mark.parametrize("prefix", ["TM.", "KT.", ""])
def test_whoever_confirms_for_a_cell_signs_in_its_name(prefix: str) -> None:
    deputy = SignatureBlock(prefix, "CHI BỘ" if prefix == "TM." else "BÍ THƯ", "Phó Bí thư", "A")
    confirm = part(laid_out(a_commitment(PARTY), deputy), "confirm")
    assert words(confirm["label"]) == "XÁC NHẬN CỦA CHI BỘ"
    assert (confirm["authority"], confirm["posts"]) == ("T/M CHI BỘ", ("PHÓ BÍ THƯ",))


def test_a_superior_committee_confirms_in_its_own_name() -> None:
    block = SignatureBlock("TM.", "", "Bí thư", "A", unit="Đảng ủy Sở Y tế")
    confirm = part(laid_out(a_commitment(PARTY), block), "confirm")
    assert words(confirm["label"]) == "XÁC NHẬN CỦA / ĐẢNG ỦY SỞ Y TẾ"
    assert confirm["authority"] == "T/M ĐẢNG ỦY SỞ Y TẾ"


def test_a_unit_confirms_under_its_name_with_the_prefix_of_the_deputy() -> None:
    confirm = part(laid_out(a_commitment(STATE), DEPUTY), "confirm")
    assert words(confirm["label"]) == "XÁC NHẬN CỦA / TRUNG TÂM Y TẾ HOẰNG SƠN"
    assert confirm["authority"] == ""
    assert confirm["posts"] == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def test_the_agency_confirms_for_the_head_of_a_unit() -> None:
    head = SignatureBlock("", "GIÁM ĐỐC", "GIÁM ĐỐC", "A", unit="Sở Y tế")
    confirm = part(laid_out(a_commitment(STATE), head), "confirm")
    assert words(confirm["label"]) == "XÁC NHẬN CỦA SỞ Y TẾ"


@pytest.mark.parametrize("missing", ["personal", "confirm"])
def test_both_must_be_named(missing: str) -> None:
    signers = {"personal": PERSON, "confirm": SECRETARY}
    del signers[missing]
    with pytest.raises(ContentInvalidError) as refused:
        FORMS["cam-ket-dang@v1"].context(a_commitment(PARTY), signers, Occasion())
    assert refused.value.places == (f"/signers/{missing}",)


def test_a_share_is_not_torn_from_its_sign() -> None:
    sections = [a_part("tu-tuong", "Đạt 95 % hồ sơ.")]
    assert "1. Tư tưởng chính trị: Đạt 95\u00a0% hồ sơ." in body(laid_out(bare(sections=sections)))
