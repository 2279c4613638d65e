"""`trinhky admin account leave` and `move`: somebody is gone, or has another post.

Run where the desk's folder is; what another machine holds (the site's own authority) is done there
by the same command. Each may be run again after a stop.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.accounts import ending_posts, leaving
from service.catalogue import sentence
from service.cli.admin_account import account, as_admin, by_admin
from service.cli.opened import opened
from service.cli.surroundings import settings
from service.config_stores import secret_in
from signing.errors import AuthorityUnusableError
from signing.trust.site_ca import Locks, SiteCa, open_site_ca
from storage.people import accounts, departures
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from service.accounts.leaving import Gone
    from service.desk.cabinet import Cabinet

A_FILE = click.Path(path_type=Path)


@account.command("leave")
@click.argument("login")
@click.option("--reason", type=click.Choice(leaving.REASONS), default=leaving.REASONS[0],
              help="Lý do thu hồi: rời cơ quan, hoặc thôi làm việc hẳn.")  # fmt: skip
@click.option("--passphrase-file", type=A_FILE,
              help="Tệp mật khẩu khóa của tổ chức chứng thực nội bộ; không thì hỏi.")  # fmt: skip
@click.option("--server-key", type=A_FILE, help="Tệp khóa máy chủ; mặc định là secrets/authority.")
@click.option("--dir", "folder", type=A_FILE, help="Thư mục của tổ chức chứng thực nội bộ.")
@as_admin
def leave(login: str, reason: str, admin_login: str, **where: Path | None) -> None:
    """LOGIN rời cơ quan: đóng tài khoản, ngừng chứng thư, hủy khóa, thu hồi; chạy lại được."""
    folder = where["folder"] or settings().layout.home / "authority"
    authority = None
    if (folder / "register.json").exists():
        authority = leaving.Authority(folder, lambda: _opened(folder, where))
    with opened(settings()) as database:
        rooms = leaving.Rooms(database, _cabinet(), authority)
        gone = leaving.leave(rooms, login, reason, by_admin(admin_login))
    _tell(login, gone)


@account.command("move")
@click.argument("login")
@click.option("--from", "from_post", required=True, help="Mã chức vụ thôi giữ.")
@click.option("--to", "to_post", default="", help="Mã chức vụ mới; bỏ trống khi chỉ thôi giữ.")
@as_admin
def move(login: str, admin_login: str, from_post: str, to_post: str) -> None:
    """LOGIN chuyển chức vụ: chứng thư giữ nguyên, quyền theo chức vụ mới, bản sao con dấu rút."""
    moving = ending_posts.Move(login, from_post, to_post)
    with opened(settings()) as database:
        gone = ending_posts.move(database, _cabinet(), moving, by_admin(admin_login))
    _say("moved", login=login, count=len(gone))


@account.command("provider-revoked")
@click.argument("login")
@click.argument("certificate")
@as_admin
def provider_revoked(login: str, certificate: str, admin_login: str) -> None:
    """Ghi rằng nơi cấp đã thu hồi chứng thư LOGIN dùng để ký, gọi bằng đoạn đầu dấu vân tay.

    Người còn làm việc: chứng thư ngừng dùng ngay lúc này; văn bản đã ký trước đó giữ nguyên.
    """
    with opened(settings()) as database:
        by = by_admin(admin_login)
        done = leaving.provider_has_revoked(database, login, certificate, by)
    _say("provider_revoked", login=login, sha256=done[:16])


@account.command("left")
def left() -> None:
    """Kê việc còn lại của những người đã rời cơ quan: khóa chưa hủy, chứng thư chờ thu hồi."""
    with opened(settings()) as database, database.reading() as conn:
        logins = {person: login for login, person in accounts.people_by_login(conn).items()}
        kept = departures.with_keys(conn)
        tasks = departures.open_revocations(conn)
    for one in kept:
        _say("keys_kept", login=logins.get(one.person_id, one.person_id))
    for task in tasks:
        login = logins.get(task.person_id, task.person_id)
        _say("to_ask", login=login, sha256=task.sha256[:16], day=_day(task))
    if not kept and not tasks:
        _say("nothing_left")


def _tell(login: str, gone: Gone) -> None:
    at = gone.departure.at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    _say("gone", login=login, at=at)
    if gone.departure.keys_gone_at is None:
        _say("keys_kept", login=login)
    for task in gone.to_ask:
        _say("to_ask", login=login, sha256=task.sha256[:16], day=_day(task))


def _cabinet() -> Cabinet | None:
    """Return the desk's keys, where they are on this machine."""
    from service.desk.cabinet import Cabinet  # noqa: PLC0415  # only here

    folder = settings().desk_dir
    return Cabinet(folder) if (folder / "server.key").exists() else None


def _opened(folder: Path, where: dict[str, Path | None]) -> SiteCa:
    file = where["passphrase_file"]
    if file is not None:
        word = secret_in(file, "--passphrase-file").reveal()
    else:
        word = click.prompt(sentence("cli", "pki.passphrase"), hide_input=True)
    server_key = where["server_key"] or settings().layout.secrets / "authority"
    try:
        key = server_key.read_bytes()
    except OSError as error:
        raise AuthorityUnusableError(f"cannot be read: {server_key}") from error
    return open_site_ca(folder, Locks(word, key, secrets.token_bytes))


def _day(task: departures.Revocation) -> str:
    return task.wanted_at.astimezone(VIETNAM).strftime("%d/%m/%Y")


def _say(key: str, **values: object) -> None:
    click.echo(sentence("cli", f"account.{key}", **values))
