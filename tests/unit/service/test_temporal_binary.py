"""The Temporal program is looked for in order, and a failure names every way tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingInvalidError, TemporalMissingError
from service.stack.temporal_binary import Search, cache_folder, find_temporal, locate_temporal

GOOD = "temporal version 9 (Server 1.29.1, UI 2)"
OLD = "temporal version 1 (Server 1.20.0, UI 2)"


def program(path: Path, says: str) -> Path:
    """Write a program that prints `says`, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def a_search(cache: Path, path: Path, setting: Path | None = None) -> Search:
    """Return a search that may neither build with a real Go nor download."""
    return Search(
        setting=setting, path=str(path), cache=cache, may_download=False, say=lambda _: None
    )


def in_cache(cache: Path) -> Path:
    return cache / "temporal-v1.5.1" / "temporal"


def test_the_setting_wins(tmp_path: Path) -> None:
    chosen = program(tmp_path / "chosen", GOOD)
    program(tmp_path / "bin" / "temporal", GOOD)
    assert find_temporal(a_search(tmp_path, tmp_path / "bin", chosen)) == chosen


def test_a_setting_that_does_not_run_is_refused_though_another_would_do(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "temporal", GOOD)
    with pytest.raises(SettingInvalidError, match="TRINHKY_TEMPORAL_BIN"):
        find_temporal(a_search(tmp_path, tmp_path / "bin", tmp_path / "missing"))


def test_path_comes_before_the_cache(tmp_path: Path) -> None:
    on_path = program(tmp_path / "bin" / "temporal", GOOD)
    program(in_cache(tmp_path), GOOD)
    assert find_temporal(a_search(tmp_path, tmp_path / "bin")) == on_path


def test_an_old_one_on_path_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "temporal", OLD)
    cached = program(in_cache(tmp_path), GOOD)
    assert find_temporal(a_search(tmp_path, tmp_path / "bin")) == cached


def test_what_go_builds_is_kept_in_the_cache(tmp_path: Path) -> None:
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    go.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = env ]; then echo go1.26.1; exit; fi\n'
        f'printf \'#!/bin/sh\\necho "{GOOD}"\\n\' > "$GOBIN/temporal"\n',
        encoding="utf-8",
    )
    go.chmod(0o755)
    search = a_search(tmp_path / "cache", tmp_path / "bin")
    built = find_temporal(search)
    assert built == in_cache(tmp_path / "cache")
    assert locate_temporal(a_search(tmp_path / "cache", tmp_path / "none")) == built


def test_when_nothing_works_every_way_is_named_with_its_reason(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "temporal", OLD)
    program(tmp_path / "bin" / "go", "go1.19.8")
    program(tmp_path / "go" / "bin" / "go", "go1.19.8")  # as if pip had brought an old one
    with pytest.raises(TemporalMissingError) as failed:
        find_temporal(a_search(tmp_path, tmp_path / "bin"))
    told = str(failed.value)
    assert "TRINHKY_TEMPORAL_BIN: not set" in told
    assert "PATH: " in told
    assert "too old" in told
    assert "cache" in told
    assert told.count("needed is 1.25") == 2
    assert "download by the Temporal SDK: not in continuous integration" in told


def test_a_build_that_fails_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    go = tmp_path / "go" / "bin" / "go"
    go.parent.mkdir(parents=True)
    go.write_text(
        '#!/bin/sh\n[ "$1" = env ] && echo go1.26.1 && exit\n'
        'echo half > "$GOBIN/temporal"; echo "no space left" >&2; exit 1\n',
        encoding="utf-8",
    )
    go.chmod(0o755)
    with pytest.raises(TemporalMissingError, match="exit code 1: no space left"):
        find_temporal(a_search(tmp_path, go.parent))
    assert not in_cache(tmp_path).exists()


def test_looking_only_builds_nothing(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "go", "go1.26.1")
    assert locate_temporal(a_search(tmp_path / "cache", tmp_path / "bin")) is None
    assert not (tmp_path / "cache").exists()


def test_the_cache_follows_the_users_own_choice() -> None:
    assert cache_folder({}, Path("/home/a")) == Path("/home/a/.cache/trinhky")
    assert cache_folder({"XDG_CACHE_HOME": "/c"}, Path("/home/a")) == Path("/c/trinhky")
