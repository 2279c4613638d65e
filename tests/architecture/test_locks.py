"""The lock files hold everything that is asked for, with hashes and without addresses."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.reading import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "service/stack/go-requirements.txt")
PINNED = re.compile(r"^([a-z0-9._-]+)==\S+", re.MULTILINE)


def locked(name: str) -> dict[str, int]:
    """Return the packages of a lock file, each with how many hashes it has."""
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    pinned = {found[1]: block for block in blocks if (found := PINNED.match(block))}
    return {package: block.count("--hash=sha256:") for package, block in pinned.items()}


def asked(extra: str | None = None) -> set[str]:
    """Return the names that pyproject.toml asks for, as a lock file writes them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    return {re.split(r"[\[<>=!~; ]", name, maxsplit=1)[0].lower() for name in wanted}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash(name: str) -> None:
    assert min(locked(name).values()) >= 1


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_is_written(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_what_running_needs_is_locked() -> None:
    assert asked() - set(locked("requirements.lock")) == set(), "run `make lock`"


def test_what_development_needs_is_locked() -> None:
    assert asked("dev") - set(locked("requirements-dev.lock")) == set(), "run `make lock`"
