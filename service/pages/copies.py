"""Sổ bản sao: the copies that the agencies of a clerk or an office made, by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template
from flask_login import login_required

from service.copies.register import lines_of
from service.gateway import RefusedError
from service.pages.asking import me
from service.pages.opened import text_of
from service.services import services
from storage.people import persons, units
from workflows.domain.people import Role

if TYPE_CHECKING:
    from service.knowing import Me

bp = Blueprint("copies", __name__)

KEEPERS: Final = frozenset({Role.CLERK, Role.OFFICE})  # who looks after an agency's registers


@bp.get("/so-ban-sao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show the register to who keeps it; to anybody else there is none.

    Raises:
        RefusedError: `http.not_found`.
    """
    now = services().clock()
    with services().database.reading() as conn:
        kept = kept_by(me(conn, now))
        if not kept:
            raise RefusedError("http.not_found")
        lines = lines_of(conn, kept)
        names = persons.names(conn, {line.person_id for line in lines})
        unit_names = {unit.unit_id: unit.name for unit in units.units(conn)}
    told = [(line, text_of(line.receiver)) for line in lines]
    return render_template("copies.html", lines=told, names=names, unit_names=unit_names)


def kept_by(asker: Me) -> frozenset[str]:
    """Return the units whose register of copies somebody keeps."""
    return frozenset(post.unit_id for post in asker.posts if post.role in KEEPERS)
