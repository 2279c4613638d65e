"""The terminal: `trinhky COMMAND`. One command a file, imported only when it is asked for.

May import every room: each command is a composition root. Speaks Vietnamese.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click
from typing_extensions import override

from service.catalogue import hint, sentence, table

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {  # command -> the module that holds it under the same name
    name: f"service.cli.{name}"
    for name in (
        "admin",
        "audit",
        "bench",
        "clerk",
        "db",
        "demo",
        "desk",
        "doctor",
        "health",
        "namespace",
        "render",
        "renew",
        "secrets",
        "store",
        "story",
        "temporal",
        "up",
        "verify",
        "web",
        "worker",
    )
}
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
FAILED = 1
T = TypeVar("T")


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(importlib.import_module(module), cmd_name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{module}.{cmd_name} is not a command")
        return found

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            raise click.UsageError(sentence("cli", "command.unknown", name=args[0]), ctx)
        return super().resolve_command(ctx, args)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, sentence("cli", f"command.{name}")) for name in self.list_commands(ctx)]
        with formatter.section(sentence("cli", "help.commands")):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Trình Ký: trình ký, ký số và lưu trữ văn bản."""


def run(words: Sequence[str]) -> int:
    """Run the command line `words` and return its exit code; a refusal is said, not thrown."""
    try:
        done = cli.main(args=list(words), prog_name="trinhky", standalone_mode=False)
    except click.ClickException as wrong:
        click.echo(sentence("cli", "error.usage", text=wrong.format_message()), err=True)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else FAILED
    except Exception as refusal:
        if not isinstance(getattr(refusal, "code", None), str):
            raise
        _explain(refusal)
        return FAILED
    return done if isinstance(done, int) else 0


def main() -> NoReturn:
    """Run the process's own command line and end the process with its exit code.

    Where the Temporal SDK was loaded, Python's own ending sometimes aborts (exit code 134) after
    all work was done; an exit code that others rely on must not hang on that.
    """
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    if "temporalio" in sys.modules:
        logging.shutdown()
        os._exit(code)
    sys.exit(code)


def _explain(refusal: Exception) -> None:
    """Say a coded refusal in Vietnamese, with what can be done about it."""
    code = str(getattr(refusal, "code", ""))
    known = code in table("errors")
    text = sentence("errors", code) if known else sentence("cli", "error.unexplained")
    click.echo(sentence("cli", "error.line", text=text, code=code, detail=refusal), err=True)
    todo = hint("errors", code) if known else ""
    if todo:
        click.echo(sentence("cli", "error.hint", hint=todo), err=True)
    for place in getattr(refusal, "places", ()):
        click.echo(sentence("cli", "error.place", place=place or "/"), err=True)
