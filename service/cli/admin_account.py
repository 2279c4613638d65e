"""`trinhky admin account`: for somebody who cannot get in. Each is an act of the ledger.

Whoever runs this has the machine and could say any name with `--as`; the ledger keeps what was
said.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from service.accounts import administration
from service.accounts.administration import ByAdmin
from service.accounts.one_time_words import new_word
from service.accounts.proof import Door
from service.accounts.secret_box import box_of
from service.catalogue import sentence
from service.cli.opened import opened
from service.cli.surroundings import settings
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Database

BYTES_OF_AN_ID = 16
as_admin = click.option(
    "--as", "admin_login", required=True, help="Tên đăng nhập của quản trị viên làm việc này."
)


@click.group()
def account() -> None:
    """Tài khoản: mật khẩu, xác thực hai lớp, khóa tạm, khóa ký."""


@account.command("reset-totp")
@click.argument("login")
@as_admin
def reset_totp(login: str, admin_login: str) -> None:
    """Bỏ xác thực hai lớp của LOGIN, khi mất điện thoại và hết mã dự phòng."""
    with _database() as database:
        administration.reset_totp(database, login, by_admin(admin_login))
    _say("totp_reset", login=login)


@account.command("reset-password")
@click.argument("login")
@as_admin
def reset_password(login: str, admin_login: str) -> None:
    """Đặt cho LOGIN một mật khẩu dùng một lần và in ra đây."""
    password = new_word(secrets.token_bytes)
    with _database() as database:
        until = administration.reset_password(database, login, password, by_admin(admin_login))
    told = until.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
    _say("password_reset", login=login, password=password, until=told)


@account.command("unlock")
@click.argument("login")
@as_admin
def unlock(login: str, admin_login: str) -> None:
    """Mở khóa tạm của LOGIN sau năm lần nhập sai mật khẩu hoặc mã."""
    with _database() as database:
        administration.unlock(database, login, by_admin(admin_login))
    _say("unlocked", login=login)


@account.command("unlock-key")
@click.argument("login")
@as_admin
def unlock_key(login: str, admin_login: str) -> None:
    """Cho LOGIN nhập lại mã PIN khóa ký sau năm lần sai; chạy trên máy có bàn ký."""
    from service.desk.cabinet import Cabinet  # noqa: PLC0415  # only here

    cabinet = Cabinet(settings().desk_dir)
    with _database() as database:
        count = administration.unlock_key(database, cabinet, login, by_admin(admin_login))
    _say("key_unlocked", login=login, count=count)


@account.command("rewrap-totp")
@as_admin
def rewrap_totp(admin_login: str) -> None:
    """Niêm phong lại mọi khóa xác thực hai lớp bằng khóa đứng đầu tệp khóa."""
    with _database() as database:
        door = Door(database, box_of(settings()))
        count = administration.rewrap_totp(door, by_admin(admin_login))
    _say("rewrapped", count=count)


@contextmanager
def _database() -> Iterator[Database]:
    with opened(settings()) as database:
        yield database


def by_admin(admin_login: str) -> ByAdmin:
    """Return by whose hand an act of the command line is done."""
    now = datetime.now(UTC)  # noqa: TID251  # composition root
    return ByAdmin(admin_login, secrets.token_hex(BYTES_OF_AN_ID), now)


def _say(key: str, **values: object) -> None:
    click.echo(sentence("cli", f"account.{key}", **values))
