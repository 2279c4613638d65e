"""`trinhky admin image` on a planted home, as an administrator types it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from service.accounts.errors import (
    AccountUnknownError,
    AdminNeededError,
    ImageTimesError,
    ImageUnknownError,
    UnitUnknownError,
)
from service.cli.admin import admin
from service.demo.organisation import SO
from signing.errors import ImageCoarseError, ImageInkError
from signing.seal.pictures import Ink, read_picture
from storage.database import Database
from storage.ledger import ledger
from storage.people.images import Image, images_of, seal_image, signature_image
from tests.signing_pki import BLUE, RED, a_png
from tests.unit.signing.test_pictures import a_ring

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from service.stack.layout import Layout

DIRECTOR, DIRECTOR_ID = "giamdoc", "ng-001"
VIETNAM = timezone(timedelta(hours=7))
FIRST = datetime(2031, 1, 1, tzinfo=VIETNAM)


class Typing:
    """What an administrator types, in one home."""

    def __init__(self, home: Layout, surroundings: Mapping[str, str], folder: Path) -> None:
        self.home, self.folder = home, folder
        self.own = {**surroundings, "TRINHKY_HOME": str(home.home)}

    def file(self, body: bytes) -> str:
        (self.folder / "anh.png").write_bytes(body)
        return str(self.folder / "anh.png")

    def image(self, *words: str) -> Result:
        return CliRunner().invoke(admin, ["image", *words], env=self.own)

    def seal(self, body: bytes, since: str, *more: str) -> Result:
        words = ("--diameter-mm", "36", "--from", since, "--as", "quantri", *more)
        return self.image("add-seal", SO, self.file(body), *words)

    def seal_at(self, at: datetime) -> Image:
        with self.database() as conn:
            found = seal_image(conn, SO, at)
        assert found is not None
        return found

    def database(self) -> AbstractContextManager[Connection]:
        return Database(self.home.database_url).reading()


@pytest.fixture
def typing(own_home: Layout, surroundings: Mapping[str, str], tmp_path: Path) -> Typing:
    return Typing(own_home, surroundings, tmp_path)


def test_a_newer_seal_is_in_use_from_its_day_and_the_older_one_until_then(typing: Typing) -> None:
    before = typing.seal_at(datetime(2030, 1, 1, tzinfo=UTC))
    added = typing.seal(a_ring(500, 500), "2031-01-01")
    assert added.exit_code == 0, added.output
    assert typing.seal_at(FIRST - timedelta(seconds=1)).png == before.png
    newer = typing.seal_at(FIRST)
    assert (newer.png, newer.diameter_mm) == (a_ring(500, 500), 36.0)
    sha256 = read_picture(newer.png, Ink.RED).sha256
    with typing.database() as conn:
        [entry] = [e for e in ledger.all_entries(conn) if e.act == "add_seal_image"]
    assert entry.details is not None
    assert entry.details["picture"] == sha256
    shown = typing.image("show", "--unit", SO)
    assert sha256 in shown.output
    assert "01/01/2031 – …" in shown.output


def test_a_persons_image_is_registered_and_ended(typing: Typing) -> None:
    words = ("--from", "2031-01-01", "--until", "2032-01-01", "--as", "quantri")
    done = typing.image("add-signature", DIRECTOR, typing.file(a_png(BLUE, (600, 240))), *words)
    assert done.exit_code == 0, done.output
    with typing.database() as conn:
        new = signature_image(conn, DIRECTOR_ID, FIRST)
        assert new is not None
        assert signature_image(conn, DIRECTOR_ID, FIRST + timedelta(days=365)) is None
    ended = typing.image("end", new.image_id, "--on", "2031-06-01", "--as", "quantri")
    assert ended.exit_code == 0, ended.output
    with typing.database() as conn:
        assert signature_image(conn, DIRECTOR_ID, FIRST + timedelta(days=200)) is None
        assert len(images_of(conn, DIRECTOR_ID)) == 2


def test_what_the_decree_does_not_allow_is_refused_and_nothing_is_registered(
    typing: Typing,
) -> None:
    for body, refusal in (
        (a_png(BLUE, (500, 500)), ImageInkError),
        (a_png(RED, (200, 200)), ImageCoarseError),
    ):
        assert isinstance(typing.seal(body, "2031-01-01").exception, refusal)
    with typing.database() as conn:
        assert len(images_of(conn, unit_id=SO)) == 1
        assert not [e for e in ledger.all_entries(conn) if e.act == "add_seal_image"]


def test_times_owners_and_hands_that_do_not_fit_are_refused(typing: Typing) -> None:
    ring = a_ring(500, 500)
    assert typing.seal(ring, "2031-01-01").exit_code == 0
    assert isinstance(typing.seal(ring, "2030-01-01").exception, ImageTimesError)
    backwards = typing.seal(ring, "2032-01-01", "--until", "2031-06-01")
    assert isinstance(backwards.exception, ImageTimesError)
    assert typing.seal(ring, "2030-01-01", "--until", "2031-01-01").exit_code == 0
    png = typing.file(a_png(BLUE, (600, 240)))
    words = ("--from", "2031-01-01", "--as")
    unknown = typing.image("add-signature", "ai-do", png, *words, "quantri")
    assert isinstance(unknown.exception, AccountUnknownError)
    other = typing.image("add-signature", DIRECTOR, png, *words, DIRECTOR)
    assert isinstance(other.exception, AdminNeededError)
    where = ("--diameter-mm", "36", *words, "quantri")
    no_unit = typing.image("add-seal", "u-khong", typing.file(ring), *where)
    assert isinstance(no_unit.exception, UnitUnknownError)
    gone = typing.image("end", "anh-khong", "--on", "2031-01-01", "--as", "quantri")
    assert isinstance(gone.exception, ImageUnknownError)
    assert typing.image("show").exit_code == 2
