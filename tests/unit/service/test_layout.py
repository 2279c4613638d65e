"""A home directory is laid out once, privately, and never overwritten."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from service.errors import SettingInvalidError
from service.stack.layout import Layout, layout_of


def secrets_of(home: Layout) -> list[Path]:
    return [home.session_secret, home.second_factor_key]


def test_the_secrets_are_readable_by_their_owner_only(home: Layout) -> None:
    for secret in secrets_of(home):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert len(secret.read_text(encoding="ascii")) >= 43


def test_making_it_again_keeps_the_secrets(home: Layout) -> None:
    before = [secret.read_bytes() for secret in secrets_of(home)]
    home.make()
    assert [secret.read_bytes() for secret in secrets_of(home)] == before


def test_two_homes_have_four_secrets(home: Layout, tmp_path: Path) -> None:
    other = Layout(tmp_path / "h")
    other.make()
    assert len({file.read_bytes() for file in (*secrets_of(home), *secrets_of(other))}) == 4


def test_a_home_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_HOME"):
        Layout(tmp_path / ("x" * 100)).make()


def test_a_relative_home_becomes_absolute() -> None:
    assert layout_of("var").home == Path.cwd() / "var"
