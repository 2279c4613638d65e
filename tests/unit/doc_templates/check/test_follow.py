"""What a "làm theo" content is warned about, sentence by sentence, and what it is not."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.check.follow import Finding, Rule, content_findings, follow_findings
from doc_templates.check.quantities import is_quantified
from doc_templates.check.rules_data import rules_data
from tests.unit.doc_templates.contents import a_follow, a_plan

if TYPE_CHECKING:
    from doc_templates.port import JsonValue

DUTIES = [
    "Chấp hành nội quy, quy chế cơ quan tôi không đi làm về sớm",
    "Thực hiện nghiêm túc các quy định của Đảng, pháp luật của Nhà nước",
    "Đi làm đúng giờ",
    "Đi làm đầy đủ, đúng giờ, không vắng mặt",
    "Đến cơ quan đúng giờ",
    "Không đi muộn, về sớm",
    "Không đi trễ",
    "Tôi không bao giờ đi muộn",
    "Không làm việc riêng trong giờ hành chính",
    "Chấp hành tốt nội quy cơ quan",
    "Tuân thủ giờ giấc làm việc",
    "Thực hiện đúng giờ làm việc của cơ quan",
    "Bảo đảm ngày công, giờ công",
    "Đeo thẻ viên chức, mặc trang phục đúng quy định",
    "Tham gia đầy đủ các buổi sinh hoạt chi bộ",
    "Đóng đảng phí đầy đủ",
    "Chấp hành chủ trương của Đảng, chính sách, pháp luật của Nhà nước",
    "Chấp hành nghiêm chỉnh đường lối của Đảng",
    "Nghiêm túc chấp hành quy chế làm việc của khoa",
    "Luôn thực hiện các quy định của ngành",
    "Thực hiện tốt quy chế chuyên môn",
    "Gương mẫu chấp hành nghị quyết, chỉ thị của cấp trên",
    "Tuân thủ sự phân công của lãnh đạo",
    "Chấp hành nội qui, qui chế, kỉ luật lao động",
    "Xây dựng kế hoạch cá nhân, chấp hành nội quy cơ quan",
]
NO_DUTIES = [
    "Xây dựng quy chế văn hóa công sở và trình ban hành trong quý I",
    "Rà soát, sửa đổi nội quy khoa phòng",
    "Thực hiện rà soát, sửa đổi nội quy bệnh viện",
    "Kiểm tra đột xuất việc chấp hành quy chế chuyên môn tại trạm y tế",
    "Tuyên truyền nhân dân chấp hành pháp luật về giao thông",
    "Vận động các hộ kinh doanh chấp hành quy định an toàn thực phẩm",
    "Tham mưu ban hành quy định về quản lý tài sản",
    "Không để người bệnh đến muộn phải chờ",
    "Rút ngắn thời gian trả kết quả xét nghiệm",
    "Trả kết quả đúng giờ hẹn cho người bệnh",
    "Hướng dẫn người bệnh cao tuổi làm thủ tục khám",
    "Tự học tiếng Anh chuyên ngành, đạt chứng chỉ B1",
    "Tăng tỷ lệ tuân thủ vệ sinh tay của nhân viên từ 70% lên 90% theo quy định",
    "Giám sát giờ giấc trực của các khoa",
    "Đổi mới nội dung sinh hoạt chi bộ, mỗi tháng một chuyên đề",
]
QUANTIFIED = [
    "95 % hồ sơ đúng hạn", "100%", "tám mươi phần trăm", "02 lần", "Hằng tháng 02 lần", "mỗi tuần",
    "hàng quý", "trước ngày 30/6", "quý I", "Quý IV năm 2026", "đến hết tháng 9/2026",
    "một sáng kiến", "hai buổi", "mười người", "giảm một nửa, từ ba ngày còn hai ngày",
    "khám 2000 lượt", "1.500 lượt", "không còn hồ sơ tồn", "tất cả hồ sơ được số hóa",
    "xếp loại xuất sắc",
    "được Sở nghiệm thu trước 15/11",
    "kế hoạch 5 ngày", "cuối tháng", "moi tuan hai buoi", "gấp đôi năm trước", "2 triệu đồng",
]  # fmt: skip
UNQUANTIFIED = [
    "Công việc trôi chảy", "Người bệnh hài lòng", "Tư tưởng vững vàng", "Cả năm 2026", "Năm 2026",
    "Giai đoạn 2025-2030", "Theo Nghị quyết số 72-NQ/TW", "Thực hiện Chỉ thị 05-CT/TW",
    "Đúng Nghị định 30/2020/NĐ-CP", "Kế hoạch 241/KH-SYT", "Theo Điều 5 của Quy chế", "một số việc",
    "một cách khoa học", "hài hòa, hải quan, bà con", "nâng cao hơn nữa", "Thường xuyên", "",
    "1. Làm tốt", "có tâm với nghề, sâu sát", "một bộ phận chậm đổi mới",
    "trong suốt thời gian tới",
    "mọi quy định được thực hiện", "phòng chống Covid-19",
]  # fmt: skip
VAGUE = [
    "Cố gắng hoàn thành nhiệm vụ", "Nâng cao hơn nữa chất lượng phục vụ",
    "Phấn đấu làm tốt công việc",
    "Hoàn thành tốt nhiệm vụ được giao", "Hoàn thành xuất sắc chức trách, nhiệm vụ",
    "Không ngừng học tập, rèn luyện", "Nâng cao tinh thần trách nhiệm",
    "Từng bước cải thiện thái độ",
    "Tích cực tu dưỡng đạo đức", "Đạt kết quả cao", "Nâng cao trình độ chuyên môn",
]  # fmt: skip
CONCRETE = [
    "Cố gắng mỗi tuần giúp 10 người bệnh làm thủ tục",
    "Nâng cao chất lượng hồ sơ: 95 % không phải sửa",
    "Đọc và giới thiệu một cuốn sách mỗi tháng", "Viết hướng dẫn sử dụng máy thở cho khoa",
    "Sắp xếp lại kho thuốc theo hạn dùng",
]  # fmt: skip
MEASURED = "Trả 95 % hồ sơ trước hạn, trước ngày 30/6"


def plainly(text: str) -> str:
    """Type a text without accents."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def rules(**fields: JsonValue) -> set[Rule]:
    return {finding.rule for finding in follow_findings(a_follow(1, **fields))}


