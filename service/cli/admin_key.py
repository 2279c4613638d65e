"""`trinhky admin key`: file, show and withdraw the key of somebody who signs, where the desk is.

PINs, passwords and places are typed or read from files, never words of the command.
"""

from __future__ import annotations

import secrets
import tomllib
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.accounts.errors import KeyIncompleteError
from service.catalogue import sentence
from service.cli.admin_account import as_admin, by_admin
from service.cli.opened import opened
from service.cli.surroundings import settings
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.accounts.keys import KeyElsewhere, KeyFile, KeyRoom
    from service.desk.cabinet import KeyCard
    from service.desk.report_key import ReportKey

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def key() -> None:
    """Khóa ký tại bàn ký: nộp, xem, rút; chạy trên máy có bàn ký."""


@key.command("file")
@click.argument("login")
@click.option("--p12", type=A_FILE, help="Tệp PKCS#12 chứa khóa và chứng thư.")
@click.option("--keeper", default="", help="Tên nơi giữ khóa trong keepers.toml.")
@click.option("--place", type=A_FILE, help="Tệp TOML ghi khóa ở đâu tại nơi giữ.")
@click.option("--certificates", type=A_FILE, help="Tệp PEM: chứng thư, rồi các chứng thư cấp trên.")
@click.option("--issuer", default="", help="Đơn vị có con dấu, khi đây là bản của văn thư.")
@click.option("--algorithm", default="", help="Ví dụ rsa-pss-sha256; bỏ trống là thông dụng.")
@as_admin
def file_(
    login: str,
    admin_login: str,
    issuer: str,
    algorithm: str,
    **given: Any,  # noqa: ANN401  # click gives each its type
) -> None:
    """Nộp khóa của LOGIN; người ấy tự gõ mã PIN của mình hai lần."""
    from service.accounts.keys import WhoseKey, file_key  # noqa: PLC0415  # only here

    found = _given(**given)
    pin = click.prompt("Mã PIN", hide_input=True, confirmation_prompt="Nhập lại mã PIN")
    whose = WhoseKey(login, pin, issuer, algorithm)
    with _room() as room:
        card = file_key(room, whose, found, by_admin(admin_login))
    click.echo(sentence("cli", "key.filed", login=login, line=_line(card)))


@key.command("show")
@click.argument("login")
def show(login: str) -> None:
    """Kê các khóa của LOGIN: chứng thư, nơi giữ, thời hạn."""
    from service.accounts.keys import keys_of  # noqa: PLC0415  # only here

    with _room() as room:
        cards = keys_of(room, login)
    for card in cards:
        click.echo(_line(card))
    if not cards:
        click.echo(sentence("cli", "key.none", login=login))


@key.command("withdraw")
@click.argument("login")
@click.argument("certificate")
@as_admin
def withdraw(login: str, certificate: str, admin_login: str) -> None:
    """Rút khóa của LOGIN, gọi bằng đoạn đầu dấu vân tay chứng thư như `show` in ra."""
    from service.accounts.keys import withdraw_key  # noqa: PLC0415  # only here

    with _room() as room:
        card = withdraw_key(room, login, certificate, by_admin(admin_login))
    click.echo(sentence("cli", "key.withdrawn", login=login, line=_line(card)))


@key.command("report")
@click.option("--p12", type=A_FILE, help="Tệp PKCS#12 chứa khóa và chứng thư chỉ để ký báo cáo.")
@click.option("--remove", is_flag=True, help="Bỏ khóa; từ đó không còn báo cáo có chữ ký.")
@as_admin
def report(p12: Path | None, *, remove: bool, admin_login: str) -> None:
    """Nộp khóa ký báo cáo kiểm tra, thay khóa trước; máy tự dùng, không có mã PIN."""
    from service.accounts.keys import KeyFile, file_report_key, remove_report_key  # noqa: PLC0415

    if remove == (p12 is not None):
        raise KeyIncompleteError("either --p12 or --remove")
    with _room() as room:
        kept = _report_key(room)
        if p12 is None:
            remove_report_key(room.database, kept, by_admin(admin_login))
            click.echo(sentence("cli", "key.report_removed"))
            return
        password = click.prompt("Mật khẩu của tệp PKCS#12", hide_input=True)
        given = KeyFile(p12.read_bytes(), password)
        sha256 = file_report_key(room.database, kept, given, by_admin(admin_login))
    click.echo(sentence("cli", "key.report_filed", sha256=sha256[:16]))


def _report_key(room: KeyRoom) -> ReportKey:
    from service.desk.report_key import ReportKey  # noqa: PLC0415  # only here

    return ReportKey(settings().desk_dir, room.cabinet)


@key.command("ends")
def ends() -> None:
    """Kê chứng thư hết hạn trong 60 ngày tới hoặc đã hết hạn, gần nhất trước; không cần bàn ký."""
    from service.accounts import certificate_ends  # noqa: PLC0415  # only here

    now = datetime.now(UTC)  # noqa: TID251  # composition root
    with opened(settings()) as database, database.reading() as conn:
        endings = certificate_ends.of_all(conn, now)
        names = certificate_ends.names_of(conn, endings)
    for one in endings:
        until = one.until.astimezone(VIETNAM).strftime("%d/%m/%Y")
        said = "ended" if one.stage == "ended" else "ends"
        name = names.get(one.unit_id or one.person_id, one.unit_id or one.person_id)
        click.echo(sentence("cli", f"key.{said}", name=name, until=until, days=one.days))
    if not endings:
        click.echo(sentence("cli", "key.none_ends"))


def _given(
    p12: Path | None, keeper: str, place: Path | None, certificates: Path | None
) -> KeyFile | KeyElsewhere:
    """Return the key as it is given: a file, or where it is.

    Raises:
        KeyIncompleteError: neither, both, or a place that cannot be read.
    """
    from service.accounts.keys import KeyElsewhere, KeyFile  # noqa: PLC0415  # only here

    if p12 is not None and not keeper and place is None:
        password = click.prompt("Mật khẩu của tệp PKCS#12", hide_input=True)
        return KeyFile(p12.read_bytes(), password)
    if p12 is not None or not keeper or place is None:
        raise KeyIncompleteError("either --p12, or --keeper with --place")
    try:
        read = tomllib.loads(place.read_text("utf-8"))
        chain = x509.load_pem_x509_certificates(certificates.read_bytes()) if certificates else []
    except ValueError as error:
        raise KeyIncompleteError("place or certificates cannot be read") from error
    ders = tuple(one.public_bytes(Encoding.DER) for one in chain)
    return KeyElsewhere(keeper, {name: str(value) for name, value in read.items()}, ders)


@contextmanager
def _room() -> Iterator[KeyRoom]:
    from service.accounts.keys import KeyRoom  # noqa: PLC0415  # only here
    from service.desk.cabinet import Cabinet  # noqa: PLC0415
    from service.desk.keepers import Keepers  # noqa: PLC0415

    folder = settings().desk_dir
    with opened(settings()) as database:
        yield KeyRoom(database, Cabinet(folder), Keepers(folder, lambda: secrets.token_hex(16)))


def _line(card: KeyCard) -> str:
    until = card.valid_until.astimezone(VIETNAM).strftime("%d/%m/%Y")
    return sentence(
        "cli", "key.line", sha256=card.certificate_sha256[:16], keeper=card.keeper or "bàn ký",
        algorithm=card.algorithm or "thông dụng", issuer=card.issuer_id or "cá nhân", until=until,
    )  # fmt: skip
