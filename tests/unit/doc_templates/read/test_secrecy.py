"""Marked papers are refused, innocent words are not."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.errors import SecretMarkedError
from doc_templates.read.decode import clean_lines
from doc_templates.read.model import Notes
from doc_templates.read.plan import read_plan
from doc_templates.read.secrecy import could_be_marked, refuse_secret
from tests.unit.doc_templates.read.plan_text import plan_text

STAMPS = [
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "M  Ậ  T", "T Ố I   M Ậ T", "TUYET MAT", "TOI MAT",
    "(MẬT)", "[TUYỆT MẬT]", "“TỐI MẬT”", "**MẬT**", "- MẬT -", "| MẬT |", "Mật", "Tối mật",
    "TUYỆT MẬT.", "MÂT", "MẠT", "T0I MAT", "ＭẬＴ", "M\u200bẬT", "МẬТ", "MẬT - KHẨN",
    "Độ mật: Tối mật", "ĐỘ MẬT: MẬT", "SỞ Y TẾ      MẬT", "HỎA TỐC  MẬT", "MA\u0323\u0302T",
]  # fmt: skip
NUMBERS = [
    "Số: 05/KH-SYT (M)", "Số: 05/KH-SYT(TM)", "Số: 05/KH-SYT-M", "Số: M05/KH-SYT",
    "Số: 05M/KH-SYT", "Số: 05/MẬT-SYT", "Số: /KH-SYT(M)", "Sô : 05 / KH - SYT - M",
    "Số: 05/KH-SYT (TUYỆT MẬT)", "Số: 05/KH-SYT-TM", "S ố: 05/KH-SYT[M]",
    "Số 05-KH/ĐU(M)", "Số: 05/KH-SYT(TuM)",
    "Số: 05/KH-SYT (M)      Thanh Hóa, ngày 1 tháng 3 năm 2026",
]  # fmt: skip
INNOCENT = [
    "- Giữ bí mật thông tin người bệnh.", "Mật độ dân số tăng.", "- Mắt", "MẮT", "RĂNG HÀM\n\nMẶT",
    "- Tối mật;", "- Tuyệt mật;\n- Mật.", "Khoa Gan - Mật", "PHẪU THUẬT GAN, MẬT", "BẢO MẬT",
    "GIẢI MẬT", "Mật khẩu phải đổi sau 90 ngày.", "Độ mật: không",
    "Căn cứ Công văn số 12/UBND-TM của Ủy ban nhân dân tỉnh.", "Số giường/m2 sàn: 5.",
]  # fmt: skip


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("part", ["number", "date", "base", "foot"])
def test_a_stamp_standing_alone_is_refused_wherever_it_stands(stamp: str, part: str) -> None:
    data = plan_text().decode()
    anchor = {"number": "Số:", "date": "KẾ HOẠCH", "base": "I. MỤC", "foot": "Võ Văn"}[part]
    with pytest.raises(SecretMarkedError):
        read_plan(data.replace(anchor, f"{stamp}\n\n{anchor}").encode())


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_line_that_carries_a_mark_is_refused(number: str) -> None:
    with pytest.raises(SecretMarkedError):
        read_plan(plan_text(number=number))


@pytest.mark.parametrize("words", INNOCENT)
def test_words_of_prose_are_not_marks(words: str) -> None:
    read_plan(plan_text(body=f"I. MỤC ĐÍCH\n\n{words}\n\nHết./."))


@pytest.mark.parametrize("number", ["Số: 12/KH-TM", "Số: 12/KH-SYTM", "Số: 3/KH-BVM"])
def test_a_unit_whose_code_holds_the_letters_is_not_refused(number: str) -> None:
    read_plan(plan_text(number=number))


def test_a_type_line_with_a_mark_in_brackets_is_refused() -> None:
    with pytest.raises(SecretMarkedError):
        read_plan(plan_text(kind="KẾ HOẠCH (MẬT)"))


def test_the_refusal_carries_nothing_of_the_paper() -> None:
    data = plan_text(date="TUYỆT MẬT", title="Diễn tập Bình Minh")
    with pytest.raises(SecretMarkedError) as refused:
        read_plan(data)
    told = "".join(traceback.format_exception(refused.value)) + repr(vars(refused.value))
    assert "Bình Minh" not in told
    assert refused.value.__context__ is None
    assert refused.value.code == "source.secret_marked"
    assert refused.value.retryable is False


@given(
    st.lists(
        st.sampled_from(
            [*STAMPS, *NUMBERS, *INNOCENT, "б", "0", " ", "   ", "\t", "\n", "(", "x" * 99]
        )
    ).map("".join),
    st.booleans(),
)
def test_the_quick_look_passes_over_nothing_that_would_be_refused(text: str, in_head: bool) -> None:  # noqa: FBT001 -- drawn
    if _is_refused(text, in_head=in_head):
        assert could_be_marked(text)


@pytest.mark.parametrize("mark", [*STAMPS, *NUMBERS])
def test_the_quick_look_sees_every_mark(mark: str) -> None:
    assert could_be_marked(mark)


def test_the_quick_look_lets_most_of_prose_pass() -> None:
    assert not could_be_marked("Mật độ hồ sơ: rút ngắn thời gian trả kết quả trước ngày 30 tháng 6")


def _is_refused(text: str, *, in_head: bool) -> bool:
    lines = clean_lines(text, Notes())
    try:
        refuse_secret(lines, len(lines) if in_head else 0)
    except SecretMarkedError:
        return True
    return False
