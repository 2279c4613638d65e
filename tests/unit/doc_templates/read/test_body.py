"""Broken lines, emphasis and the end mark."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.read.body import without_end_mark
from doc_templates.read.emphasis import repaired, without_markers
from doc_templates.read.model import WarningCode
from doc_templates.read.plan import read_plan
from tests.unit.doc_templates.read.plan_text import codes, paragraphs, plan_text


def body_of(text: str) -> list[str]:
    return list(paragraphs(read_plan(plan_text(body=f"I. MỤC ĐÍCH\n\n{text}"))).values())


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("khối đại đoàn kết toàn\n\ndân tộc.", ["khối đại đoàn kết toàn dân tộc."]),
        ("nộp trước ngày\n28/02/2020.", ["nộp trước ngày 28/02/2020."]),
        ("gồm:\n\nmột là.", ["gồm:", "một là."]),
        ("Hết câu.\n\ntiếp theo.", ["Hết câu.", "tiếp theo."]),
        (
            "Về đối tượng\n\na) tập thể;\n\nđ) cá nhân.",
            ["Về đối tượng", "a) tập thể;", "đ) cá nhân."],
        ),
        ("tại đơn vị\n\n- có hành động.", ["tại đơn vị", "- có hành động."]),
        ("tại đơn vị\n\nCó hành động.", ["tại đơn vị", "Có hành động."]),
        ("1. Mục đích\nNâng cao ý thức.", ["1. Mục đích", "Nâng cao ý thức."]),
        (
            "Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ\nChí Minh.",
            ["Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh."],
        ),
        ("khối đại đoàn kết toàn\n\n2\n\ndân tộc.", ["khối đại đoàn kết toàn dân tộc."]),
    ],
)
def test_only_a_line_broken_inside_a_sentence_is_joined(broken: str, whole: list[str]) -> None:
    assert body_of(broken) == whole


def test_a_dropped_page_number_is_reported() -> None:
    plan = read_plan(plan_text(body="I. MỤC ĐÍCH\n\nMột.\n\n2\n\nHai./."))
    assert WarningCode.PAGE_NUMBER_DROPPED in codes(plan)


@pytest.mark.parametrize(
    ("found", "mended"),
    [
        ("*** Xác định thời gian:**", "* **Xác định thời gian:**"),
        ("* **Xác định**: một", "* **Xác định**: một"),
        ("+ **Tập thể:** Các tổ chức (*Cấp ủy*).", "+ **Tập thể:** Các tổ chức (*Cấp ủy*)."),
        ("**Thời gian: 1/2 ngày", "Thời gian: 1/2 ngày"),
        ("Thời gian**", "Thời gian"),
        ("**Thời gian: **Năm 2020", "**Thời gian:** Năm 2020"),
        ("a ** b** c", "a **b** c"),
        ("**a *b** c*", "**a b** c"),
        ("***cả hai***", "***cả hai***"),
        ("5 * 3 và (*)", "5 * 3 và (*)"),
        ("*****", ""),
        ("** **", ""),
        ("không có gì", "không có gì"),
    ],
)
def test_markers_come_out_in_pairs(found: str, mended: str) -> None:
    assert repaired(found) == mended


@settings(deadline=None)  # a busy machine is no defect
@given(st.text(alphabet="ab *(").map(lambda s: " ".join(s.split())))
def test_mending_never_changes_a_word_and_happens_once(text: str) -> None:
    mended = repaired(text)
    assert without_markers(mended).replace(" ", "") == without_markers(text).replace(" ", "")
    assert repaired(mended) == mended


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("thực hiện./.", "thực hiện"),
        ("thực hiện. /.", "thực hiện"),
        ("thực hiện/.", "thực hiện"),
        ("**thực hiện./.**", "**thực hiện**"),
        ("trước **30/11/2020**./. ", "trước **30/11/2020**"),
        ("thực hiện.", "thực hiện."),
        ("tập thể/cá nhân", "tập thể/cá nhân"),
    ],
)
def test_the_end_mark_is_left_to_the_template(text: str, bare: str) -> None:
    assert without_end_mark(text) == bare


@pytest.mark.parametrize(
    ("text", "suspect"),
    [
        ("Nội dung phân đấu của năm.", True),
        ("nhận rộng điển hình.", True),
        ("được công nhận rộng rãi.", False),
        ("nhân rộng điển hình, phấn đấu.", False),
        ("Lương y như từ mẫu.", False),
    ],
)
def test_spoilt_words_are_pointed_out_and_never_changed(text: str, suspect: bool) -> None:  # noqa: FBT001
    plan = read_plan(plan_text(body=f"I. MỤC ĐÍCH\n\n{text}"))
    assert (WarningCode.OCR_SUSPECT in codes(plan)) is suspect
    assert paragraphs(plan)["s1p1"] == text
