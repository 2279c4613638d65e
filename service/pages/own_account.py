"""Tài khoản của tôi: who one is here, one's posts, and the ways to the pages that change things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_login import current_user, login_required

from service.pages.asking import me
from service.services import services
from storage.people import posts, recovery_codes, second_factors, units
from workflows.domain.people import holds_at

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("own_account", __name__)


@bp.get("/tai-khoan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page() -> ResponseReturnValue:
    """Show one's own account."""
    now = services().clock()
    with services().database.reading() as conn:
        asker = me(conn, now)
        held = {h.post_id for h in posts.holdings_of(conn, asker.person_id)
                if holds_at(h.since, h.until, now)}  # fmt: skip
        return render_template(
            "own_account.html",
            me=asker,
            held=held,
            unit_names={u.unit_id: u.name for u in units.units(conn, now)},
            factor=second_factors.second_factor(conn, current_user.person_id),
            codes_left=recovery_codes.left(conn, current_user.person_id),
        )
