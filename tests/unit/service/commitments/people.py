"""Somebody with a cell and a place of work, as a test of commitments needs him."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.commitments.placing import Places
from storage.people.posts import Holding
from storage.people.units import Unit
from workflows.domain.people import Role

if TYPE_CHECKING:
    from service.commitments.placing import Placing

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
PERSON = "ng-1"
UNITS = {
    unit_id: Unit(unit_id, parent, kind, name, superior, "Thanh Hóa", code, SINCE)
    for unit_id, parent, kind, name, superior, code in (
        ("so", "", "agency", "Sở Y tế Thanh Hóa", "UBND tỉnh Thanh Hóa", "SYT"),
        ("vp", "so", "unit", "Văn phòng Sở", "Sở Y tế Thanh Hóa", "VP"),
        ("tc", "so", "unit", "Phòng Tổ chức cán bộ", "Sở Y tế Thanh Hóa", "TCCB"),
        ("cb", "vp", "cell", "Chi bộ Văn phòng Sở", "Đảng bộ Sở Y tế", "CB"),
        ("du", "so", "committee", "Đảng ủy Sở Y tế", "Đảng ủy UBND tỉnh", "ĐU"),
    )
}
IN_THE_CELL = ("cb", Role.MEMBER, "Đảng viên")
CHAIRS_THE_CELL = ("cb", Role.CHAIR, "Bí thư Chi bộ")
IN_THE_COMMITTEE = ("du", Role.MEMBER, "Đảng ủy viên")
HEADS_THE_OFFICE = ("vp", Role.HEAD, "Chánh Văn phòng")
WORKS_THERE = ("vp", Role.STAFF, "Chuyên viên")


def placings(*posts: tuple[str, Role, str]) -> tuple[Placing, ...]:
    """Return what somebody with these posts can make."""
    held = tuple(Holding(f"vt-{n}", PERSON, *_split(post), SINCE) for n, post in enumerate(posts))
    return Places(UNITS, {PERSON: held}, frozenset({"tc"})).of(PERSON)


def _split(post: tuple[str, Role, str]) -> tuple[str, str, str]:
    unit_id, role, title = post
    return role, unit_id, title
