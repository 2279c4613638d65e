"""A home directory is laid out once, privately, and never overwritten."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from service.errors import SettingInvalidError
from service.stack.layout import Layout, layout_of


def test_the_session_secret_is_readable_by_its_owner_only(home: Layout) -> None:
    assert stat.S_IMODE(home.session_secret.stat().st_mode) == 0o600
    assert len(home.session_secret.read_text(encoding="ascii")) >= 43


def test_making_it_again_keeps_the_secret(home: Layout) -> None:
    before = home.session_secret.read_bytes()
    home.make()
    assert home.session_secret.read_bytes() == before


def test_two_homes_have_two_secrets(home: Layout, tmp_path: Path) -> None:
    other = Layout(tmp_path / "h")
    other.make()
    assert other.session_secret.read_bytes() != home.session_secret.read_bytes()


def test_a_home_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_HOME"):
        Layout(tmp_path / ("x" * 100)).make()


def test_a_relative_home_becomes_absolute() -> None:
    assert layout_of("var").home == Path.cwd() / "var"
