"""Both real plans, field by field."""

from __future__ import annotations

from doc_templates.read.model import ImportWarning, WarningCode  # noqa: A004  our own class
from tests.unit.doc_templates.read.plan_text import paragraphs, sample

THANH_HOA = sample("241-kh-syt-2020")
KON_TUM = sample("kh-syt-kon-tum-2024")
TOPIC = (
    "“Tăng cường khối đại đoàn kết toàn dân tộc, xây dựng Đảng và hệ thống chính trị trong sạch, "
    "vững mạnh theo tư tưởng, đạo đức, phong cách Hồ Chí Minh”"
)


def headings(content: dict[str, object]) -> list[object]:
    sections = content["sections"]
    assert isinstance(sections, list)
    return [section["heading"] for section in sections]


def test_thanh_hoa_says_its_number_place_and_date() -> None:
    assert THANH_HOA.content["source"] == {
        "number": "241", "code": "KH-SYT", "date": "2020-02-10", "place": "Thanh Hóa",
    }  # fmt: skip
    assert THANH_HOA.content["place"] == "Thanh Hóa"
    assert THANH_HOA.content["issuer"] == {"superior": "", "name": "", "code": "KH-SYT"}
    assert THANH_HOA.content["kind"] == "ke-hoach"
    assert THANH_HOA.content["template"] == "ke-hoach@v1"


def test_thanh_hoa_says_what_it_is_about_in_one_line() -> None:
    assert THANH_HOA.content["title"] == f"Học tập chuyên đề năm 2020 về {TOPIC}"


def test_thanh_hoa_has_one_base_before_four_sections() -> None:
    bases = THANH_HOA.content["bases"]
    assert isinstance(bases, list)
    assert len(bases) == 1
    assert str(bases[0]).startswith("Thực hiện Chỉ thị số 05-CT/TW ngày 15/5/2016")
    assert str(bases[0]).endswith("chuyên đề năm 2020, như sau:")
    assert headings({**THANH_HOA.content}) == [
        "I. MỤC ĐÍCH, YÊU CẦU", "II. THỜI GIAN VÀ TÀI LIỆU", "III. NỘI DUNG",
        "IV. TỔ CHỨC THỰC HIỆN",
    ]  # fmt: skip


def test_thanh_hoa_keeps_every_paragraph() -> None:
    texts = paragraphs(THANH_HOA)
    assert [sum(i.startswith(f"s{n}p") for i in texts) for n in (1, 2, 3, 4)] == [4, 4, 42, 2]
    assert texts["s3p8"] == "- Thời gian: **1/2 ngày**, hoàn thành trong **Quý I/2020**."
    assert texts["s4p2"].endswith("đề nghị các cấp khen thưởng trước **30/11/2020**")


def test_thanh_hoas_broken_sentence_is_whole_again() -> None:
    assert "đại đoàn kết toàn dân tộc, xây dựng Đảng" in paragraphs(THANH_HOA)["s3p14"]


def test_thanh_hoas_unbalanced_emphasis_is_mended() -> None:
    texts = paragraphs(THANH_HOA)
    assert texts["s3p24"] == (
        "* **Xác định tinh thần, thái độ, phương pháp và cách thức thực hiện:**"
    )
    assert texts["s3p26"] == "* **Xác định thời gian và kết quả thực hiện:**"
    assert texts["s3p16"] == "+ *Yêu cầu nội dung đăng ký*:"


def test_thanh_hoas_recipients_keep_their_purposes() -> None:
    assert THANH_HOA.content["recipients"] == [
        {"name": "Ban Tuyên giáo TU, UBND, ĐUK", "purpose": "B/cáo"},
        {"name": "Các cấp ủy cơ sở trực thuộc ĐU", "purpose": "T/hiện"},
        {"name": "Các cơ quan, đơn vị trực thuộc", "purpose": "T/hiện"},
    ]
    assert THANH_HOA.content["archive"] == "VT, VP"


def test_thanh_hoas_missing_post_is_not_supplied() -> None:
    assert THANH_HOA.content["signer"] == {
        "prefix": "", "position": "", "name": "Trịnh Hữu Hùng",
    }  # fmt: skip


