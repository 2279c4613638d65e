"""What the forms are told to print: end mark, posts, recipients, registered contents."""

from __future__ import annotations

from html import unescape
from typing import Any, cast

import pytest

from doc_templates.errors import ContentInvalidError
from doc_templates.layout import bien_ban_gop_y, blocks, ke_hoach
from doc_templates.port import JsonValue, Occasion, SignatureBlock
from tests.unit.doc_templates.contents import Json, a_follow, a_plan, a_short_plan, minutes
from tests.unit.doc_templates.contents import recipients as some_recipients

DIRECTOR = SignatureBlock("", "GIÁM ĐỐC", "GIÁM ĐỐC", "Trịnh Hữu Hùng")
SIGNERS = {"personal": DIRECTOR, "secretary": DIRECTOR, "chair": DIRECTOR}


def plan_body(content: Json) -> list[blocks.Block]:
    return cast("list[blocks.Block]", ke_hoach.context(content, SIGNERS, Occasion(3))["body"])


def words(block: blocks.Block) -> str:
    """Return the text of a block without its XML."""
    return unescape("".join(part.split(">")[-1] for part in block.text.split("</w:t>")))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Hết", "Hết./."),
        ("Hết.", "Hết./."),
        ("Hết./.", "Hết./."),
        ("Hết ./. ", "Hết./."),
        ("Hết;", "Hết./."),
        ("vân vân...", "vân vân..../."),
        ("trước **30/11/2020**./. ", "trước 30/11/2020./."),
        ("**Hết.**", "Hết./."),
    ],
)
def test_the_last_text_ends_in_one_end_mark(written: str, printed: str) -> None:
    assert words(plan_body(a_short_plan("Đầu.", written))[-1]) == printed


def test_an_end_mark_before_the_end_is_a_full_stop() -> None:
    assert [words(block) for block in plan_body(a_short_plan("Đầu./.", "Cuối"))[1:]] == [
        "Đầu.",
        "Cuối./.",
    ]


def test_a_plan_without_text_still_renders() -> None:
    assert plan_body(a_plan(sections=[], bases=[])) == []


