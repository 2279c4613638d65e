"""The people of the campaign: wards of a hospital, a head with a certificate each. Invented."""

from __future__ import annotations

from typing import Final

from service.demo.organisation import HOSPITAL, DemoPerson, DemoUnit, Organisation, Seat
from workflows.domain.people import Role

A_WARD: Final = 50  # people, and a head beside them
_FAMILY: Final = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Lường",
    "Cầm",
)
_MIDDLE: Final = ("Thị", "Văn", "Thị Thu", "Đức", "Thị Ngọc", "Hữu", "Thị Kim")
_GIVEN: Final = ("Hạnh", "Bình", "Nga", "Thắm", "Tuấn", "Hương", "Dũng", "Yến", "Sơn", "Quỳnh",
                 "Ước", "Lụa", "Mỵ")  # fmt: skip


def wards(people: int) -> Organisation:
    """Return as many people without certificates, in wards of `A_WARD`, and a head for each."""
    count = -(-people // A_WARD)
    heads = [_head(ward) for ward in range(count)]
    staff = [_employee(number) for number in range(people)]
    return Organisation(tuple(_unit(ward) for ward in range(count)), (*heads, *staff))


def employee_id(number: int) -> str:
    """Return the id of a person, counted from 0."""
    return f"ng-n{number:05}"


def login_of(number: int) -> str:
    """Return a person's login, which is also the staff code in the list."""
    return f"bv-nhanvien{number:05}"


def head_of(number: int) -> str:
    """Return the head of the ward where a person works."""
    return _head_id(number // A_WARD)


def neighbour_of(number: int, people: int) -> str:
    """Return somebody of the same ward who has something to say; alone in it, its head."""
    first = number - number % A_WARD
    size = min(A_WARD, people - first)
    return employee_id(first + (number - first + 1) % size) if size > 1 else head_of(number)


def _unit(ward: int) -> DemoUnit:
    above = "Bệnh viện Đa khoa tỉnh Thanh Hóa"
    return DemoUnit(_unit_id(ward), HOSPITAL, "unit", f"Khoa số {ward + 1}", above, f"K{ward + 1}")


def _head(ward: int) -> DemoPerson:
    seat = Seat(_unit_id(ward), Role.HEAD, "Trưởng khoa")
    return DemoPerson(_head_id(ward), f"bv-truongkhoa{ward:03}", _name(7 * ward + 3), (seat,))


def _employee(number: int) -> DemoPerson:
    seat = Seat(_unit_id(number // A_WARD), Role.EMPLOYEE, "Điều dưỡng")
    return DemoPerson(employee_id(number), login_of(number), name_of(number), (seat,))


def name_of(number: int) -> str:
    """Return a person's name, counted from 0."""
    return _name(number)


def _name(number: int) -> str:
    return " ".join(names[number % len(names)] for names in (_FAMILY, _MIDDLE, _GIVEN))


def _unit_id(ward: int) -> str:
    return f"dv-bv-k{ward:03}"


def _head_id(ward: int) -> str:
    return f"ng-k{ward:03}"
