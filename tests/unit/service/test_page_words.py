"""Small pure parts of pages: deadlines in words, emphasis, file names, places in a content."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service.pages.file_names import commitment_name, pdf_name
from service.pages.text import emphasised, place_words
from service.pages.timing import day_text, due, iso_day_text, time_text
from workflows.domain.deadlines import Calendar

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 9:00 in Hà Nội
WEEK = Calendar()


def end_of(day: int) -> datetime:
    return datetime(2026, 11, day, 10, 0, tzinfo=UTC)  # 17:00 in Hà Nội


@pytest.mark.parametrize(
    ("deadline", "tone", "text"),
    [
        (end_of(2), "today", "hết hạn hôm nay"),
        (end_of(3), "soon", "còn 1 ngày làm việc"),
        (end_of(9), "fine", "còn 5 ngày làm việc"),
        (datetime(2026, 10, 30, 10, 0, tzinfo=UTC), "late", "quá hạn 1 ngày làm việc"),
        (datetime(2026, 11, 2, 1, 0, tzinfo=UTC), "late", "quá hạn hôm nay"),
        (None, "none", ""),
    ],
)
def test_a_deadline_is_told_in_working_days(
    deadline: datetime | None, tone: str, text: str
) -> None:
    found = due(MONDAY, deadline, WEEK)
    assert (found.tone, found.text) == (tone, text)


def test_days_off_do_not_count() -> None:
    holiday = Calendar(days_off=frozenset({date(2026, 11, 3)}))
    assert due(MONDAY, end_of(4), holiday).text == "còn 1 ngày làm việc"


def test_an_instant_is_told_in_vietnams_time() -> None:
    late_evening = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)
    assert time_text(late_evening) == "00:30 ngày 03/11/2026"
    assert day_text(late_evening) == "03/11/2026"
    assert day_text(date(2026, 2, 5)) == "05/02/2026"
    assert time_text(None) == day_text(None) == ""


def test_a_day_that_is_written_down_is_told_as_offices_do() -> None:
    assert iso_day_text("2026-02-05") == "05/02/2026"
    assert (iso_day_text(""), iso_day_text("hôm qua")) == ("", "hôm qua")


def test_emphasis_is_marked_and_all_else_is_inert() -> None:
    shown = emphasised("a **b *c*** <script>x</script> & 2 * 3")
    assert shown == (
        "a <strong>b </strong><strong><em>c</em></strong> "
        "&lt;script&gt;x&lt;/script&gt; &amp; 2 * 3"
    )


@pytest.mark.parametrize(
    ("number", "title", "name"),
    [
        ("241/KH-SYT", "Học tập chuyên đề", "241-kh-syt-hoc-tap-chuyen-de.pdf"),
        ("", "Đẩy mạnh “làm theo”", "du-thao-day-manh-lam-theo.pdf"),
        ("", "../../etc/passwd\r\nX: y", "du-thao-etc-passwd-x-y.pdf"),
    ],
)
def test_a_file_name_is_plain(number: str, title: str, name: str) -> None:
    assert pdf_name(number, title) == name


@pytest.mark.parametrize(
    ("kind", "is_draft", "name"),
    [
        ("cam-ket-dang", False, "ban-cam-ket-dang-vien-2026-le-thi-hoa.pdf"),
        ("cam-ket-vien-chuc", True, "du-thao-ban-cam-ket-vien-chuc-2026-le-thi-hoa.pdf"),
        ("bo-sung-dang", False, "ban-bo-sung-cam-ket-dang-vien-2026-le-thi-hoa.pdf"),
        ("bo-sung-vien-chuc", False, "ban-bo-sung-cam-ket-vien-chuc-2026-le-thi-hoa.pdf"),
    ],
)
def test_a_copy_is_named_by_kind_year_and_person(
    kind: str,
    is_draft: bool,  # noqa: FBT001 -- a column
    name: str,
) -> None:
    assert commitment_name(kind, 2026, "Lê Thị Hoa", is_draft=is_draft) == name
    nobody = commitment_name(kind, 2026, "", is_draft=is_draft)  # the name was erased
    assert nobody == name.replace("-le-thi-hoa", "")


def test_a_file_name_is_short() -> None:
    assert len(pdf_name("241/KH-SYT", "dài " * 200)) <= 84


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("s3p14", "Phần 3, đoạn 14"),
        ("line:12", "Dòng 12"),
        ("/recipients/0/name", "Nơi nhận › 1 › Tên"),
        ("/title", "Trích yếu"),
        ("tu-tuong-p2", "Tư tưởng chính trị, đoạn 2"),
        ("lanh-dao-1", "Phong cách lãnh đạo, nêu gương, đoạn 1"),
        ("hc-3", "Hạn chế, khuyết điểm 3"),
        ("c2", "Nội dung “làm theo” 2"),
        ("/person/party_post", "Người cam kết › Chức vụ Đảng"),
    ],
)
def test_a_place_in_a_content_is_told_in_words(place: str, words: str) -> None:
    assert place_words(place) == words
