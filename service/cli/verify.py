"""`trinhky verify FILE... [--trust PEM] [--at WHEN]`: judge signed PDFs, each in its own process.

With `--report OUT.pdf` the desk, which must run here, judges the file too and signs what it found.

Exit codes: 0 valid; 1 invalid; 2 undetermined; 3 not usable; of several files, 1 beats 3 beats 2
beats 0; 64 when the command itself is wrong, 69 when no report could be had: neither is a verdict.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from typing_extensions import override

from service.catalogue import sentence
from service.cli.surroundings import settings
from service.verifying.errors import VerifierTooLargeError
from service.verifying.told import lines, row
from service.verifying.verifier import LARGEST
from signing.errors import SigningError
from signing.trust.dated_anchors import dated_anchors
from signing.verify.child import Bounds, verify_apart
from signing.verify.codes import Code, Verdict
from signing.verify.report import Report
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signing.trust.dated_anchors import DatedAnchor

WRONG_USE: Final = 64  # EX_USAGE of sysexits.h
NOT_REPORTED: Final = 69  # EX_UNAVAILABLE
EXIT_CODES: Final = {
    Verdict.VALID: 0,
    Verdict.INVALID: 1,
    Verdict.UNDETERMINED: 2,
    Verdict.UNUSABLE: 3,
}
_GRAVEST_FIRST: Final = (
    Verdict.INVALID,
    Verdict.UNUSABLE,
    Verdict.UNDETERMINED,
    Verdict.VALID,
)
_TABLE: Final = "verify"
_YEARS: Final = range(1970, 2200)  # in which a certificate can have begun, or be asked about

Judged = tuple[str, Report]


class _WrongUseError(click.ClickException):
    exit_code = WRONG_USE


class _Verify(click.Command):
    """A command whose usage errors cannot be read as a verdict."""

    @override
    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as wrong:
            raise _WrongUseError(wrong.format_message()) from wrong


@click.command(cls=_Verify)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust",
    type=click.Path(path_type=Path),
    help="Tệp PEM chứa các chứng thư gốc được tin cậy; anchors.toml cạnh nó có thể ghi thời hạn.",
)
@click.option(
    "--report",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ghi báo cáo PDF do bàn ký kiểm tra và ký; chỉ với một tệp. Không ghi được: mã thoát 69.",
)
@click.option(
    "--at",
    "asked",
    metavar="THỜI_ĐIỂM",
    callback=lambda _context, _option, text: None if text is None else _moment(text),
    help="Xét như vào lúc này (2031-02-05 hay 2031-02-05T08:30, giờ Việt Nam).",
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def verify(
    files: tuple[Path, ...],
    trust: Path | None,
    out: Path | None,
    asked: datetime | None,
    *,
    as_json: bool,
) -> int:
    """Kiểm tra chữ ký số của tệp PDF; mã thoát 0 hợp lệ, 1 không, 2 không xác định, 3 hỏng."""
    if out is not None and len(files) != 1:
        raise _WrongUseError(sentence(_TABLE, "error.report_of_one"))
    if out is not None and asked is not None:
        raise _WrongUseError(sentence(_TABLE, "error.report_of_now"))
    if out is not None and trust is None:  # what the desk believes too
        trust = settings().pki_dir / "trust.pem"
    now = asked or datetime.now(UTC)  # noqa: TID251  # composition root
    if asked is not None:
        click.echo(sentence(_TABLE, "asked_at", time=asked.isoformat()), err=True)
    judged = judge_files(files, _anchors(trust), now)
    if as_json:
        click.echo(json.dumps([row(*one) for one in judged], ensure_ascii=False))
    else:
        for one in judged:
            for line in lines(*one):
                click.echo(line)
    if out is not None and not _reported(files[0], out):
        return NOT_REPORTED
    return exit_code(report.verdict for _, report in judged)


def _moment(text: str) -> datetime:
    """Read a moment: without an offset in Việt Nam's time, without a time the day's beginning."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.year not in _YEARS:
        raise _WrongUseError(sentence(_TABLE, "error.at", text=text))
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


def _reported(file: Path, out: Path) -> bool:
    """Write the desk's signed report on a file; say why where there is none."""
    from service.desk.client import DeskClient  # noqa: PLC0415  # only here

    try:
        desk = DeskClient(settings().desk_socket)
        out.write_bytes(desk.report(file.name, _reportable(file)))
    except (SigningError, VerifierTooLargeError) as refusal:
        why = sentence("errors", refusal.code)
        click.echo(sentence(_TABLE, "report.none", reason=why, code=refusal.code), err=True)
        return False
    except OSError:
        click.echo(sentence(_TABLE, "report.not_written", file=out), err=True)
        return False
    click.echo(sentence(_TABLE, "report.written", file=out), err=True)
    return True


def _reportable(file: Path) -> bytes:
    if file.stat().st_size > LARGEST:
        raise VerifierTooLargeError
    return file.read_bytes()


def judge_files(
    files: Sequence[Path],
    anchors: Sequence[bytes] | Sequence[DatedAnchor],
    at: datetime,
    bounds: Bounds | None = None,
) -> list[Judged]:
    """Judge every file apart, in the order given; `at` is aware, anchors are DER or dated."""
    return [(str(file), _judge(file, anchors, at, bounds or Bounds())) for file in files]


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code of several verdicts: the gravest speaks."""
    return EXIT_CODES[min(verdicts, key=_GRAVEST_FIRST.index, default=Verdict.VALID)]


def _judge(
    file: Path, anchors: Sequence[bytes] | Sequence[DatedAnchor], at: datetime, bounds: Bounds
) -> Report:
    try:
        if file.stat().st_size > bounds.file_bytes:
            return Report(frozenset({Code.TOO_LARGE}))
        pdf = file.read_bytes()
    except OSError:
        return Report(frozenset({Code.NOT_READ}))
    return verify_apart(pdf, anchors, at, bounds)


def _anchors(trust: Path | None) -> tuple[DatedAnchor, ...]:
    if trust is None:
        return ()
    try:
        return dated_anchors(trust)
    except SigningError as error:
        raise _WrongUseError(sentence(_TABLE, "error.trust", file=trust)) from error
