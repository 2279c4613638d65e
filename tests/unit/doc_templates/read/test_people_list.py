"""A list of people comes in as it was meant; a row that cannot be used is reported, not guessed."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from doc_templates.errors import (
    ListColumnMissingError,
    ListColumnRepeatedError,
    ListEmptyError,
    ListHeaderMissingError,
    ListTooManyRowsError,
)
from doc_templates.read import people_list
from doc_templates.read.list_columns import columns
from doc_templates.read.list_model import RowError, RowFault, ShortcomingPart
from doc_templates.read.people_list import read_people_list
from doc_templates.write.table import write_table
from tests.unit.doc_templates.read.workbooks import a_book, a_workbook, saved

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_AND_TELL = """
import resource, sys
from doc_templates.read.people_list import read_people_list
data = sys.stdin.buffer.read()
found = read_people_list(data)
print(len(found.rows), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
BOTH = ("cam-ket-dang", "cam-ket-vien-chuc")
FULL = (
    "Mã nhân sự", "Họ và tên", "Loại",
    "Đối tượng", "Đối tượng cụ thể", "Công việc", "Phương pháp", "Thời gian", "Kết quả",
    "Giải pháp", "Hạn chế", "Giải pháp", "Năm",
    "Tư tưởng chính trị", "Phần lãnh đạo",
)  # fmt: skip
ROW = (
    "nv01", "Nguyễn Văn An", "cả hai",
    "công việc", "thủ tục hành chính", "Rút ngắn thời gian trả hồ sơ", "Rà soát hằng tuần",
    "Quý I", "95 % đúng hạn", "Nhắc trước 02 ngày",
    "Còn chậm 03 văn bản", "Lập bảng theo dõi", 2025,
    "Đoạn một.\nĐoạn hai.", "Nêu gương trước cấp dưới.",
)  # fmt: skip


def faults(*rows: tuple[Any, ...], headers: tuple[str, ...] = FULL) -> list[tuple[int, str, str]]:
    found = read_people_list(a_workbook(*rows, headers=headers))
    return [(error.row, error.column, error.code) for error in found.errors]


def changed(**cells: Any) -> tuple[Any, ...]:
    """Return the full row with cells replaced by the number of their column (`c3`)."""
    row = list(ROW)
    for name, value in cells.items():
        row[int(name[1:])] = value
    return tuple(row)


def test_a_full_row_comes_in_whole() -> None:
    found = read_people_list(a_workbook(ROW, headers=FULL))
    assert found.errors == ()
    (row,) = found.rows
    assert (row.number, row.key, row.name, row.kinds) == (2, "nv01", "Nguyễn Văn An", BOTH)
    (follow,) = row.follows
    assert follow.relation == "cong-viec"
    assert follow.subject == "thủ tục hành chính"
    assert follow.remedy == "Nhắc trước 02 ngày"
    assert row.shortcomings == (ShortcomingPart("Còn chậm 03 văn bản", "Lập bảng theo dõi", 2025),)
    assert [(s.id, s.paragraphs) for s in row.sections] == [
        ("tu-tuong", ("Đoạn một.", "Đoạn hai.")),
        ("lanh-dao", ("Nêu gương trước cấp dưới.",)),
    ]


def test_the_parts_have_the_shape_of_a_content() -> None:
    (row,) = read_people_list(a_workbook(ROW, headers=FULL)).rows
    parts: Any = row.parts()
    assert parts["contents"][0] == {
        "id": "lt-1", "relation": "cong-viec", "subject": "thủ tục hành chính",
        "work": "Rút ngắn thời gian trả hồ sơ", "method": "Rà soát hằng tuần", "time": "Quý I",
        "result": "95 % đúng hạn", "remedy": "Nhắc trước 02 ngày",
    }  # fmt: skip
    assert parts["shortcomings"][0]["id"] == "hc-1"
    assert parts["sections"]["tu-tuong"][1] == {"id": "tu-tuong-2", "text": "Đoạn hai."}


def test_the_headers_may_stand_below_a_title() -> None:
    above = [["SỞ Y TẾ"], [], ["Danh sách đăng ký năm 2026"]]
    found = read_people_list(a_workbook(("nv01", "viên chức"), above=above))
    assert [row.number for row in found.rows] == [5]


def test_the_list_may_be_on_a_later_sheet() -> None:
    book = a_book(("nv01", "đảng viên"))
    book.create_sheet("Trước", 0).append(["Hướng dẫn", "xin đọc"])
    assert [row.key for row in read_people_list(saved(book)).rows] == ["nv01"]


def test_only_the_first_list_is_read() -> None:
    book = a_book(("nv01", "đảng viên"))
    book.copy_worksheet(book.worksheets[0])
    assert len(read_people_list(saved(book)).rows) == 1


def test_blank_rows_and_rows_with_a_number_only_are_passed_over() -> None:
    rows = [(1, "nv01", "đảng viên"), (), (3,), (4, "nv04", "viên chức")]
    found = read_people_list(a_workbook(*rows, headers=("STT", "Mã nhân sự", "Loại")))
    assert [(row.number, row.key) for row in found.rows] == [(2, "nv01"), (5, "nv04")]
    assert found.errors == ()
    assert found.ignored == ("STT",)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("đảng viên", BOTH[:1]), ("ĐẢNG VIÊN", BOTH[:1]), ("dang vien", BOTH[:1]),
        ("Cam kết của đảng viên", BOTH[:1]), ("cam-ket-dang", BOTH[:1]),
        ("viên chức", BOTH[1:]), ("Công chức, viên chức", BOTH[1:]), ("người lao động", BOTH[1:]),
        ("cả hai", BOTH), ("Cả 2", BOTH), ("đảng viên và viên chức", BOTH),
        ("Viên chức + đảng viên", BOTH), ("ĐV/VC", BOTH),
        (unicodedata.normalize("NFD", "đảng viên"), BOTH[:1]),
    ],
)  # fmt: skip
def test_a_kind_is_known_by_many_words(said: str, kinds: tuple[str, ...]) -> None:
    (row,) = read_people_list(a_workbook(("nv01", said))).rows
    assert row.kinds == kinds


