"""One press for many documents: each its own act, done or refused by itself, told line by line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, render_template, request

from service.gateway import RefusedError, Target
from service.knowing import viewer_of
from service.labels import Explained, explain
from service.pages import asked_form
from service.pages.asking import me
from service.services import services
from storage.people import persons
from storage.readmodel import queries
from storage.readmodel.shapes import DocumentRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ID_LENGTH = 32  # hex digits of an act's id
BETWEEN = ":"  # of version and sha256 in what was seen


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one document; `problem` is None where the act was done."""

    row: DocumentRow
    who: str
    problem: Explained | None


def ticked() -> list[Target]:
    """Return the documents that were ticked, each with what of it was seen."""
    stem = asked_form.act_id()
    ids = dict.fromkeys(request.form.getlist("ban"))
    return [_target(document_id, stem) for document_id in ids]


def chosen() -> list[Target]:
    """Return as `ticked`.

    Raises:
        RefusedError: `many.nothing_chosen`.
    """
    found = ticked()
    if not found:
        raise RefusedError("many.nothing_chosen")
    return found


def each(targets: Iterable[Target], do: Callable[[Target], object]) -> dict[str, str]:
    """Do it for each; return the code of each refusal by document, "" where it was done."""
    codes = {}
    for target in targets:
        try:
            do(target)
        except RefusedError as refusal:
            codes[target.document_id] = refusal.code
        else:
            codes[target.document_id] = ""
    return codes


def told(act: str, codes: Mapping[str, str], back: str) -> str:
    """Return the page that tells what became of each document.

    Args:
        act: what was done, as labels call it.
        codes: by document id; "" where it was done.
        back: where the page leads to.
    """
    return render_template("many_done.html", act=act, lines=lines_of(codes), back=back)


def lines_of(codes: Mapping[str, str]) -> list[Done]:
    """Return what became of each, what failed first; of what one may not know nothing is said."""
    now = services().clock()
    with services().database.reading() as conn:
        viewer = viewer_of(me(conn, now))
        known = queries.visible_among(conn, viewer, codes)
        names = persons.names(conn, {row.drafter_id for row in known})
    lines = [_done(row, names.get(row.drafter_id, ""), codes[row.document_id]) for row in known]
    return sorted(lines, key=lambda line: line.problem is None)


def _done(row: DocumentRow, who: str, code: str) -> Done:
    return Done(row, who, explain(code) if code else None)


def _target(document_id: str, stem: str) -> Target:
    """Read what was seen of a document from the form; a form that does not say it is refused."""
    version, _, sha256 = request.form.get(f"seen-{document_id}", "").partition(BETWEEN)
    if not (version.isascii() and version.isdigit() and len(version) <= asked_form.LONGEST_NUMBER):
        abort(400)
    act_id = hashlib.sha256(f"{stem}/{document_id}".encode()).hexdigest()[:ID_LENGTH]
    return Target(document_id, act_id, int(version), sha256)
