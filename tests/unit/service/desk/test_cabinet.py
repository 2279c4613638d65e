"""Wrapped keys as files: who may read them, and what a damaged or strange one does."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from service.desk.cabinet import Cabinet, KeyCard
from service.desk.protocol import Purpose
from service.errors import SettingInvalidError
from signing.errors import KeyUnusableError, NoKeyError

if TYPE_CHECKING:
    from pathlib import Path

CARD = KeyCard(
    "ng-1", "a" * 64, Purpose.PERSONAL, "",
    datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC),
)  # fmt: skip


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_in_the_cabinet_is_for_our_eyes_only(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o755)
    cabinet = Cabinet(folder)
    cabinet.server_key()
    cabinet.put(CARD, b"wrapped")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert {mode(path) for path in files} == {0o600}
    assert {mode(path) for path in (folder, *folder.rglob("*")) if path.is_dir()} == {0o700}


def test_a_folder_that_all_share_is_neither_used_nor_changed(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(SettingInvalidError):
        Cabinet(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_filed_key_is_found_again(tmp_path: Path) -> None:
    Cabinet(tmp_path).put(CARD, b"wrapped")
    cabinet = Cabinet(tmp_path)
    assert cabinet.cards("ng-1") == (CARD,)
    assert cabinet.wrapped(CARD) == b"wrapped"
    assert cabinet.cards("ng-2") == ()


def test_the_newest_key_comes_first(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    newer = replace(CARD, certificate_sha256="0" * 64, valid_from=datetime(2027, 1, 1, tzinfo=UTC))
    cabinet.put(CARD, b"a")
    cabinet.put(newer, b"b")
    assert cabinet.cards("ng-1") == (newer, CARD)


def test_a_removed_key_is_gone(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.put(CARD, b"a")
    cabinet.remove(CARD)
    assert cabinet.cards("ng-1") == ()
    with pytest.raises(NoKeyError):
        cabinet.wrapped(CARD)


def test_the_server_key_is_made_once(tmp_path: Path) -> None:
    assert Cabinet(tmp_path).server_key() == Cabinet(tmp_path).server_key()
    assert len(Cabinet(tmp_path).server_key()) == 32


def test_a_lost_server_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.server_key()
    cabinet.put(CARD, b"a")
    (tmp_path / "server.key").unlink()
    with pytest.raises(KeyUnusableError):
        cabinet.server_key()


def test_a_short_server_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "server.key").write_bytes(b"short")
    with pytest.raises(KeyUnusableError):
        Cabinet(tmp_path).server_key()


@pytest.mark.parametrize("person", ["", "..", "../x", "a/b", ".hidden", "a\n", "x" * 101])
def test_an_id_that_is_no_folder_name_has_no_keys(tmp_path: Path, person: str) -> None:
    cabinet = Cabinet(tmp_path)
    with pytest.raises(NoKeyError):
        cabinet.cards(person)
    with pytest.raises(NoKeyError):
        cabinet.put(replace(CARD, person_id=person), b"a")


def test_a_certificate_id_that_is_no_digest_has_no_key(tmp_path: Path) -> None:
    with pytest.raises(NoKeyError):
        Cabinet(tmp_path).wrapped(replace(CARD, certificate_sha256="../../server"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"purpose":"root"}'])
def test_a_damaged_card_is_refused(tmp_path: Path, text: str) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.put(CARD, b"a")
    cabinet.counter(CARD).with_suffix(".json").write_text(text)
    with pytest.raises(KeyUnusableError):
        cabinet.cards("ng-1")


def test_a_card_moved_to_another_persons_folder_is_refused(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.put(CARD, b"a")
    cabinet.put(replace(CARD, person_id="ng-2"), b"a")
    cards = [
        cabinet.counter(replace(CARD, person_id=p)).with_suffix(".json") for p in ("ng-1", "ng-2")
    ]
    cards[1].write_bytes(cards[0].read_bytes())
    with pytest.raises(KeyUnusableError):
        cabinet.cards("ng-2")
