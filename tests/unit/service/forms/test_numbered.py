"""A content goes into its form and comes back the same; what is written changes that alone."""

from __future__ import annotations

from typing import Any

import pytest

from doc_templates.read.plan import read_plan
from doc_templates.samples import __file__ as samples
from service.pages.forms.numbered import ContentForm, content_from, form_of

FOLLOW = {
    "id": "c1", "relation": "cong-viec", "subject": "", "work": "Rút ngắn thời gian trả kết quả.",
    "method": "Phân công một cửa.", "time": "Từ tháng 3 đến tháng 11.", "result": "Giảm 20 %.",
    "remedy": "",
}  # fmt: skip


def plan(name: str = "241-kh-syt-2020.txt") -> dict[str, Any]:
    source = samples.replace("__init__.py", name)
    with open(source, "rb") as file:  # noqa: PTH123 - beside the package itself
        return dict(read_plan(file.read()).content)


def fields(form: ContentForm, **changes: str) -> dict[str, str]:
    """Return what a browser sends for this form."""
    sent = {
        "title": form.title, "place": form.place, "code": form.code, "bases": form.bases,
        "recipients": form.recipients, "archive": form.archive, "position": form.position,
        "signer": form.signer,
    }  # fmt: skip
    for number, section in enumerate(form.sections):
        sent[f"section-{number}-id"] = section.id
        sent[f"section-{number}-heading"] = section.heading
        sent[f"section-{number}-text"] = section.text.replace("\n", "\r\n")
    for number, follow in enumerate(form.follows):
        sent |= {f"follow-{number}-{name}": text for name, text in follow.items()}
    return sent | changes


@pytest.mark.parametrize("name", ["241-kh-syt-2020.txt", "kh-syt-kon-tum-2024.txt"])
def test_a_real_plan_comes_back_unchanged(name: str) -> None:
    content = plan(name)
    assert content_from(fields(form_of(content)), content) == content


def test_registered_contents_come_back_unchanged() -> None:
    content = plan() | {"contents": [FOLLOW]}
    assert content_from(fields(form_of(content)), content) == content


def test_a_section_left_empty_is_gone() -> None:
    content = plan()
    emptied = {"section-1-heading": " ", "section-1-text": "\r\n"}
    changed = content_from(fields(form_of(content), **emptied), content)
    assert [s["id"] for s in changed["sections"]] == ["s1", "s3", "s4"]


def test_a_spare_box_becomes_a_section_with_an_id_of_its_own() -> None:
    content = plan()
    form = form_of(content)
    spare = len(content["sections"])
    written = {f"section-{spare}-heading": "V. KINH PHÍ", f"section-{spare}-text": "Theo dự toán."}
    changed = content_from(fields(form, **written), content)
    assert changed["sections"][-1] == {
        "id": "s5",
        "heading": "V. KINH PHÍ",
        "paragraphs": [{"id": "s5p1", "text": "Theo dự toán."}],
    }


def test_a_section_id_sent_twice_does_not_make_two_sections_of_one_id() -> None:
    content = plan()
    changed = content_from(fields(form_of(content), **{"section-1-id": "s1"}), content)
    found = [s["id"] for s in changed["sections"]]
    assert len(found) == len(set(found))


def test_a_deadline_goes_with_its_paragraph() -> None:
    content = plan()
    gone = {"section-3-heading": "", "section-3-text": ""}
    changed = content_from(fields(form_of(content), **gone), content)
    assert [d["paragraph"] for d in changed["deadlines"]] == ["s3p8"]


def test_what_is_not_in_the_form_cannot_be_written() -> None:
    content = plan()
    forged = {"kind": "bien-ban-gop-y", "template": "x", "source": "x", "issuer": "x"}
    changed = content_from(fields(form_of(content), **forged), content)
    assert changed == content


@pytest.mark.parametrize(
    ("line", "name", "purpose"),
    [
        ("- Ban Tuyên giáo Tỉnh ủy (b/cáo);", "Ban Tuyên giáo Tỉnh ủy", "b/cáo"),
        ("Các phòng thuộc Sở", "Các phòng thuộc Sở", ""),
        ("Sở (cơ sở 2) (t/hiện)", "Sở (cơ sở 2)", "t/hiện"),
        ("UBND (", "UBND (", ""),
    ],
)
def test_recipients_are_read_as_they_are_printed(line: str, name: str, purpose: str) -> None:
    content = plan()
    changed = content_from(fields(form_of(content), recipients=line), content)
    assert changed["recipients"] == [{"name": name, "purpose": purpose}]
