"""The demo organisation as data: units, people, posts. Invented people, a real plan's office.

Two names are those printed on the public plan that the story starts from; all others are made up.
Nobody here holds two parts of one paper: who drafts neither checks, approves, minutes nor chairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workflows.domain.orders import NewDocument
from workflows.domain.people import Role

SO: Final = "dv-syt"
SO_OFFICE: Final = "dv-syt-vp"
SO_PERSONNEL: Final = "dv-syt-tccb"
SO_CELL: Final = "dv-syt-cb"
HOSPITAL: Final = "dv-bv"
HOSPITAL_OFFICE: Final = "dv-bv-hc"
HOSPITAL_CELL: Final = "dv-bv-cb"
SO_COMMITTEE: Final = "dv-syt-du"
HOSPITAL_COMMITTEE: Final = "dv-bv-du"
HOSPITAL_PERSONNEL: Final = "dv-bv-tccb"
WARD: Final = "dv-bv-noi"
KON_TUM: Final = "dv-kt"
KON_TUM_UNIT: Final = "dv-kt-tchc"
KON_TUM_CELL: Final = "dv-kt-cb"

SIGNING_ROLES: Final = frozenset(
    {Role.HEAD, Role.DEPUTY, Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY}
)


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit: the parent of a cell is the unit whose papers it comments on."""

    unit_id: str
    parent_id: str
    kind: str  # agency, unit, cell or committee
    name: str
    superior_line: str
    code: str
    last_number: int | None = None  # of its series of plans this year; None: it issues nothing
    seal: tuple[str, str] = ("", "")  # what stands around it and across it
    place: str = "Thanh Hóa"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post somebody holds."""

    unit_id: str
    role: Role
    title: str

    @property
    def post_id(self) -> str:
        """One post per role in a unit; several people may hold it."""
        return f"vt-{self.unit_id.removeprefix('dv-')}-{self.role.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo; signs if one of the posts does."""

    person_id: str
    login: str
    name: str
    seats: tuple[Seat, ...]

    @property
    def signs(self) -> bool:
        """Whether this person has a certificate."""
        return any(seat.role in SIGNING_ROLES for seat in self.seats)

    @property
    def sealed_for(self) -> tuple[str, ...]:
        """The units whose agency key this person has a copy of."""
        return tuple(seat.unit_id for seat in self.seats if seat.role is Role.CLERK)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Units and people to be planted together; each unit stands behind the one above it."""

    units: tuple[DemoUnit, ...]
    people: tuple[DemoPerson, ...]


UNITS: Final = (
    DemoUnit(
        SO, "", "agency", "Sở Y tế Thanh Hóa", "UBND tỉnh Thanh Hóa", "SYT", 240,
        ("TỈNH THANH HÓA", "SỞ Y TẾ"),
    ),
    DemoUnit(SO_OFFICE, SO, "unit", "Văn phòng Sở", "Sở Y tế Thanh Hóa", "VP"),
    DemoUnit(SO_PERSONNEL, SO, "unit", "Phòng Tổ chức cán bộ", "Sở Y tế Thanh Hóa", "TCCB"),
    DemoUnit(SO_COMMITTEE, SO, "committee", "Đảng ủy Sở Y tế", "Đảng ủy UBND tỉnh", "ĐU"),
    DemoUnit(SO_CELL, SO_OFFICE, "cell", "Chi bộ Văn phòng Sở", "Đảng bộ Sở Y tế", "CB"),
    DemoUnit(
        HOSPITAL, SO, "agency", "Bệnh viện Đa khoa tỉnh Thanh Hóa", "Sở Y tế Thanh Hóa", "BVĐKT", 0,
        ("SỞ Y TẾ THANH HÓA", "BỆNH VIỆN\nĐA KHOA TỈNH"),
    ),
    DemoUnit(
        HOSPITAL_OFFICE, HOSPITAL, "unit", "Phòng Hành chính quản trị",
        "Bệnh viện Đa khoa tỉnh Thanh Hóa", "HCQT",
    ),
    DemoUnit(
        HOSPITAL_PERSONNEL, HOSPITAL, "unit", "Phòng Tổ chức cán bộ",
        "Bệnh viện Đa khoa tỉnh Thanh Hóa", "TCCB",
    ),
    DemoUnit(
        WARD, HOSPITAL, "unit", "Khoa Nội tổng hợp", "Bệnh viện Đa khoa tỉnh Thanh Hóa", "NTH"
    ),
    DemoUnit(
        HOSPITAL_COMMITTEE, HOSPITAL, "committee", "Đảng ủy Bệnh viện Đa khoa tỉnh",
        "Đảng bộ Sở Y tế", "ĐU",
    ),
    DemoUnit(
        HOSPITAL_CELL, HOSPITAL_OFFICE, "cell", "Chi bộ Hành chính",
        "Đảng bộ Bệnh viện Đa khoa tỉnh", "CB",
    ),
    DemoUnit(
        KON_TUM, "", "agency", "Sở Y tế Kon Tum", "UBND tỉnh Kon Tum", "SYT", 884,
        ("TỈNH KON TUM", "SỞ Y TẾ"), "Kon Tum",
    ),
    DemoUnit(
        KON_TUM_UNIT, KON_TUM, "unit", "Phòng Tổ chức - Hành chính", "Sở Y tế Kon Tum", "TCHC",
        place="Kon Tum",
    ),
    DemoUnit(
        KON_TUM_CELL, KON_TUM_UNIT, "cell", "Chi bộ Văn phòng", "Đảng bộ Sở Y tế", "CB",
        place="Kon Tum",
    ),
)  # fmt: skip
DEMO_PASSWORD: Final = "trinhky-demo"  # noqa: S105 -- printed on the sign-in page of a demo
DEMO_PIN: Final = "246810"
DEMO_TOTP_SECRET: Final = "TRINHKYDEMOTRINHKYDEMOTRINHKYDEM"  # noqa: S105 -- Base32, printed too

_MEMBER: Final = Seat(SO_CELL, Role.MEMBER, "Đảng viên")
_HOSPITAL_MEMBER: Final = Seat(HOSPITAL_CELL, Role.MEMBER, "Đảng viên")
_HOSPITAL_STAFF: Final = Seat(HOSPITAL_OFFICE, Role.STAFF, "Chuyên viên")
_STAFF: Final = Seat(SO_OFFICE, Role.STAFF, "Chuyên viên")
_CLERK: Final = Seat(SO, Role.CLERK, "Văn thư Sở")
_OFFICE: Final = Seat(SO, Role.OFFICE, "Chuyên viên kiểm tra thể thức")
_NURSE: Final = Seat(WARD, Role.EMPLOYEE, "Điều dưỡng")
_KON_TUM_MEMBER: Final = Seat(KON_TUM_CELL, Role.MEMBER, "Đảng viên")

PEOPLE: Final = (
    DemoPerson(
        "ng-001", "giamdoc", "Trịnh Hữu Hùng",
        (Seat(SO, Role.HEAD, "Giám đốc"), Seat(SO_COMMITTEE, Role.CHAIR, "Bí thư Đảng ủy")),
    ),
    DemoPerson(
        "ng-002", "phogiamdoc", "Đỗ Thị Minh Hà",
        (
            Seat(SO, Role.DEPUTY, "Phó Giám đốc"),
            Seat(SO_COMMITTEE, Role.DEPUTY_CHAIR, "Phó Bí thư Đảng ủy"),
        ),
    ),
    DemoPerson(
        "ng-003", "chanhvanphong", "Lê Quang Thành",
        (Seat(SO_OFFICE, Role.HEAD, "Chánh Văn phòng"), _MEMBER),
    ),
    DemoPerson(
        "ng-004", "phochanhvanphong", "Trương Việt Dũng",
        (
            Seat(SO_OFFICE, Role.DEPUTY, "Phó Chánh Văn phòng"),
            Seat(SO_CELL, Role.CHAIR, "Bí thư Chi bộ"),
            Seat(SO_COMMITTEE, Role.MEMBER, "Đảng ủy viên"),
        ),
    ),
    DemoPerson("ng-005", "chuyenvien", "Nguyễn Thị Thu Hương", (_STAFF, _MEMBER)),
    DemoPerson("ng-006", "chuyenvien2", "Hoàng Văn Nam", (_STAFF, _MEMBER)),
    DemoPerson("ng-007", "thethuc", "Phạm Thị Lan Anh", (_OFFICE, _MEMBER)),
    DemoPerson("ng-008", "vanthu", "Lê Thị Hồng Nhung", (_CLERK, _MEMBER)),
    DemoPerson("ng-009", "vanthu2", "Vũ Thị Bích Ngọc", (_CLERK, _MEMBER)),
    DemoPerson(
        "ng-010", "phobithu", "Ngô Đức Thịnh",
        (Seat(SO_CELL, Role.DEPUTY_CHAIR, "Phó Bí thư Chi bộ"),),
    ),
    DemoPerson(
        "ng-011", "thuky", "Bùi Thanh Tâm", (Seat(SO_CELL, Role.SECRETARY, "Thư ký Chi bộ"),)
    ),
    DemoPerson("ng-012", "dangvien1", "Trần Văn Hải", (_MEMBER,)),
    DemoPerson("ng-013", "dangvien2", "Đặng Thị Mai", (_MEMBER,)),
    DemoPerson("ng-014", "dangvien3", "Cao Xuân Trường", (_MEMBER,)),
    DemoPerson("ng-015", "dangvien4", "Mai Thị Quỳnh Trang", (_MEMBER,)),
    DemoPerson(
        "ng-016", "tochuc", "Hà Thị Kim Oanh",
        (
            Seat(SO_PERSONNEL, Role.STAFF, "Chuyên viên"),
            Seat(SO_PERSONNEL, Role.PERSONNEL, "Chuyên viên Tổ chức cán bộ"),
            _MEMBER,
        ),
    ),
    DemoPerson(
        "ng-017", "truongphongtccb", "Lưu Đình Khoa",
        (Seat(SO_PERSONNEL, Role.HEAD, "Trưởng phòng Tổ chức cán bộ"),),
    ),
    DemoPerson("ng-018", "kiemtoan", "Tạ Văn Long", (Seat(SO, Role.AUDITOR, "Thanh tra viên"),)),
    DemoPerson("ng-019", "quantri", "Dương Minh Tuấn", (Seat(SO, Role.ADMIN, "Quản trị viên"),)),
    DemoPerson("ng-020", "vanphong", "Lê Thu Trang", (_OFFICE,)),
    DemoPerson(
        "ng-101", "bv-giamdoc", "Lê Văn Sỹ",
        (
            Seat(HOSPITAL, Role.HEAD, "Giám đốc"),
            Seat(HOSPITAL_COMMITTEE, Role.CHAIR, "Bí thư Đảng ủy"),
        ),
    ),
    DemoPerson(
        "ng-102", "bv-phogiamdoc", "Trần Thị Phương Thảo",
        (Seat(HOSPITAL, Role.DEPUTY, "Phó Giám đốc"),),
    ),
    DemoPerson(
        "ng-103", "bv-truongphong", "Nguyễn Hữu Phúc",
        (Seat(HOSPITAL_OFFICE, Role.HEAD, "Trưởng phòng Hành chính quản trị"), _HOSPITAL_MEMBER),
    ),
    DemoPerson(
        "ng-104", "bv-chuyenvien", "Phan Thị Hải Yến",
        (_HOSPITAL_STAFF, _HOSPITAL_MEMBER),
    ),
    DemoPerson(
        "ng-105", "bv-thethuc", "Đinh Công Minh",
        (Seat(HOSPITAL, Role.OFFICE, "Chuyên viên kiểm tra thể thức"), _HOSPITAL_MEMBER),
    ),
    DemoPerson(
        "ng-106", "bv-vanthu", "Lương Thị Thanh Huyền",
        (Seat(HOSPITAL, Role.CLERK, "Văn thư Bệnh viện"), _HOSPITAL_MEMBER),
    ),
    DemoPerson(
        "ng-107", "bv-bithu", "Hồ Sỹ Cường",
        (Seat(HOSPITAL_CELL, Role.CHAIR, "Bí thư Chi bộ"),),
    ),
    DemoPerson(
        "ng-108", "bv-phobithu", "Nghiêm Thị Hạnh",
        (Seat(HOSPITAL_CELL, Role.DEPUTY_CHAIR, "Phó Bí thư Chi bộ"),),
    ),
    DemoPerson(
        "ng-109", "bv-thuky", "Quách Thị Diệu Linh",
        (Seat(HOSPITAL_CELL, Role.SECRETARY, "Thư ký Chi bộ"),),
    ),
    DemoPerson("ng-110", "bv-chuyenvien2", "Thái Bá Vinh", (_HOSPITAL_STAFF, _HOSPITAL_MEMBER)),
    DemoPerson("ng-111", "bv-dangvien1", "Kiều Thị Ngân", (_HOSPITAL_MEMBER,)),
    DemoPerson("ng-112", "bv-dangvien2", "Tống Văn Lâm", (_HOSPITAL_MEMBER,)),
    DemoPerson("ng-113", "bv-dangvien3", "Trịnh Thị Nga", (_HOSPITAL_MEMBER,)),
    DemoPerson(
        "ng-114", "bv-tochuc", "Lữ Thị Xuân",
        (Seat(HOSPITAL_PERSONNEL, Role.PERSONNEL, "Chuyên viên Tổ chức cán bộ"),),
    ),
    DemoPerson(
        "ng-115", "bv-truongkhoa", "Hoàng Ngọc Sơn",
        (Seat(WARD, Role.HEAD, "Trưởng khoa Nội tổng hợp"),),
    ),
    DemoPerson("ng-116", "bv-dieuduong1", "Vi Thị Bình", (_NURSE,)),
    DemoPerson("ng-117", "bv-dieuduong2", "Cầm Văn Thiện", (_NURSE, _HOSPITAL_MEMBER)),
    DemoPerson("ng-118", "bv-dieuduong3", "Lò Thị Thắm", (_NURSE,)),
    DemoPerson("ng-201", "kt-giamdoc", "Võ Văn Thanh", (Seat(KON_TUM, Role.HEAD, "Giám đốc"),)),
    DemoPerson(
        "ng-202", "kt-truongphong", "Y Hlen",
        (Seat(KON_TUM_UNIT, Role.HEAD, "Trưởng phòng Tổ chức - Hành chính"), _KON_TUM_MEMBER),
    ),
    DemoPerson(
        "ng-203", "kt-chuyenvien", "A Thuận",
        (Seat(KON_TUM_UNIT, Role.STAFF, "Chuyên viên"), _KON_TUM_MEMBER),
    ),
    DemoPerson(
        "ng-204", "kt-thethuc", "Đinh Thị Mai Hoa",
        (Seat(KON_TUM, Role.OFFICE, "Chuyên viên kiểm tra thể thức"), _KON_TUM_MEMBER),
    ),
    DemoPerson(
        "ng-205", "kt-vanthu", "Rơ Châm Thủy",
        (Seat(KON_TUM, Role.CLERK, "Văn thư Sở"), _KON_TUM_MEMBER),
    ),
    DemoPerson(
        "ng-206", "kt-bithu", "Phạm Quốc Việt",
        (Seat(KON_TUM_CELL, Role.CHAIR, "Bí thư Chi bộ"),),
    ),
    DemoPerson(
        "ng-207", "kt-phobithu", "Nguyễn Thị Lệ",
        (Seat(KON_TUM_CELL, Role.DEPUTY_CHAIR, "Phó Bí thư Chi bộ"),),
    ),
    DemoPerson(
        "ng-208", "kt-thuky", "A Dũng", (Seat(KON_TUM_CELL, Role.SECRETARY, "Thư ký Chi bộ"),)
    ),
)  # fmt: skip

NEW_PLANS: Final = {
    "so": NewDocument("ke-hoach", "so", unit_id=SO_OFFICE, issuer_id=SO, circle_id=SO_CELL),
    "don-vi": NewDocument(
        "ke-hoach", "don-vi", unit_id=HOSPITAL_OFFICE, issuer_id=HOSPITAL,
        circle_id=HOSPITAL_CELL, superior_id=SO,
    ),
    "kon-tum": NewDocument(
        "ke-hoach", "so", unit_id=KON_TUM_UNIT, issuer_id=KON_TUM, circle_id=KON_TUM_CELL
    ),
}  # fmt: skip
DRAFTERS: Final = {"so": "ng-005", "don-vi": "ng-104", "kon-tum": "ng-203"}
DEMO: Final = Organisation(UNITS, PEOPLE)


def demo_people() -> list[tuple[str, str, str, tuple[Role, ...]]]:
    """Return everybody's login, name, first post and roles, for the sign-in page and the story."""
    return [
        (person.login, person.name, person.seats[0].title, tuple(s.role for s in person.seats))
        for person in PEOPLE
    ]
