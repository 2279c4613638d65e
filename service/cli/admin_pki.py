"""`trinhky admin pki`: the certificate authority of a small site. Each change is an act.

The passphrase is asked for, or read from a file for timers; it is never an argument, which other
users of the machine could see.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from cryptography.hazmat.primitives.serialization import Encoding

from service.accounts import authority_acts as acts
from service.accounts.administration import ByAdmin
from service.catalogue import sentence
from service.cli.opened import opened
from service.cli.surroundings import settings
from service.config_stores import secret_in
from service.desk.files import make_private, write_once
from signing.errors import AuthorityUnusableError
from signing.trust.site_ca import Locks, SiteCa, open_site_ca, register_of
from signing.trust.site_register import REASONS
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from storage.database import Database

BYTES_OF_AN_ID = 16
SERVER_KEY_BYTES = 32
A_FILE = click.Path(path_type=Path)
Command = Callable[..., Any]


def _common(command: Command) -> Command:
    """Give a command the options of all that open the authority."""
    for option in (
        click.option("--as", "admin_login", required=True,
                     help="Tên đăng nhập của quản trị viên làm việc này."),
        click.option("--passphrase-file", "passphrase", type=A_FILE,
                     help="Tệp chứa mật khẩu khóa; không có thì hỏi."),
        click.option("--server-key", type=A_FILE,
                     help="Tệp khóa máy chủ; mặc định là secrets/authority trong thư mục cài đặt."),
        click.option("--dir", "folder", type=A_FILE,
                     help="Thư mục của tổ chức chứng thực; mặc định là authority."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def pki() -> None:
    """Tổ chức chứng thực nội bộ: cấp, gia hạn, thu hồi chứng thư, danh sách thu hồi."""


@pki.command("init")
@click.option("--name", required=True, help="Tên cơ quan, ghi trong chứng thư gốc.")
@click.option("--base-url", required=True, help="Địa chỉ nơi thư mục public sẽ được công bố.")
@_common
def init(name: str, base_url: str, admin_login: str, **where: Path | None) -> None:
    """Lập tổ chức chứng thực; khóa được bọc bằng mật khẩu và khóa máy chủ."""
    key_file = _server_key(where)
    make_private(key_file.parent)
    write_once(key_file, secrets.token_bytes(SERVER_KEY_BYTES))
    with _database() as database:
        locks = _locks(where, confirm=True)
        acts.init(database, _folder(where), (name, base_url), locks, _by(admin_login))
    _say("made", folder=_folder(where), key=key_file)


@pki.command("issue")
@click.argument("request", type=A_FILE)
@click.option("--person", help="Tên đăng nhập của người được cấp.")
@click.option("--unit", help="Mã đơn vị được cấp, khi là chứng thư của cơ quan.")
@click.option("--organisation", default="", help="Tên cơ quan của người được cấp.")
@click.option("--out", type=A_FILE, required=True, help="Tệp PEM để ghi chứng thư.")
@_common
def issue(  # noqa: PLR0913 -- the options of one command
    request: Path,
    *,
    person: str | None,
    unit: str | None,
    organisation: str,
    out: Path,
    admin_login: str,
    **where: Path | None,
) -> None:
    """Cấp chứng thư theo tệp yêu cầu REQUEST (PKCS#10, PEM); khóa ở lại với người giữ."""
    if (person is None) == (unit is None) or (person and not organisation):
        raise click.UsageError(sentence("cli", "pki.whose"))
    body = _read(request)
    by = _by(admin_login)
    with _opened(where) as (database, authority):
        with database.reading() as conn:
            holder = (
                acts.holder_by_unit(conn, unit, by)
                if unit is not None
                else acts.holder_by_login(conn, person or "", organisation)
            )
        made = acts.issue(database, authority, body, holder, by)
    _write(out, made)


@pki.command("issue-report")
@click.argument("request", type=A_FILE)
@click.option("--unit", required=True, help="Mã đơn vị mà máy kiểm tra thay mặt.")
@click.option("--out", type=A_FILE, required=True, help="Tệp PEM để ghi chứng thư.")
@_common
def issue_report(
    request: Path, *, unit: str, out: Path, admin_login: str, **where: Path | None
) -> None:
    """Cấp chứng thư chỉ để máy của đơn vị ký báo cáo kiểm tra chữ ký."""
    body, by = _read(request), _by(admin_login)
    with _opened(where) as (database, authority):
        with database.reading() as conn:
            holder = replace(acts.holder_by_unit(conn, unit, by), for_reports=True)
        made = acts.issue(database, authority, body, holder, by)
    _write(out, made)


@pki.command("renew")
@click.argument("serial")
@click.option("--out", type=A_FILE, required=True, help="Tệp PEM để ghi chứng thư.")
@_common
def renew(serial: str, out: Path, admin_login: str, **where: Path | None) -> None:
    """Cấp lại cho cùng người, cùng khóa, một chứng thư có hạn mới."""
    with _opened(where) as (database, authority):
        made = acts.renew(database, authority, serial, _by(admin_login))
    _write(out, made)


@pki.command("revoke")
@click.argument("serial")
@click.option("--reason", type=click.Choice(sorted(REASONS)), required=True, help="Lý do.")
@_common
def revoke(serial: str, reason: str, admin_login: str, **where: Path | None) -> None:
    """Thu hồi chứng thư SERIAL ngay bây giờ và công bố danh sách thu hồi."""
    with _opened(where) as (database, authority):
        acts.revoke(database, authority, serial, reason, _by(admin_login))
    _say("revoked", serial=serial)


@pki.command("crl")
@_common
def crl(admin_login: str, **where: Path | None) -> None:
    """Ký lại danh sách thu hồi; mỗi danh sách có hạn ba mươi ngày."""
    with _opened(where) as (database, authority):
        acts.publish(database, authority, _by(admin_login))
    _say("published", folder=_folder(where) / "public")


@pki.command("tsa")
@click.option("--out", type=A_FILE, help="Thư mục PKI mà worker đọc; mặc định theo cài đặt.")
@_common
def tsa(out: Path | None, admin_login: str, **where: Path | None) -> None:
    """Lập chứng thư cấp dấu thời gian của chính đơn vị, hoặc chứng thư kế tiếp, với khóa mới."""
    folder = out or settings().pki_dir
    with _opened(where) as (database, authority):
        made = acts.put_tsa(database, authority, folder, _by(admin_login))
    day = made.not_valid_after_utc.astimezone(VIETNAM).strftime("%d/%m/%Y")
    _say("tsa", folder=folder, day=day)


@pki.command("list")
@click.option("--dir", "folder", type=A_FILE, help="Thư mục của tổ chức chứng thực.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def show(folder: Path | None, *, as_json: bool) -> None:
    """Liệt kê chứng thư đã cấp; không cần mật khẩu."""
    lines = register_of(_folder({"folder": folder})).lines()
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
        return
    for line in lines:
        key = "line_revoked" if line.revoked else "line"
        _say(key, **asdict(line))
    if not lines:
        _say("empty")


@contextmanager
def _opened(where: dict[str, Path | None]) -> Iterator[tuple[Database, SiteCa]]:
    with _database() as database:
        yield database, open_site_ca(_folder(where), _locks(where, confirm=False))


@contextmanager
def _database() -> Iterator[Database]:
    with opened(settings()) as database:
        yield database


def _folder(where: dict[str, Path | None]) -> Path:
    return where["folder"] or settings().layout.home / "authority"


def _server_key(where: dict[str, Path | None]) -> Path:
    return where["server_key"] or settings().layout.secrets / "authority"


def _locks(where: dict[str, Path | None], *, confirm: bool) -> Locks:
    file = where["passphrase"]
    if file is not None:
        word = secret_in(file, "--passphrase-file").reveal()
    else:
        word = click.prompt(
            sentence("cli", "pki.passphrase"), hide_input=True, confirmation_prompt=confirm
        )
    return Locks(word, _read(_server_key(where)), secrets.token_bytes)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise AuthorityUnusableError(f"cannot be read: {file}") from error


def _write(out: Path, made: x509.Certificate) -> None:
    out.write_bytes(made.public_bytes(Encoding.PEM))
    _say("issued", serial=f"{made.serial_number:x}", file=out)


def _by(admin_login: str) -> ByAdmin:
    now = datetime.now(UTC)  # noqa: TID251  # composition root
    return ByAdmin(admin_login, secrets.token_hex(BYTES_OF_AN_ID), now)


def _say(key: str, /, **values: object) -> None:
    click.echo(sentence("cli", f"pki.{key}", **values))