def test_thanh_hoa_sets_three_deadlines() -> None:
    deadlines = THANH_HOA.content["deadlines"]
    assert isinstance(deadlines, list)
    assert [{**d, "what": ""} for d in deadlines if isinstance(d, dict)] == [
        {"date": "2020-03-31", "inclusive": True, "what": "", "paragraph": "s3p8"},
        {"date": "2020-02-28", "inclusive": False, "what": "", "paragraph": "s4p1"},
        {"date": "2020-11-30", "inclusive": False, "what": "", "paragraph": "s4p2"},
    ]
    assert [d["what"] for d in deadlines if isinstance(d, dict)][1] == (
        "nộp Kế hoạch thực hiện của cấp ủy, cơ quan, đơn vị trực thuộc về (Đ/c Trương Việt Dũng "
        "Phó Chánh Văn phòng, cơ quan Sở Y tế) trước ngày 28/02/2020"
    )


def test_thanh_hoas_doubts_are_these_and_no_others() -> None:
    assert [(w.code, w.place) for w in THANH_HOA.warnings] == [
        (WarningCode.NUMBER_SPACING, "/source/number"),
        (WarningCode.JOINED_LINE, "s3p14"),
        (WarningCode.EMPHASIS_REPAIRED, "s3p24"),
        (WarningCode.EMPHASIS_REPAIRED, "s3p26"),
        (WarningCode.ARCHIVE_COLON_MISSING, "/archive"),
        (WarningCode.POSITION_MISSING, "/signer/position"),
        (WarningCode.OCR_SUSPECT, "s1p3"),
        (WarningCode.OCR_SUSPECT, "s3p12"),
        (WarningCode.OCR_SUSPECT, "s3p28"),
    ]
    assert ImportWarning(WarningCode.OCR_SUSPECT, "s3p12", "phân đấu → phấn đấu") in (
        THANH_HOA.warnings
    )


def test_kon_tums_blanks_stay_blank() -> None:
    assert KON_TUM.content["source"] == {
        "number": "", "code": "KH-SYT", "date": "", "place": "Kon Tum",
    }  # fmt: skip
    assert KON_TUM.content["deadlines"] == []


def test_kon_tum_has_two_bases_and_four_sections() -> None:
    bases = KON_TUM.content["bases"]
    assert isinstance(bases, list)
    assert [str(b)[:17] for b in bases] == ["Thực hiện Kế hoạc", "Sở Y tế xây dựng "]
    assert headings({**KON_TUM.content}) == [
        "I. MỤC ĐÍCH, YÊU CẦU", "II. THỜI GIAN, ĐỐI TƯỢNG VÀ NỘI DUNG",
        "III. CÔNG TÁC KHEN THƯỞNG", "IV. TỔ CHỨC THỰC HIỆN",
    ]  # fmt: skip
    texts = paragraphs(KON_TUM)
    assert [sum(i.startswith(f"s{n}p") for i in texts) for n in (1, 2, 3, 4)] == [10, 14, 21, 15]
    assert texts["s4p15"].endswith("nghiêm túc tổ chức, triển khai, thực hiện")


def test_kon_tums_foot_is_read_whole() -> None:
    recipients = KON_TUM.content["recipients"]
    assert isinstance(recipients, list)
    assert len(recipients) == 9
    assert recipients[:3] == [
        {"name": "Bộ Y tế", "purpose": "báo cáo"},
        {"name": "UBND tỉnh", "purpose": "báo cáo"},
        {"name": "Đảng uỷ Sở Y tế", "purpose": ""},
    ]
    assert KON_TUM.content["archive"] == "VT, TCHC"
    assert KON_TUM.content["signer"] == {
        "prefix": "", "position": "GIÁM ĐỐC", "name": "Võ Văn Thanh",
    }  # fmt: skip


def test_kon_tums_slips_are_pointed_out_and_left_alone() -> None:
    suspects = [w.found for w in KON_TUM.warnings if w.code is WarningCode.OCR_SUSPECT]
    assert suspects == [
        "Luong y → Lương y", "Vi sức khỏe → Vì sức khỏe", "Vi sự nghiệp → Vì sự nghiệp",
        "Luong y → Lương y", "Vi sức khỏe → Vì sức khỏe", "Luong y → Lương y",
        "đồng đảo → đông đảo",
    ]  # fmt: skip
    assert "“Luong y phải như từ mẫu”" in paragraphs(KON_TUM)["s1p8"]
    joined = [w.place for w in KON_TUM.warnings if w.code is WarningCode.JOINED_LINE]
    assert joined == ["s3p20", "s4p13"]
