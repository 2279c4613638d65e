"""`trinhky clerk`: what the agency signs alone, at the desk's machine: electronic copies.

The PIN is typed, never a word of the command. What is signed goes into a new file.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.catalogue import sentence
from service.cli.opened import opened
from service.cli.surroundings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.copies.signing import Clerk, Extract, Room, Scans

BYTES_OF_AN_ID = 16
FORMS = ("sao-y", "sao-luc", "trich-sao")
ZONES = ("+07:00", "+07", "GMT+7")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)
as_clerk = click.option("--as", "login", required=True, help="Tên đăng nhập của văn thư ký.")
zone_words = click.option(
    "--zone", type=click.Choice(ZONES), default=ZONES[0], help="Cách ghi múi giờ Việt Nam."
)
target = click.option("--out", type=A_NEW_FILE, required=True, help="Tệp mới để ghi bản đã ký.")


@click.group()
def clerk() -> None:
    """Việc của văn thư: ký bản sao điện tử."""


@clerk.command("copy")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("scans", nargs=-1, type=A_FILE)
@click.option("--unit", required=True, help="Mã cơ quan sao.")
@click.option("--original", type=A_FILE, help="Tệp PDF đã ký để trích sao.")
@click.option("--pages", default="1", help="Các trang trích, ví dụ 1,3.")
@click.option("--to", "receiver", default="", help="Nơi nhận bản sao, ghi vào sổ.")
@click.option("--extract", type=A_FILE, help="Bản trích đã lập lại (PDF/A-2b), thay cho --pages.")
@target
@zone_words
@as_clerk
def copy(
    form: str,
    unit: str,
    out: Path,
    **of_what: Any,  # noqa: ANN401  # click gives each its type
) -> None:
    """Ký bản sao điện tử: SCANS là ảnh các trang quét màu, hoặc dùng --original để trích sao."""
    from service.copies.signing import CopyForm, sign_copy  # noqa: PLC0415  # only here

    by = [of_what.pop(name) for name in ("login", "zone", "receiver")]
    given = _given(**of_what)
    with _room() as room:
        signed = sign_copy(room, CopyForm(form), unit, given, _clerk(*by))
    _write(out, signed)


def _given(
    scans: tuple[Path, ...], original: Path | None, pages: str, extract: Path | None
) -> Scans | Extract:
    from service.copies.signing import Extract, Scans  # noqa: PLC0415  # only here

    if bool(scans) == (original is not None):
        raise click.UsageError(sentence("cli", "clerk.of_what"))
    if original is None:
        return Scans(tuple(page.read_bytes() for page in scans))
    try:
        numbers = tuple(int(page) for page in pages.split(","))
    except ValueError as error:
        raise click.UsageError(sentence("cli", "clerk.pages")) from error
    made = extract.read_bytes() if extract else b""
    return Extract(original.read_bytes(), made, numbers)


def _clerk(login: str, zone: str, receiver: str) -> Clerk:
    from service.copies.signing import Clerk  # noqa: PLC0415  # only here

    pin = click.prompt("Mã PIN", hide_input=True)
    return Clerk(login, pin, secrets.token_hex(BYTES_OF_AN_ID), zone, receiver)


def _write(out: Path, signed: bytes) -> None:
    with out.open("xb") as file:  # never over another file
        file.write(signed)
    click.echo(sentence("cli", "clerk.signed", file=out))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # composition root


@contextmanager
def _room() -> Iterator[Room]:
    from service.copies.signing import Room  # noqa: PLC0415  # only here
    from service.desk.cabinet import Cabinet  # noqa: PLC0415
    from service.desk.keepers import Keepers  # noqa: PLC0415
    from service.desk.keys import Keys  # noqa: PLC0415
    from service.desk.process import standing_in  # noqa: PLC0415
    from workflows.believing import trust_of  # noqa: PLC0415
    from workflows.stores import open_blobs  # noqa: PLC0415

    own = settings()
    keepers = Keepers(own.desk_dir, lambda: secrets.token_hex(BYTES_OF_AN_ID))
    keys = Keys(Cabinet(own.desk_dir), _now, keepers, standing_in(own.pki_dir))
    with opened(own) as database:
        yield Room(database, open_blobs(own), keys, trust_of(own, _now), _now)
