"""`trinhky render KIND DATA.json OUT.pdf`: print one document, without a workflow and unsigned.

Who signs is optional: without names the paper has blank room for them. Exit codes: 0 printed,
1 refused, 2 the command itself is wrong.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from doc_templates import catalog
from doc_templates.check.content import check_content
from doc_templates.layout.registry import FORMS
from doc_templates.port import Occasion, SignatureBlock
from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from service.catalogue import sentence
from service.cli.surroundings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from doc_templates.port import Content, RenderedPaper

_TABLE: Final = "render"
_BLANK: Final = SignatureBlock("", "", "", "")
_ROOM: Final = 2  # digits that the blank number leaves room for
_FILE: Final = click.Path(path_type=Path)


@click.command()
@click.argument("kind")
@click.argument("data", type=_FILE)
@click.argument("target", metavar="OUT.pdf", type=_FILE)
@click.option(
    "--signers",
    "signers_file",
    type=_FILE,
    help="Tệp JSON: mỗi vai trò (personal, confirm, secretary, chair) một người ký.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày in trên bản cam kết (năm-tháng-ngày); không có thì để trống.",
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def render(  # noqa: PLR0913 - the arguments and options of the command
    kind: str,
    data: Path,
    target: Path,
    signers_file: Path | None,
    day: datetime | None,
    *,
    as_json: bool,
) -> None:
    """In một văn bản loại KIND ra PDF/A từ tệp nội dung DATA (JSON), chưa ký, chưa cấp số."""
    _require_form(kind)
    content = _read(data)
    signers = _signers(kind, content, signers_file)
    occasion = Occasion(_ROOM, day.date() if day else None)
    paper = _printed(kind, content, signers, occasion)
    _write(target, paper.pdf)
    if as_json:
        click.echo(json.dumps(_row(target, paper), ensure_ascii=False))
    else:
        done = {"file": target, "pages": paper.page_count, "template": paper.template_version}
        click.echo(sentence(_TABLE, "done", **done))


def _printed(
    kind: str, content: Content, signers: Mapping[str, SignatureBlock], occasion: Occasion
) -> RenderedPaper:
    with LibreOffice(shutil.which(settings().soffice)) as office:
        return LibreOfficeRenderer(office).render(kind, content, signers, occasion)


def _require_form(kind: str) -> None:
    kinds = [name for name in catalog.kinds() if catalog.current(name).has_form]
    if kind not in kinds:
        raise _wrong("kind.unknown", kind=kind, kinds=", ".join(kinds))


def _read(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file."""
    try:
        found = json.loads(file.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _wrong("file.not_json", file=file, line=error.lineno, column=error.colno) from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong("file.unreadable", file=file) from error
    if not isinstance(found, dict):
        raise _wrong("file.not_object", file=file)
    return found


def _signers(kind: str, content: Content, file: Path | None) -> dict[str, SignatureBlock]:
    """Return who is printed in each role of the form; nobody where nobody is named."""
    roles = FORMS[check_content(kind, content).name].roles
    given = _read(file) if file else {}
    for role, said in given.items():
        if role not in roles:
            raise _wrong("signers.wrong", file=file, place=f"/{role}")
        _check_block(file, role, said)
    blocks = {role: asdict(_BLANK) | given.get(role, {}) for role in roles}
    return {
        role: SignatureBlock(**{**said, "note": tuple(said["note"])})
        for role, said in blocks.items()
    }


def _check_block(file: Path | None, role: str, said: object) -> None:
    """Refuse what is no signer: members are texts, but the note is a list of them."""
    known = {field.name for field in fields(SignatureBlock)}
    if not isinstance(said, dict):
        raise _wrong("signers.wrong", file=file, place=f"/{role}")
    for name, value in said.items():
        lines = value if name == "note" else [value]
        is_text = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
        if name not in known or not is_text:
            raise _wrong("signers.wrong", file=file, place=f"/{role}/{name}")


def _write(target: Path, pdf: bytes) -> None:
    try:
        target.write_bytes(pdf)
    except OSError as error:
        raise _wrong("target.unwritable", file=target) from error


def _row(target: Path, paper: RenderedPaper) -> dict[str, object]:
    """Return what `--json` says; places are pt from the page's lower left corner."""
    return {
        "file": str(target),
        "sha256": hashlib.sha256(paper.pdf).hexdigest(),
        "pages": paper.page_count,
        "template": paper.template_version,
        "places": [asdict(anchor) for anchor in paper.anchors],
    }


def _wrong(key: str, **values: object) -> click.UsageError:
    return click.UsageError(sentence(_TABLE, key, **values))