def about(work: str, **fields: JsonValue) -> set[Rule]:
    """Return what is found when a work is all that a content says."""
    bare: dict[str, JsonValue] = {
        "method": "",
        "time": "",
        "result": "",
        "remedy": "",
        "subject": "",
    }
    return rules(**{**bare, "work": work, **fields})


def test_a_good_content_is_not_warned_about() -> None:
    assert follow_findings(a_follow()) == ()


@pytest.mark.parametrize("written", [str, str.upper, plainly], ids=["as_is", "upper", "plain"])
@pytest.mark.parametrize("sentence", DUTIES)
def test_an_everyday_duty_is_pointed_out(sentence: str, written: type[str]) -> None:
    assert Rule.EVERYDAY_DUTY in about(written(sentence))
    assert Rule.EVERYDAY_DUTY in about(unicodedata.normalize("NFD", written(sentence)))


@pytest.mark.parametrize("written", [str, plainly], ids=["as_is", "plain"])
@pytest.mark.parametrize("sentence", NO_DUTIES)
def test_working_on_rules_is_no_everyday_duty(sentence: str, written: type[str]) -> None:
    assert Rule.EVERYDAY_DUTY not in about(written(sentence))


def test_the_plans_own_samples_are_in_the_list_and_found() -> None:
    quotes = [each["quote"] for each in rules_data()["everyday_duty"] if "quote" in each]
    plan = " ".join(str(a_plan()["sections"]).split())
    assert len(quotes) == 2
    for quote in quotes:
        assert quote in plan
        assert Rule.EVERYDAY_DUTY in about(quote)


def test_a_sure_duty_stays_one_whatever_is_counted() -> None:
    assert Rule.EVERYDAY_DUTY in about("Không đi muộn", result="100 % ngày công")
    assert Rule.EVERYDAY_DUTY in about("Việc khác", method="Đi làm đúng giờ", result=MEASURED)


def test_keeping_a_rule_in_a_measured_way_is_left_to_the_reader() -> None:
    work = "Thực hiện tốt quy chế dân chủ: mỗi quý 01 buổi đối thoại"
    assert Rule.EVERYDAY_DUTY not in about(work, result="100 % kiến nghị được trả lời")


@pytest.mark.parametrize("sentence", QUANTIFIED)
def test_what_can_be_counted_is_quantified(sentence: str) -> None:
    assert is_quantified(sentence)
    assert is_quantified(unicodedata.normalize("NFD", sentence))


