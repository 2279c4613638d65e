"""`trinhky admin image`: images of signatures and seals, from which day until which. Acts all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.catalogue import sentence
from service.cli.admin_account import as_admin, by_admin
from service.cli.opened import opened
from service.cli.surroundings import settings
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from service.accounts.pictures import Given
    from storage.people.images import Image

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_DAY = click.DateTime(["%Y-%m-%d"])
USUAL_DPI = 200
Command = Callable[..., Any]


def _given_options(command: Command) -> Command:
    for option in (
        click.option("--least-dpi", type=click.FloatRange(72), default=USUAL_DPI,
                     help="Độ phân giải ít nhất ở kích thước in; mặc định 200."),
        click.option("--until", type=A_DAY, help="Ngày thôi dùng; bỏ trống là chưa định."),
        click.option("--from", "since", type=A_DAY, required=True,
                     help="Ngày bắt đầu dùng (năm-tháng-ngày, giờ Việt Nam)."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def image() -> None:
    """Ảnh chữ ký, ảnh con dấu: đăng ký theo thời gian, xem, thôi dùng."""


@image.command("add-signature")
@click.argument("login")
@click.argument("png", type=A_FILE)
@_given_options
@as_admin
def add_signature(login: str, png: Path, admin_login: str, **times: Any) -> None:  # noqa: ANN401
    """Đăng ký ảnh chữ ký PNG (màu xanh, nền trong suốt) của LOGIN."""
    from service.accounts.pictures import add_hand  # noqa: PLC0415  # only here

    with opened(settings()) as database:
        new = add_hand(database, login, _given(png, **times), by_admin(admin_login))
    click.echo(sentence("cli", "image.added", line=_line(new)))


@image.command("add-seal")
@click.argument("unit")
@click.argument("png", type=A_FILE)
@click.option("--diameter-mm", type=click.FloatRange(20, 60), required=True,
              help="Đường kính thực của con dấu, mm.")  # fmt: skip
@_given_options
@as_admin
def add_seal(
    unit: str,
    png: Path,
    diameter_mm: float,
    admin_login: str,
    **times: Any,  # noqa: ANN401  # click gives each its type
) -> None:
    """Đăng ký ảnh con dấu PNG (màu đỏ, nền trong suốt, cắt sát vành) của đơn vị UNIT."""
    from service.accounts import pictures  # noqa: PLC0415  # only here

    given = _given(png, **times)
    with opened(settings()) as database:
        new = pictures.add_seal(database, unit, diameter_mm, given, by_admin(admin_login))
    click.echo(sentence("cli", "image.added", line=_line(new)))


@image.command("end")
@click.argument("image_id")
@click.option("--on", "day", type=A_DAY, required=True, help="Ngày thôi dùng.")
@as_admin
def end(image_id: str, day: datetime, admin_login: str) -> None:
    """Thôi dùng ảnh IMAGE_ID từ một ngày; văn bản đã ký giữ nguyên ảnh của mình."""
    from service.accounts import pictures  # noqa: PLC0415  # only here

    with opened(settings()) as database:
        pictures.end(database, image_id, _midnight(day), by_admin(admin_login))
    click.echo(sentence("cli", "image.ended", image=image_id))


@image.command("show")
@click.option("--person", "login", default="", help="Tên đăng nhập.")
@click.option("--unit", default="", help="Mã đơn vị.")
def show(login: str, unit: str) -> None:
    """Kê ảnh chữ ký của một người, hoặc ảnh con dấu của một đơn vị."""
    from service.accounts.pictures import of_person  # noqa: PLC0415  # only here
    from storage.people.images import images_of  # noqa: PLC0415

    if bool(login) == bool(unit):
        raise click.UsageError(sentence("cli", "image.whose"))
    with opened(settings()) as database, database.reading() as conn:
        found = images_of(conn, unit_id=unit) if unit else of_person(conn, login)
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo(sentence("cli", "image.none"))


def _given(png: Path, since: datetime, until: datetime | None, least_dpi: float) -> Given:
    from service.accounts.pictures import Given  # noqa: PLC0415  # loads the signing libraries
    from signing.seal.registered import Printing  # noqa: PLC0415

    end = _midnight(until) if until else None
    return Given(png.read_bytes(), _midnight(since), end, Printing(least_dpi=least_dpi))


def _midnight(day: datetime) -> datetime:
    return day.replace(tzinfo=VIETNAM)


def _line(one: Image) -> str:
    from signing.seal.pictures import Ink, read_picture  # noqa: PLC0415  # only here

    picture = read_picture(one.png, Ink.RED if one.kind == "seal" else Ink.BLUE)
    return sentence(
        "cli", "image.line", image=one.image_id, since=_day(one.since),
        until=_day(one.until) if one.until else "…", sha256=picture.sha256,
        pixels=f"{picture.width}x{picture.height}",
        size=f"{one.diameter_mm:g} mm" if one.diameter_mm else "",
    )  # fmt: skip


def _day(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y")
