"""Lập bản cam kết: one form, from which the Party's kind, the state's or both are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from doc_templates.errors import PaperError
from service.commitments.beginning import (
    Asked,
    beginning,
    campaign_of,
    commitments_of,
    plans_to_serve,
    served,
)
from service.commitments.creating import Making, act_id_for, key_of, making
from service.commitments.placing import places
from service.gateway import RefusedError, Target
from service.labels import explain, label_of
from service.pages import asked_form, errors
from service.pages.asking import actor
from service.pages.commitments import years_to_begin
from service.pages.forms import commitment as commitment_form
from service.pages.forms.remarks import NO_REMARKS
from service.pages.sources import refuse_secret_content
from service.problems import status_of
from service.services import services
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from service.commitments.contents import Served
    from service.commitments.placing import Placing
    from storage.readmodel.issued import IssuedPlan

bp = Blueprint("commitment_begin", __name__)

Refusal = RefusedError | PaperError


@bp.get("/cam-ket/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin() -> ResponseReturnValue:
    """Show the form that both kinds are made from."""
    making_ = _making(_year(request.args.get("nam", "")))
    return _form(making_, making_.content)


@bp.post("/cam-ket/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def create() -> ResponseReturnValue:
    """Create what was chosen, each a document of its own; what is refused stays in the form."""
    fields = request.form
    making_ = _making(
        _year(fields.get("nam", "")), fields.get("ke-hoach", ""), fields.get("nen", "")
    )
    written = commitment_form.content_from(fields, making_.content)
    try:
        refuse_secret_content(written)
        made = [_create(making_, placing, written) for placing in _chosen(making_)]
    except (RefusedError, PaperError) as refusal:
        return _form(making_, written, refusal), status_of(refusal.code)
    flash(label_of("done", Act.CREATE, making_.ground.kind))
    if len(made) == 1:
        return redirect(url_for("document.page", document_id=made[0]), 303)
    return redirect(url_for("commitments.page"), 303)


def _year(text: str) -> int:
    now = services().clock()
    years = years_to_begin(now)
    found = next((year for year in years if str(year) == text), None)
    if text and found is None:
        raise RefusedError("http.bad_request")
    return found or years[0]


def _making(year: int, plan_id: str = "", ground: str = "") -> Making:
    """Return what this person can make for a year, serving a plan.

    Raises:
        RefusedError: `commitment.nothing_left`.
    """
    now, asked = services().clock(), Asked(current_user.person_id, year)
    with services().database.reading() as conn:
        begun = beginning(conn, services().blobs, asked, now, _served(_plans(), plan_id))
        kinds = {row.kind for row in commitments_of(conn, asked)}
    found = making(begun, kinds, ground)
    if found is None:
        raise RefusedError("commitment.nothing_left")
    return found


def _plans() -> list[IssuedPlan]:
    now = services().clock()
    with services().database.reading() as conn:
        return plans_to_serve(conn, places(conn, now).of(current_user.person_id), now)


def _served(plans: Sequence[IssuedPlan], plan_id: str) -> Served | None:
    """Return the chosen plan; none where none was chosen.

    Raises:
        RefusedError: `http.bad_request`, one that was not offered.
    """
    if not plan_id:
        return None
    found = next((plan for plan in plans if plan.document_id == plan_id), None)
    if found is None:
        raise RefusedError("http.bad_request")
    return served(found)


def _chosen(making_: Making) -> list[Placing]:
    wanted = set(request.form.getlist("noi"))
    chosen = [p for p in making_.beginning.placings if key_of(p) in wanted]
    if not chosen:
        raise RefusedError("commitment.kind_missing")
    return chosen


def _create(making_: Making, placing: Placing, written: dict[str, Any]) -> str:
    plan = making_.beginning.serves
    plan_id = plan.document_id if plan else ""
    now = services().clock()
    with services().database.reading() as conn:
        campaign_id = campaign_of(conn, plan_id, (placing,), now)
    new = placing.new(making_.beginning.year, serves_id=plan_id, campaign_id=campaign_id)
    target = Target("", act_id_for(asked_form.act_id(), placing))
    content = making_.written_for(placing, written)
    return services().gateway.create(actor(), target, new, content).document_id


def _form(making_: Making, content: dict[str, Any], refusal: Refusal | None = None) -> str:
    again = request.form if refusal is not None else None
    plans = _plans()
    first = plans[0].document_id if plans else ""
    wanted = set(again.getlist("noi")) if again is not None else None
    return render_template(
        "commitment_begin.html",
        form=commitment_form.form_of(content),
        remarks=NO_REMARKS,
        year=making_.beginning.year,
        ground=key_of(making_.ground),
        choices=[
            (key_of(p), p, wanted is None or key_of(p) in wanted) for p in making_.open_to_him
        ],
        plans=plans,
        plan_id=again.get("ke-hoach", "") if again is not None else first,
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=services().new_id(),
    )