@pytest.mark.parametrize("sentence", UNQUANTIFIED)
def test_what_cannot_be_counted_is_not(sentence: str) -> None:
    assert not is_quantified(sentence)
    assert not is_quantified(unicodedata.normalize("NFD", sentence))


def test_a_result_without_measure_and_deadline_is_pointed_out() -> None:
    assert follow_findings(a_follow(result="Người dân hài lòng", time="Cả năm 2026")) == (
        Finding(Rule.UNQUANTIFIED, "result", content="lt1"),
    )


def test_a_deadline_makes_a_thing_to_be_made_measurable() -> None:
    assert rules(result="Quy chế được trình Giám đốc", time="Trước ngày 30/6") == set()


def test_what_is_missing_is_not_ours_to_say() -> None:
    assert rules(result="", time="") == set()
    assert rules(work="", method=" ", result="95 %") == set()


@pytest.mark.parametrize("sentence", VAGUE)
def test_general_words_are_pointed_out(sentence: str) -> None:
    assert Rule.VAGUE in about(sentence)
    assert Rule.VAGUE in about(plainly(sentence))
    assert Rule.VAGUE in about("Việc đã chọn", result=sentence)


@pytest.mark.parametrize("sentence", CONCRETE)
def test_concrete_words_are_not(sentence: str) -> None:
    assert Rule.VAGUE not in about(sentence)


def test_general_words_do_no_harm_where_the_result_is_measured() -> None:
    assert Rule.VAGUE not in about("Nâng cao trình độ ngoại ngữ", result="Chứng chỉ B1 trước 30/9")


def test_a_warning_says_where_it_looked() -> None:
    work = "Tôi sẽ chấp hành nội quy, quy chế cơ quan; không đi muộn"
    found = follow_findings(a_follow(2, work=work))
    assert [(f.rule, f.content, f.field, f.words) for f in found] == [
        (Rule.EVERYDAY_DUTY, "lt2", "work", "chấp hành nội quy"),
        (Rule.EVERYDAY_DUTY, "lt2", "work", "không đi muộn"),
    ]
    assert all(work[f.start : f.end] == f.words for f in found)


def test_words_are_quoted_from_the_composed_text() -> None:
    (found,) = follow_findings(a_follow(work=unicodedata.normalize("NFD", "Đi làm đúng giờ")))
    assert found.words == "Đi làm đúng giờ"


def test_a_sentence_ends_a_phrase() -> None:
    assert Rule.EVERYDAY_DUTY not in about("Không. Đi muộn thì báo trước")


def test_long_texts_are_pointed_out_by_field_and_as_a_whole() -> None:
    field, whole = rules_data()["limits"]["field"], rules_data()["limits"]["whole"]
    assert rules(method="x" * field) == set()
    assert follow_findings(a_follow(method="x" * (field + 1))) == (
        Finding(Rule.TOO_LONG, "method", content="lt1"),
    )
    parts = dict.fromkeys(("subject", "work", "method", "remedy"), "x" * (whole // 4))
    assert Finding(Rule.TOO_LONG, "", content="lt1") in follow_findings(a_follow(**parts))


def test_each_content_of_a_paper_is_looked_at() -> None:
    contents: list[JsonValue] = [a_follow(1), a_follow(2, work="Đi làm đúng giờ")]
    assert [f.content for f in content_findings(a_plan(contents=contents))] == ["lt2"]


@pytest.mark.parametrize("contents", [None, "x", [1, None, "x"], [{}], [{"id": 5, "work": ["x"]}]])
def test_a_draft_in_any_shape_is_borne(contents: JsonValue) -> None:
    assert content_findings({"contents": contents}) == ()


@given(
    st.dictionaries(
        st.sampled_from(["id", "work", "method", "time", "result", "subject"]), st.text()
    )
)
def test_any_text_is_borne_and_quoted_rightly(follow: dict[str, JsonValue]) -> None:
    for finding in follow_findings(follow):
        text = unicodedata.normalize("NFC", str(follow.get(finding.field, "")))
        assert text[finding.start : finding.end] == finding.words


SAMPLES = st.sampled_from([*DUTIES, *NO_DUTIES, *VAGUE, *QUANTIFIED, *UNQUANTIFIED])


@given(st.lists(SAMPLES, max_size=4), st.sampled_from([". ", "; ", "\n"]))
def test_a_sentence_beside_another_does_not_hide_a_sure_duty(
    others: list[str], between: str
) -> None:
    assert Rule.EVERYDAY_DUTY in about(between.join([*others, "Không đi muộn"]))
