"""Lịch làm việc: the year of all offices, to read for everybody, to change for who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request, url_for
from flask_login import current_user, login_required

from service.labels import explain
from service.pages.asked_form import number, words
from service.pages.calendar_year import WEEKDAYS, months_of
from service.pages.register_form import attempt, day
from service.pages.timing import local_day
from service.services import services
from storage.blobs.port import BlobRef
from storage.instants import from_text
from storage.ledger import ledger
from storage.people import persons
from storage.registers import calendar
from workflows.domain.calendar_rules import YEARS_AHEAD, DayKind
from workflows.domain.errors import DomainError
from workflows.domain.register_errors import SpanUnreadableError
from workflows.recording.calendar_acts import (
    CALENDAR_ACTS,
    RemoveDay,
    SeedYear,
    SetDay,
    keeper,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from service.gateway import RefusedError
    from storage.ledger.chain import Entry
    from storage.registers.calendar import CalendarDay

bp = Blueprint("calendar", __name__)

FIRST_YEAR = 2020
CHANGES = 10  # of the newest that are shown


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what was changed: `day` and its `kind`, or a whole `year` of `count` days."""

    act: str
    at: datetime
    name: str
    reason: str
    day: date | None
    kind: str
    year: int
    count: int


@bp.get("/lich-lam-viec")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show the year to everybody."""
    return _page(is_edited=False)


@bp.get("/quan-tri/lich")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def edit() -> str:
    """Show the year with what changes it."""
    with services().database.reading() as conn:
        keeper(conn, current_user.person_id, services().clock())
    return _page(is_edited=True)


@bp.post("/quan-tri/lich")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def put() -> ResponseReturnValue:
    """Set a day."""
    return attempt(_set_day, _refused, "calendar_set", _back())


@bp.post("/quan-tri/lich/bo")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def remove() -> ResponseReturnValue:
    """Make a day what its weekday says."""
    return attempt(_remove_day, _refused, "calendar_removed", _back())


@bp.post("/quan-tri/lich/nam")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def seed() -> ResponseReturnValue:
    """Add the holidays that the library knows."""
    return attempt(lambda: SeedYear(number("year") or 0), _refused, "calendar_seeded", _back())


def _set_day() -> SetDay:
    kind = _kind("kind")
    if kind is None:
        abort(400)
    return SetDay(_day(), kind, words("name"), words("reason"), _kind("seen"))


def _remove_day() -> RemoveDay:
    return RemoveDay(_day(), words("reason"), _kind("seen"))


def _day() -> date:
    found = day("day")
    if found is None:
        raise SpanUnreadableError("day")
    return found


def _kind(name: str) -> DayKind | None:
    text = request.form.get(name, "")
    return DayKind(text) if text in set(DayKind) else None


def _back() -> str:
    return url_for("calendar.edit", nam=_year(local_day(services().clock())))


def _refused(refusal: DomainError | RefusedError) -> str:
    """Who may not keep it sees the page of everybody, and why."""
    with services().database.reading() as conn:
        is_keeper = _is_keeper(conn)
    return _page(is_edited=is_keeper, refusal=refusal)


def _is_keeper(conn: Connection) -> bool:
    try:
        return bool(keeper(conn, current_user.person_id, services().clock()))
    except DomainError:
        return False


def _page(*, is_edited: bool, refusal: DomainError | RefusedError | None = None) -> str:
    today = local_day(services().clock())
    year = _year(today)
    with services().database.reading() as conn:
        listed = calendar.listed_days(conn, date(year, 1, 1), date(year, 12, 31))
        is_keeper = _is_keeper(conn)
        changes = _changes(conn) if is_edited else []
    typed = request.form if refusal is not None else {}
    return render_template(
        "calendar.html",
        year=year,
        today=today,
        years=(year - 1 if year > FIRST_YEAR else None,
               year + 1 if year < today.year + YEARS_AHEAD else None),
        months=months_of(year, listed),
        weekdays=WEEKDAYS,
        lists=[(kind.value, [d for d in listed if d.kind == kind]) for kind in calendar.DayKind],
        is_edited=is_edited,
        is_keeper=is_keeper,
        changes=changes,
        chosen=_chosen(listed),
        typed=typed,
        problem=explain(refusal.code) if refusal else None,
        act_id=services().new_id(),
    )  # fmt: skip


def _year(today: date) -> int:
    """Return the year that is asked for; this year where none is, or one that nobody keeps."""
    given = request.form.get("day", "")[:4] or request.values.get("nam", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else today.year  # noqa: PLR2004 -- digits of a year
    return year if FIRST_YEAR <= year <= today.year + YEARS_AHEAD else today.year


def _chosen(listed: list[CalendarDay]) -> CalendarDay | None:
    """Return the line that is to be changed."""
    wanted = request.args.get("ngay", "")
    return next((line for line in listed if line.day.isoformat() == wanted), None)


def _changes(conn: Connection) -> list[Change]:
    entries = ledger.latest_of(conn, CALENDAR_ACTS, CHANGES)
    names = persons.names(conn, {entry.person_id for entry in entries})
    return [_change(entry, names.get(entry.person_id, "")) for entry in entries]


def _change(entry: Entry, name: str) -> Change:
    told = entry.details
    return Change(
        act=entry.act,
        at=from_text(entry.at),
        name=name,
        reason=_reason(entry),
        day=date.fromisoformat(told["day"]) if "day" in told else None,
        kind=told.get("kind", ""),
        year=told.get("year", 0),
        count=len(told.get("days", ())),
    )


def _reason(entry: Entry) -> str:
    ticket = entry.details.get("reason")
    return services().blobs.get(BlobRef(**ticket)).decode() if ticket else ""
