"""Write docs/rules.md: what a "làm theo" content is warned about, with the phrases and examples.

Run by `make docs`; a test fails while the file is not what this prints.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from doc_templates.check.follow import Rule
from doc_templates.check.rules_data import rules_data

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rules.md"
CATALOGUE = ROOT / "service" / "catalogue" / "rules.vi.json"
HEAD = """# Quy tắc nội dung “làm theo” · Content rules

Trang này do `make docs` viết ra từ mã nguồn; đừng sửa tay. Written by `make docs`; do not edit.

Nguồn: {source}. Đây là lời nhắc: giải thích vì sao và
nên viết thế nào, không chặn việc gửi. Những gì *phải có* (đối tượng, công việc, phương pháp,
thời gian, kết quả, số nội dung) là lỗi của quy trình, không ở đây.

`doc_templates.check.follow.content_findings(content)` returns the warnings of a plan, commitment or
addendum, each with code, id of the content, field, and the words with their place. Phrases are
data: `doc_templates/check/follow.json`. Accents, case and `y` or `i` do not matter; up to the given
number of words may stand between two parts.
"""
LISTS = {Rule.EVERYDAY_DUTY: "everyday_duty", Rule.VAGUE: "vague"}


def page() -> str:
    """Return the text of docs/rules.md."""
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    head = HEAD.format(source=rules_data()["source"])
    return head + "".join(_section(rule, catalogue[rule]) for rule in Rule)


def _section(rule: Rule, said: dict[str, str]) -> str:
    lines = [
        f"\n## `{rule}`\n",
        f"{said['message']} {said['hint']}\n",
        f"- Chưa nên: {said['bad']}",
        f"- Nên: {said['good']}",
    ]
    if rule in LISTS:
        lines += ["", "| Các phần của câu | Xen giữa | Chắc chắn | Nguồn |", "|---|---|---|---|"]
        lines += [_row(each) for each in rules_data()[LISTS[rule]]]
    if rule is Rule.EVERYDAY_DUTY:
        words = ", ".join(rules_data()["work_on_it"])
        lines += ["", f"Không nhắc khi ngay trước đó là việc *làm với* quy định: {words}."]
        lines += ["Câu không chắc chắn chỉ nhắc khi công việc và kết quả không có con số nào."]
    return "\n".join(lines) + "\n"


def _row(each: dict[str, Any]) -> str:
    parts = " … ".join(f"({' / '.join(part)})" for part in each["parts"])
    sure = "có" if each.get("sure") else ""
    return f"| {parts} | {each['gap']} | {sure} | {each['source']} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
