"""The script: who says what in the story. Text of a play, not of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Script:
    """One document's people and what they say."""

    chair: str
    secretary: str
    leader: str
    clerk: str
    approvers: tuple[tuple[str, str], ...]  # approval step, person
    comments: tuple[tuple[str, str, str], ...]  # person, paragraph, text
    answers: tuple[tuple[str, str], ...]  # answer, explanation
    absent: tuple[tuple[str, str], ...]  # person, reason


SO: Final = Script(
    chair="ng-004",
    secretary="ng-011",
    leader="ng-001",
    clerk="ng-008",
    approvers=(("content", "ng-003"), ("form", "ng-007")),
    comments=(
        ("ng-012", "s4p1", "Đề nghị ghi rõ nộp kế hoạch cho Văn phòng Sở bằng bản điện tử."),
        ("ng-013", "s3p1", "Nên nêu số buổi học tối thiểu của mỗi đơn vị."),
        ("ng-010", "s1p3", "Đề nghị sửa “nhận rộng” thành “nhân rộng”."),
    ),
    answers=(
        ("accepted", ""),
        ("declined", "Số buổi do từng đơn vị quyết định theo điều kiện cụ thể."),
        ("partly", "Sửa khi ban hành bản chính thức; giữ nguyên văn ở phần trích dẫn."),
    ),
    absent=(("ng-015", "Đi công tác"),),
)

UNIT: Final = Script(
    chair="ng-107",
    secretary="ng-109",
    leader="ng-101",
    clerk="ng-106",
    approvers=(("content", "ng-103"), ("form", "ng-105"), ("superior_check", "ng-007")),
    comments=(("ng-110", "s2p1", "Đề nghị kiểm tra thêm vào giữa tháng."),),
    answers=(("declined", "Một lần mỗi tháng là đủ với khối lượng việc của Phòng."),),
    absent=(),
)

KON_TUM: Final = Script(
    chair="ng-206",
    secretary="ng-208",
    leader="ng-201",
    clerk="ng-205",
    approvers=(("content", "ng-202"), ("form", "ng-204")),
    comments=(),
    answers=(),
    absent=(),
)

RESOLUTION: Final = Script(
    chair="ng-004",
    secretary="ng-011",
    leader="ng-004",
    clerk="ng-004",
    approvers=(),
    comments=(("ng-013", "s1p2", "Đề nghị ghi rõ số buổi sinh hoạt chuyên đề trong năm."),),
    answers=(("accepted", ""),),
    absent=(("ng-015", "Đi công tác"),),
)

RETURN_REASON: Final = "Chưa ghi thời hạn báo cáo kết quả về Sở Y tế; đề nghị bổ sung vào Mục II."
CORRECTION: Final = (
    "2. Chi bộ đánh giá kết quả trong sinh hoạt định kỳ; báo cáo kết quả về Sở Y tế trước ngày "
    "25 tháng cuối mỗi quý."
)
WISH: Final = "Trung tuần tháng này Bệnh viện tiếp đoàn kiểm tra chất lượng; xin lùi thời hạn."
SUMMARY_TASK: Final = "Tổng kết phong trào, gửi báo cáo và đề nghị khen thưởng về Sở Y tế."
