"""Builders: the text of a small plan, every part of which a test may replace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import doc_templates
from doc_templates.read.plan import read_plan

if TYPE_CHECKING:
    from doc_templates.read.model import ImportedPlan, WarningCode

SAMPLES = Path(doc_templates.__file__).parent / "samples"


def plan_text(  # noqa: PLR0913  a builder names every part
    *,
    number: str = "Số: 05/KH-SYT",
    date: str = "Thanh Hóa, ngày 05 tháng 02 năm 2026",
    kind: str = "KẾ HOẠCH",
    title: str = "Học tập chuyên đề năm 2026",
    base: str = "Thực hiện Chỉ thị số 05-CT/TW;",
    body: str = "I. MỤC ĐÍCH\n\n- Nâng cao ý thức.\n\n- Thực hiện nghiêm túc./.",
    foot: str = "Nơi nhận:\n- Như trên;\n- Lưu: VT, VP.\n\nGIÁM ĐỐC\n\nVõ Văn Thanh",
) -> bytes:
    parts = [number, date, kind, title, base, body, foot]
    return "\n\n".join(parts).encode()


def sample(name: str) -> ImportedPlan:
    return read_plan((SAMPLES / f"{name}.txt").read_bytes())


def codes(plan: ImportedPlan) -> set[WarningCode]:
    return {warning.code for warning in plan.warnings}


def paragraphs(plan: ImportedPlan) -> dict[str, str]:
    """Return every paragraph's text by its id."""
    sections = plan.content["sections"]
    assert isinstance(sections, list)
    texts: dict[str, str] = {}
    for section in sections:
        assert isinstance(section, dict)
        found = section["paragraphs"]
        assert isinstance(found, list)
        for paragraph in found:
            assert isinstance(paragraph, dict)
            texts[str(paragraph["id"])] = str(paragraph["text"])
    return texts
