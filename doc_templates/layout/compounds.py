"""Syllables that a centred line should not be broken between. Pure; data, not a dictionary.

Vietnamese writes most words as two syllables with a space; a title that ends a line in `TRUNG` and
begins the next with `TÂM` reads badly. Only words that titles and names of offices are full of.
"""

from __future__ import annotations

import re

_COMPOUNDS = (
    "bệnh tật", "bệnh viện", "cam kết", "cán bộ", "chi bộ", "chính trị", "chuyên đề", "công chức",
    "công tác", "công việc", "cơ quan", "cơ sở", "dân tộc", "dự thảo", "đa khoa", "đảng bộ",
    "đảng ủy", "đảng viên", "đạo đức", "đoàn kết", "đơn vị", "giải pháp", "góp ý", "hành chính",
    "hệ thống", "Hồ Chí Minh", "hội nghị", "học tập", "kế hoạch", "kiểm soát", "kỷ luật",
    "làm theo", "lãnh đạo", "lao động", "nghị quyết", "nghiệp vụ", "nhân dân", "nhiệm vụ",
    "nội dung", "phấn đấu", "phong cách", "quản lý", "rèn luyện", "sinh hoạt", "tăng cường",
    "tập thể", "thành phố", "thực hiện", "tổ chức", "tổng hợp", "triển khai", "trong sạch",
    "trung tâm", "tu dưỡng", "tư tưởng", "ủy ban", "văn phòng", "viên chức", "vững mạnh",
    "xây dựng", "y tế",
)  # fmt: skip
_UNBROKEN = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _COMPOUNDS))}|năm \d+|quý [IV]+)\b", re.IGNORECASE
)


def units(text: str) -> list[str]:
    """Return the parts of a text that lines may be broken between; joined by spaces they are it."""
    kept = {space for match in _UNBROKEN.finditer(text) for space in range(*match.span())}
    parts, start = [], 0
    for position, char in enumerate(text):
        if char == " " and position not in kept:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