@pytest.mark.parametrize("said", ["đoàn viên", "x", "viên chức nghỉ hưu", "đảng viên?? dự bị"])
def test_other_words_are_no_kind(said: str) -> None:
    assert faults(("nv01", said), headers=("Mã nhân sự", "Loại")) == [
        (2, "kinds", RowFault.KIND_UNKNOWN)
    ]


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("tổ chức", "to-chuc"), ("Đối với tổ chức", "to-chuc"), ("công việc", "cong-viec"),
        ("2. Công việc", "cong-viec"), ("NGƯỜI KHÁC", "nguoi-khac"), ("nhân dân", "nguoi-khac"),
        ("đối với chính bản thân", "ban-than"), ("ban-than", "ban-than"), ("ban than.", "ban-than"),
    ],
)  # fmt: skip
def test_a_relation_is_known_by_many_words(said: str, relation: str) -> None:
    (row,) = read_people_list(a_workbook(changed(c3=said), headers=FULL)).rows
    assert row.follows[0].relation == relation


def test_what_is_missing_is_said_by_row_and_column() -> None:
    assert faults(ROW, changed(c0=None), changed(c0="nv03", c2="")) == [
        (3, "key", RowFault.KEY_MISSING),
        (4, "kinds", RowFault.KIND_MISSING),
    ]


def test_a_relation_may_be_left_open_but_not_be_a_fifth_one() -> None:
    assert faults(changed(c3=None), changed(c0="nv02", c3="vũ trụ")) == [
        (3, "follow1.relation", RowFault.RELATION_UNKNOWN)
    ]


@pytest.mark.parametrize("year", ["năm ngoái", 1999, "20255", 45658])
def test_a_year_that_is_none_is_said(year: object) -> None:
    assert faults(changed(c12=year)) == [(2, "shortcoming1.year", RowFault.YEAR_UNKNOWN)]


def test_every_fault_of_a_row_is_told_and_the_others_come_in() -> None:
    found = read_people_list(a_workbook(changed(c2="?", c3="?"), changed(c0="nv02"), headers=FULL))
    assert [row.key for row in found.rows] == ["nv02"]
    assert found.errors == (
        RowError(2, "kinds", RowFault.KIND_UNKNOWN),
        RowError(2, "follow1.relation", RowFault.RELATION_UNKNOWN),
    )


