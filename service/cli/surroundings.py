"""The one place where commands read the environment, the clock and what a running stack left."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from service.config import DEFAULT_HOME, PREFIX, Settings, temporal_search
from service.stack.embedded import NOTE
from service.stack.layout import layout_of
from service.stack.temporal_binary import find_temporal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def environ() -> Mapping[str, str]:
    """Return the environment of this process."""
    return os.environ  # noqa: TID251  # this is the composition root of the commands


def settings() -> Settings:
    """Return the settings of this process.

    Where Temporal's address is not set and a stack runs on the same home, its address is used.

    Raises:
        SettingUnknownError: a misspelt name.
        SettingInvalidError: an unusable value.
    """
    own = environ()
    return Settings.from_env({**_of_running_stack(own), **own})


def temporal_program() -> Path:
    """Return the Temporal program, building it if need be; progress goes to standard error.

    Raises:
        TemporalMissingError: every way failed.
    """
    return find_temporal(temporal_search(environ(), say))


def say(line: str) -> None:
    """Print one line of progress beside the result."""
    click.echo(line, err=True)


def _of_running_stack(own: Mapping[str, str]) -> dict[str, str]:
    """Return the address that `trinhky up` noted for this home, if there is one."""
    note = layout_of(own.get(PREFIX + "HOME") or DEFAULT_HOME).run / NOTE
    try:
        return {PREFIX + "TEMPORAL_ADDRESS": json.loads(note.read_text("utf-8"))["temporal"]}
    except (OSError, ValueError, KeyError):
        return {}
