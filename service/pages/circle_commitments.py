"""Cam kết của tập thể: how a cell's or unit's commitments stand; rounds closed, many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from flask_login import login_required

from service.pages import many
from service.pages.asking import actor
from service.pages.cell_list import may_list
from service.pages.circle_board import board_of, chosen_circle, mine, waiting_to_confirm
from service.pages.commitments import years_to_begin
from service.services import services
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("circle_commitments", __name__)

FIRST_YEAR = 2000


@bp.get("/cam-ket/tap-the")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> str:
    """Show the commitments of one of my circles."""
    led = mine()
    circle = chosen_circle(led, request.args.get("noi", ""))
    board = board_of(circle, year_of(request.args.get("nam", "")))
    return render_template(
        "circle_commitments.html",
        board=board,
        circles=led,
        years=sorted({*years_to_begin(services().clock()), board.year}),
        to_confirm=waiting_to_confirm(),
        takes_list=may_list(circle.unit.unit_id),
        act_id=services().new_id(),
    )


@bp.post("/cam-ket/tap-the/dong")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def close_rounds() -> ResponseReturnValue:
    """Close the comment rounds that were ticked."""
    gateway = services().gateway
    codes = many.each(many.chosen(), lambda target: gateway.act(actor(), target, Act.CLOSE_ROUND))
    back = url_for("circle_commitments.page", noi=request.form.get("noi", ""))
    return many.told(Act.CLOSE_ROUND, codes, back)


def year_of(text: str) -> int:
    """Return the year that a form names; the present one for anything that is none."""
    is_year = text.isascii() and text.isdigit() and len(text) == len(str(FIRST_YEAR))
    if is_year and int(text) >= FIRST_YEAR:
        return int(text)
    return years_to_begin(services().clock())[0]