def test_the_later_row_of_a_person_is_the_wrong_one() -> None:
    rows = [("nv01", "đảng viên"), ("nv02", "viên chức"), ("NV01", "cả hai"), ("nv01", "viên chức")]
    found = read_people_list(a_workbook(*rows))
    assert found.errors == (
        RowError(4, "key", RowFault.REPEATED),
        RowError(5, "key", RowFault.REPEATED),
    )
    assert [row.number for row in found.rows] == [2, 3]


def test_a_person_may_have_one_row_for_each_kind() -> None:
    assert faults(("nv01", "đảng viên"), ("nv01", "viên chức"), headers=FULL[::2]) == []


def test_a_text_that_no_content_may_have_is_refused_where_it_stands() -> None:
    assert faults(
        changed(c5="x" * 4001), changed(c0="b" * 65), changed(c0="nv03", c6="vui 🎉")
    ) == [
        (2, "follow1.work", RowFault.CELL_TOO_LONG),
        (3, "key", RowFault.CELL_TOO_LONG),
        (4, "follow1.method", RowFault.CELL_UNPRINTABLE),
    ]


def test_a_second_content_is_optional_and_kept_apart() -> None:
    headers = ("Mã nhân sự", "Loại", "Làm theo 1 - Công việc", "Làm theo 2 - Công việc")
    rows = [("nv01", "viên chức", "một", None), ("nv02", "viên chức", "một", "hai")]
    found = read_people_list(a_workbook(*rows, headers=headers))
    assert [[f.work for f in row.follows] for row in found.rows] == [["một"], ["một", "hai"]]


def test_no_headers_at_all_is_said_so() -> None:
    with pytest.raises(ListHeaderMissingError):
        read_people_list(a_workbook(("nv01", "đảng viên"), headers=("a", "b")))


def test_headers_too_far_down_are_not_looked_for() -> None:
    with pytest.raises(ListHeaderMissingError):
        read_people_list(a_workbook(("nv01", "đảng viên"), above=[["…"]] * 20))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ListColumnMissingError) as refused:
        read_people_list(a_workbook(("An", "việc"), headers=("Họ tên", "Công việc")))
    assert refused.value.columns == ("key", "kinds")


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(ListColumnRepeatedError) as refused:
        read_people_list(a_workbook(headers=("Mã nhân sự", "Tài khoản", "Loại")))
    assert refused.value.columns == ("key",)


def test_headers_without_rows_are_an_empty_list() -> None:
    with pytest.raises(ListEmptyError):
        read_people_list(a_workbook())


def test_more_rows_than_a_list_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_list, "MAX_ROWS", 3)
    rows = [(f"nv{n}", "viên chức") for n in range(4)]
    assert len(read_people_list(a_workbook(*rows[:3])).rows) == 3
    with pytest.raises(ListTooManyRowsError):
        read_people_list(a_workbook(*rows))


def test_as_many_rows_as_allowed_are_read() -> None:
    rows = [(f"nv{n}", "viên chức", f"Việc thứ {n}", "Quý I", "95 %") for n in range(10_000)]
    rows[4321] = ("nv4320", "viên chức", "", "", "")
    found = read_people_list(a_workbook(*rows))
    assert len(found.rows) == 9_999
    assert found.errors == (RowError(4323, "key", RowFault.REPEATED),)


@pytest.mark.soak
def test_the_largest_list_stays_within_bounds_of_memory() -> None:
    headers = [column.header for column in columns()]
    texts = [
        f"{column.header}: rút ngắn thời gian, {n} hồ sơ" * 2 for n, column in enumerate(columns())
    ]
    chosen = {"kinds": "cả hai", "relation": "công việc", "year": "2025"}

    def rows() -> Iterator[list[str]]:
        for number in range(10_000):
            yield [
                f"nv{number}" if column.id == "key"
                else chosen.get(column.id.rpartition(".")[2], f"{text} {number}")
                for column, text in zip(columns(), texts, strict=True)
            ]  # fmt: skip

    data = write_table("Danh sách", [(header, 20) for header in headers], rows())
    told = subprocess.run(
        [sys.executable, "-c", READ_AND_TELL], input=data, capture_output=True, check=True
    )
    count, megabytes = map(float, told.stdout.split())
    assert count == 10_000
    assert megabytes < 600