@pytest.mark.parametrize(
    ("prefix", "authority", "position", "printed"),
    [
        ("", "GIÁM ĐỐC", "Giám đốc", ("GIÁM ĐỐC",)),
        ("KT.", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("TL.", "GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
        ("Q.", "GIÁM ĐỐC", "GIÁM ĐỐC", ("Q. GIÁM ĐỐC",)),
        ("TM.", "CHI ỦY", "BÍ THƯ", ("TM. CHI ỦY", "BÍ THƯ")),
        ("", "", "", ()),
    ],
)
def test_who_signs_is_printed_by_authority(
    prefix: str, authority: str, position: str, printed: tuple[str, ...]
) -> None:
    assert blocks.posts(SignatureBlock(prefix, authority, position, "X")) == printed


def test_a_paper_without_a_named_signer_is_refused() -> None:
    with pytest.raises(ContentInvalidError) as refused:
        ke_hoach.context(a_plan(), {}, Occasion(3))
    assert refused.value.places == ("/signers/personal",)


def test_recipients_end_with_the_archive() -> None:
    entries: list[JsonValue] = [
        {"name": "Ban Tuyên giáo TU", "purpose": "B/cáo"},
        {"name": "Như trên", "purpose": ""},
    ]
    assert blocks.recipients(cast("Any", entries), "VT, VP") == (
        "- Ban Tuyên giáo TU (B/cáo);",
        "- Như trên;",
        "- Lưu: VT, VP.",
    )


def test_an_archive_line_needs_no_full_stop_of_its_own() -> None:
    assert blocks.recipients((), "VT, TCHC.") == ("- Lưu: VT, TCHC.",)
    assert blocks.recipients((), "") == ("- Lưu: VT.",)


@pytest.mark.parametrize(("count", "goes_on"), [(0, False), (3, False), (60, True)])
def test_only_a_long_list_goes_on_below_the_signer(count: int, goes_on: bool) -> None:  # noqa: FBT001
    context = ke_hoach.context(a_plan(recipients=some_recipients(count)), SIGNERS, Occasion(3))
    split = cast("dict[str, tuple[str, ...]]", context["recipients"])
    assert len(split["first"] + split["rest"]) == count + 1
    assert bool(split["rest"]) == goes_on


@pytest.mark.parametrize(
    ("last_heading", "expected"),
    [
        ("IV. TỔ CHỨC THỰC HIỆN", "V. NỘI DUNG ĐĂNG KÝ LÀM THEO"),
        ("VIII. TỔ CHỨC THỰC HIỆN", "IX. NỘI DUNG ĐĂNG KÝ LÀM THEO"),
        ("TỔ CHỨC THỰC HIỆN", "NỘI DUNG ĐĂNG KÝ LÀM THEO"),
    ],
)
def test_registered_contents_take_the_next_number(last_heading: str, expected: str) -> None:
    sections: list[JsonValue] = [{"id": "s", "heading": last_heading, "paragraphs": []}]
    printed = [
        words(block) for block in plan_body(a_plan(sections=sections, contents=[a_follow()]))
    ]
    assert expected in printed


def test_an_empty_detail_of_a_content_is_not_printed() -> None:
    printed = [words(b) for b in plan_body(a_short_plan("A.", contents=[a_follow(remedy="")]))]
    assert not [line for line in printed if "Giải pháp" in line]
    assert printed[-1] == "- Kết quả cần đạt: 95\u00a0% hồ sơ đúng hạn./."


def test_without_contents_there_is_no_such_section() -> None:
    assert not [b for b in plan_body(a_short_plan("A.", contents=[])) if "LÀM THEO" in words(b)]


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("1.2. Đối với cấp ủy cơ sở", "NoiDungGiu"),
        ("2. Tài liệu:", "NoiDungGiu"),
        ("*Yêu cầu nội dung đăng ký*:", "NoiDungGiu"),
        ("1. Thời gian thực hiện: Năm 2020.", "NoiDung"),
        ("- Gắn nội dung học tập;", "NoiDung"),
    ],
)
def test_what_announces_others_stays_with_the_next_paragraph(words: str, style: str) -> None:
    assert blocks.style_of(words) == style


def test_legal_bases_are_italic_and_the_lead_in_is_not() -> None:
    bases: JsonValue = ["Căn cứ Luật Khám bệnh, chữa bệnh;", "Sở Y tế xây dựng kế hoạch như sau:"]
    assert [block.style for block in plan_body(a_plan(bases=bases))][:2] == ["CanCu", "NoiDung"]


@pytest.mark.parametrize("width", [0, 7])
def test_a_number_has_one_to_six_digits(width: int) -> None:
    with pytest.raises(ValueError, match=str(width)):
        ke_hoach.context(a_plan(), SIGNERS, Occasion(width))


def test_minutes_do_not_repeat_the_printed_label_as_a_post() -> None:
    chair = SignatureBlock("", "CHỦ TỌA", "Chủ tọa", "Lê Thị Hoa")
    context = bien_ban_gop_y.context(minutes(), {**SIGNERS, "chair": chair}, Occasion(2))
    assert context["chair"] == {"posts": (), "name": "Lê Thị Hoa"}


def test_minutes_answer_each_comment() -> None:
    context = bien_ban_gop_y.context(minutes(), SIGNERS, Occasion(2))
    printed = [words(block) for block in cast("list[blocks.Block]", context["body"])]
    assert "- Không tiếp thu: Thời hạn 28/02/2020 do Sở Y tế quy định." in printed
    assert printed[-1] == "Cuộc họp kết thúc vào 09 giờ 30, ngày 17 tháng 02 năm 2020./."


def test_minutes_of_a_full_house_name_nobody_absent() -> None:
    context = bien_ban_gop_y.context(minutes(absent=[]), SIGNERS, Occasion(2))
    assert "Vắng mặt" not in str(context["body"])
