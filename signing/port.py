"""What the three steps of a signature hand to each other. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldRole(StrEnum):
    """What a signature field is for; also the role that a verdict names."""

    PERSONAL = "personal"  # the authorised person, between post and name
    NUMBER = "number"  # the header row: its appearance is the number and the date
    AGENCY = "agency"  # the seal, over one third of the personal signature
    SECRETARY = "secretary"  # minutes: who wrote them
    CHAIR = "chair"  # minutes: who led the meeting
    CONFIRM = "confirm"  # a commitment's confirmation
    APPENDIX = "appendix"  # an appendix in a file of its own: a line in the corner, no seal
    COPY = "copy"  # an electronic copy: likewise
    REPORT = "report"  # of a verification: nobody's signature and no seal, a machine's


FIELD_NAMES: dict[FieldRole, str] = {
    FieldRole.PERSONAL: "ChuKyCaNhan",
    FieldRole.NUMBER: "SoNgay",
    FieldRole.AGENCY: "DauCoQuan",
    FieldRole.SECRETARY: "ChuKyThuKy",
    FieldRole.CHAIR: "ChuKyChuTri",
    FieldRole.CONFIRM: "XacNhan",
    FieldRole.APPENDIX: "DongKyPhuLuc",
    FieldRole.COPY: "DongKyBanSao",
    FieldRole.REPORT: "DongKyBaoCao",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, pt from the lower left corner; `page` counts from 0."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Where the header row's blanks stand: right end of the number, left ends of the rest."""

    number_right: float
    day_left: float
    month_left: float
    year_left: float
    baseline: float
    number_size: float  # pt
    date_size: float  # pt


@dataclass(frozen=True, slots=True)
class ReservedField:
    """A signature field before anyone signs: for whom it is and where it stands."""

    role: FieldRole
    box: Box
    subject: bytes  # DER of the only certificate that may sign here
    glyphs: Glyphs | None = None  # of the number field only


@dataclass(frozen=True, slots=True)
class NumberAndDate:
    """What the number field paints: `241`, day, month, year; zero-padding is already decided."""

    number: str
    day: str
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an appendix, a copy or a report is of: its first `size` bytes' digest.

    Signed files only grow at their end, so this stays true when the source is stamped anew.
    """

    sha256: str  # hex
    size: int


@dataclass(frozen=True, slots=True)
class CornerLine:
    """What the agency's signature, or a report's, prints in the corner of the first page.

    `parts` are what stands before the time: `Số: 241/KH-SYT`, or `Sao y` and who copied.
    """

    parts: tuple[str, ...]
    at: str  # RFC 3339 to the second, with the offset of Vietnam: 2026-02-10T14:05:09+07:00
    zone: str  # as printed, e.g. +07:00
    source: Source | None = None  # None: paper was copied, there is no file


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file with a hole, and what must be signed; plain data, so days may pass before `embed`."""

    item_id: str
    field: str
    pdf_sha256: str  # of the file with the hole, as stored
    digest: str  # hex, sha256 over the byte range
    reserved_region_start: int
    reserved_region_end: int
    certificate_sha256: str
    expires_at: str  # RFC 3339, UTC


class Level(StrEnum):
    """How much evidence a signature carries (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"
