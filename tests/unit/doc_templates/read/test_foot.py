"""Recipients, archive line and signer."""

from __future__ import annotations

import pytest

from doc_templates.read.model import WarningCode
from doc_templates.read.plan import read_plan
from tests.unit.doc_templates.read.plan_text import codes, plan_text

LIST = "Nơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\n"


@pytest.mark.parametrize(
    ("signed", "prefix", "position", "name"),
    [
        ("GIÁM ĐỐC\n\nVõ Văn Thanh", "", "GIÁM ĐỐC", "Võ Văn Thanh"),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn A", "KT.", "PHÓ GIÁM ĐỐC", "Lê Văn A"),
        ("KT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn A", "KT.", "PHÓ GIÁM ĐỐC", "Lê Văn A"),
        ("K/T GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn A", "KT.", "PHÓ GIÁM ĐỐC", "Lê Văn A"),
        ("TM. BAN GIÁM ĐỐC\nGIÁM ĐỐC\n\nLê Văn A", "TM.", "GIÁM ĐỐC", "Lê Văn A"),
        ("TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG\n\nLê Văn A", "TL.", "CHÁNH VĂN PHÒNG", "Lê Văn A"),
        ("TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG TCHC\n\nLê Văn A", "TUQ.", "TRƯỞNG PHÒNG TCHC", "Lê Văn A"),
        ("Q. GIÁM ĐỐC\n\nLê Văn A", "Q.", "GIÁM ĐỐC", "Lê Văn A"),
        ("Giám đốc\n\nLê Văn A", "", "Giám đốc", "Lê Văn A"),
        ("**GIÁM ĐỐC**\n\n**Lê Văn A**", "", "GIÁM ĐỐC", "Lê Văn A"),
        ("GIÁM ĐỐC\n\nLÊ VĂN A", "", "GIÁM ĐỐC", "LÊ VĂN A"),
        ("GIÁM ĐỐC\n(Đã ký)\nBS.CKII Lê Văn A", "", "GIÁM ĐỐC", "BS.CKII Lê Văn A"),
        ("KT. GIÁM ĐỐC\n\nLê Văn A", "KT.", "", "Lê Văn A"),
        ("Trịnh Hữu Hùng", "", "", "Trịnh Hữu Hùng"),
        ("", "", "", ""),
    ],
)
def test_a_signer_is_understood(signed: str, prefix: str, position: str, name: str) -> None:
    plan = read_plan(plan_text(foot=LIST + signed))
    assert plan.content["signer"] == {"prefix": prefix, "position": position, "name": name}
    assert (WarningCode.POSITION_MISSING in codes(plan)) is (position == "")
    assert (WarningCode.SIGNER_MISSING in codes(plan)) is (name == "")


@pytest.mark.parametrize(
    ("line", "name", "purpose"),
    [
        ("- Ban Tuyên giáo TU, UBND, ĐUK (B/cáo);", "Ban Tuyên giáo TU, UBND, ĐUK", "B/cáo"),
        ("- Các cấp ủy cơ sở trực thuộc ĐU(T/hiện);", "Các cấp ủy cơ sở trực thuộc ĐU", "T/hiện"),
        ("- Bộ Y tế (báo cáo);", "Bộ Y tế", "báo cáo"),
        ("– Sở Nội vụ;", "Sở Nội vụ", ""),
        ("Sở Nội vụ;", "Sở Nội vụ", ""),
        ("- Lưu trữ lịch sử tỉnh;", "Lưu trữ lịch sử tỉnh", ""),
        ("- Các cơ quan, đơn vị\ntrực thuộc;", "Các cơ quan, đơn vị trực thuộc", ""),
        ("- Bộ Y tế (báo cáo;", "Bộ Y tế (báo cáo", ""),
    ],
)
def test_a_recipient_is_understood(line: str, name: str, purpose: str) -> None:
    plan = read_plan(plan_text(foot=f"Nơi nhận:\n{line}\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nLê Văn A"))
    assert plan.content["recipients"] == [{"name": name, "purpose": purpose}]
    assert plan.content["archive"] == "VT"


@pytest.mark.parametrize(
    ("line", "archive", "colon"),
    [
        ("- Lưu VT, VP.", "VT, VP", False),
        ("- Lưu: VT, TCHC.", "VT, TCHC", True),
        ("- Lưu : VT.", "VT", True),
        ("Lưu: VT, KHTC (03b).", "VT, KHTC (03b)", True),
        ("- Lưu Chi bộ.", "Chi bộ", False),
    ],
)
def test_an_archive_line_is_understood(line: str, archive: str, colon: bool) -> None:  # noqa: FBT001
    plan = read_plan(plan_text(foot=f"Nơi nhận:\n- Như trên;\n{line}\n\nGIÁM ĐỐC\n\nLê Văn A"))
    assert plan.content["archive"] == archive
    assert (WarningCode.ARCHIVE_COLON_MISSING not in codes(plan)) is colon


def test_two_columns_side_by_side_are_told_apart() -> None:
    foot = (
        "Nơi nhận:                      KT. GIÁM ĐỐC\n- Như trên;                PHÓ GIÁM ĐỐC\n"
        "- Lưu: VT.\n                               Lê Văn A"
    )
    plan = read_plan(plan_text(foot=foot))
    assert plan.content["recipients"] == [{"name": "Như trên", "purpose": ""}]
    assert plan.content["signer"] == {
        "prefix": "KT.", "position": "PHÓ GIÁM ĐỐC", "name": "Lê Văn A",
    }  # fmt: skip


def test_a_signer_before_the_recipients_is_found() -> None:
    plan = read_plan(plan_text(foot="GIÁM ĐỐC\n\nLê Văn A\n\n" + LIST))
    assert plan.content["signer"] == {"prefix": "", "position": "GIÁM ĐỐC", "name": "Lê Văn A"}


def test_a_missing_foot_is_reported() -> None:
    plan = read_plan(plan_text(foot=""))
    assert {
        WarningCode.RECIPIENTS_MISSING, WarningCode.ARCHIVE_MISSING,
        WarningCode.POSITION_MISSING, WarningCode.SIGNER_MISSING,
    } <= codes(plan)  # fmt: skip


def test_an_appendix_is_left_out_and_every_line_of_it_reported() -> None:
    foot = LIST + "GIÁM ĐỐC\n\nLê Văn A\n\nPHỤ LỤC\n\n- Biểu mẫu 1;"
    plan = read_plan(plan_text(foot=foot))
    assert plan.content["signer"] == {"prefix": "", "position": "GIÁM ĐỐC", "name": "Lê Văn A"}
    assert plan.content["recipients"] == [{"name": "Như trên", "purpose": ""}]
    ignored = [w.found for w in plan.warnings if w.code is WarningCode.LINE_IGNORED]
    assert ignored == ["PHỤ LỤC", "Biểu mẫu 1;"]
