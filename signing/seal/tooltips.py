"""What a reader's software says aloud or shows when a reserved field is pointed at (/TU)."""

from __future__ import annotations

from typing import Final

from signing.port import FieldRole

TOOLTIPS: Final[dict[FieldRole, str]] = {
    FieldRole.PERSONAL: "Chữ ký của người có thẩm quyền",
    FieldRole.NUMBER: "Số và ngày, tháng, năm ban hành văn bản",
    FieldRole.AGENCY: "Dấu, chữ ký số của cơ quan",
    FieldRole.SECRETARY: "Chữ ký của thư ký",
    FieldRole.CHAIR: "Chữ ký của chủ tọa",
    FieldRole.CONFIRM: "Chữ ký của người xác nhận",
    FieldRole.APPENDIX: "Chữ ký số của cơ quan trên phụ lục",
    FieldRole.COPY: "Chữ ký số của cơ quan trên bản sao điện tử",
    FieldRole.REPORT: "Chữ ký số của máy trên báo cáo kiểm tra chữ ký",
}
