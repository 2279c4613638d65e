"""What a plan's deadlines suggest: whose task it is, until when, and never confirmed."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from doc_templates.check.content import check_content
from doc_templates.read.plan import read_plan
from service.campaigns.proposal import Source, proposed, proposed_tasks

NOVEMBER = date(2026, 11, 25)
SOURCE = Source("vb-1", "241/KH-SYT", "Học tập chuyên đề", date(2026, 11, 20))


def a_plan(*deadlines: tuple[str, str], paragraphs: tuple[str, ...] = ()) -> dict[str, Any]:
    texts = [{"id": f"s1p{n}", "text": text} for n, text in enumerate(paragraphs, 1)]
    return {
        "deadlines": [
            {"date": day, "inclusive": False, "what": what, "paragraph": "s1p1"}
            for day, what in deadlines
        ],
        "sections": [{"id": "s1", "heading": "", "paragraphs": texts}],
    }


def founding(name: str) -> dict[str, Any]:
    source = files("doc_templates").joinpath(f"samples/{name}").read_bytes()
    return dict(read_plan(source).content)


def test_the_founding_plan_suggests_its_four_tasks() -> None:
    tasks = proposed_tasks(founding("241-kh-syt-2020.txt"))
    assert [(t["date"], t["inclusive"], t["who"], t["collects"]) for t in tasks] == [
        ("2020-02-28", False, "unit", "ke-hoach"), ("2020-03-31", True, "unit", ""),
        ("2020-03-31", True, "person", "cam-ket"), ("2020-11-30", False, "unit", ""),
    ]  # fmt: skip
    assert [t["id"] for t in tasks] == ["nv-1", "nv-2", "nv-3", "nv-4"]
    assert [t["paragraph"] for t in tasks] == ["s4p1", "s3p8", "s3p12", "s4p2"]
    assert tasks[2]["what"].startswith("Mỗi cán bộ, đảng viên, công chức, viên chức")
    assert tasks[2]["what"].endswith("đăng ký từ 01-02 nội dung phân đấu làm theo")
    assert not any(task["confirmed"] for task in tasks)


def test_a_movement_without_days_suggests_none() -> None:
    assert proposed_tasks(founding("kh-syt-kon-tum-2024.txt")) == []


@pytest.mark.parametrize("name", ["241-kh-syt-2020.txt", "kh-syt-kon-tum-2024.txt"])
def test_what_is_proposed_fits_the_schema(name: str) -> None:
    content = proposed(
        founding(name), SOURCE, [("dv-1", "Sở Y tế"), ("dv-2", "Bệnh viện")], NOVEMBER
    )
    check_content("dot", content)
    assert [unit["unit_id"] for unit in content["participants"]] == ["dv-1", "dv-2"]
    assert content["source"] == {
        "document_id": "vb-1", "number": "241/KH-SYT", "title": "Học tập chuyên đề",
    }  # fmt: skip


def test_it_begins_when_the_plan_was_issued_else_today() -> None:
    assert proposed(a_plan(), SOURCE, [], NOVEMBER)["begins"] == "2026-11-20"
    assert proposed(a_plan(), Source("vb-1", "", "x"), [], NOVEMBER)["begins"] == "2026-11-25"


def test_it_ends_with_its_last_task_else_with_the_year() -> None:
    plan = a_plan(("2027-05-01", "Sơ kết"), ("2027-03-01", "Nộp kế hoạch"))
    content = proposed(plan, SOURCE, [], NOVEMBER)
    assert content["ends"] == "2027-05-01"
    assert [task["what"] for task in content["tasks"]] == ["Nộp kế hoạch", "Sơ kết"]
    assert proposed(a_plan(), SOURCE, [], NOVEMBER)["ends"] == "2026-12-31"


@pytest.mark.parametrize(
    ("what", "collects"),
    [
        ("nộp Kế hoạch thực hiện về Văn phòng", "ke-hoach"), ("NỘP BẢN KẾ HOẠCH", "ke-hoach"),
        ("nộp các chương trình của đơn vị", "ke-hoach"), ("thực hiện kế hoạch", ""),
        ("gửi đề nghị khen thưởng", ""), ("nộp báo cáo", ""),
    ],
)  # fmt: skip
def test_only_handing_in_a_plan_is_fulfilled_by_a_plan(what: str, collects: str) -> None:
    [task] = proposed_tasks(a_plan(("2027-03-01", what)))
    assert (task["who"], task["collects"]) == ("unit", collects)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nộp kế hoạch trước ngày 28/02/2020", "Nộp kế hoạch"),
        ("gửi về Sở, trước 30/11/2020.", "Gửi về Sở"),
        ("trước ngày 28/02/2020 phải nộp", "Trước ngày 28/02/2020 phải nộp"),
        ("trước ngày 28/02/2020", "Trước ngày 28/02/2020"),
        ("hoàn thành trong Quý I/2020", "Hoàn thành trong Quý I/2020"),
    ],
)
def test_the_day_that_ends_the_words_is_kept_as_a_day_alone(said: str, kept: str) -> None:
    [task] = proposed_tasks(a_plan(("2020-02-28", said)))
    assert task["what"] == kept


@pytest.mark.parametrize(
    ("text", "is_offered"),
    [
        ("Mỗi đảng viên đăng ký 01 nội dung.", True),
        ("từng **viên chức** tự đăng ký nội dung làm theo; gửi về phòng", True),
        ("Các đơn vị đăng ký thi đua.", False),
        ("Mỗi cán bộ gương mẫu. Đơn vị đăng ký.", False),
    ],
)
def test_registration_is_offered_where_the_plan_says_that_everybody_registers(
    text: str,
    is_offered: bool,  # noqa: FBT001 -- a value
) -> None:
    tasks = proposed_tasks(a_plan(paragraphs=(text,)))
    assert [task["collects"] for task in tasks] == (["cam-ket"] if is_offered else [])
    assert [task["date"] for task in tasks] == ([""] if is_offered else [])


def test_long_words_are_cut_to_what_the_schema_takes() -> None:
    content = proposed(a_plan(("2027-03-01", "nộp " * 400)), SOURCE, [], NOVEMBER)
    check_content("dot", content)
