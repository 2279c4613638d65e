"""A campaign is prepared: proposed from its plan, every task confirmed by a person, then saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates.errors import PaperError
from service.campaigns.form import content_from, form_from, form_of, shifted, years_ahead
from service.campaigns.participants import may_begin, may_take_part, new_campaign
from service.campaigns.proposal import Source, proposed, source_part
from service.gateway import RefusedError, Target
from service.labels import explain, label_of
from service.pages import asked_form, errors
from service.pages.asked_form import LONGEST_ID
from service.pages.asking import actor
from service.pages.campaign_opened import OpenedCampaign, note_view, open_campaign
from service.pages.opened import Opened, content_of, open_document
from service.pages.sources import refuse_secret_content
from service.pages.timing import local_day
from service.problems import status_of
from service.services import services
from storage.people import units
from workflows.domain.kinds import CAMPAIGN
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from service.campaigns.form import CampaignForm
    from storage.readmodel.shapes import DocumentRow

bp = Blueprint("campaign_edit", __name__)

Refusal = RefusedError | PaperError
SHIFT = "shift"


@bp.get("/dot/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin() -> ResponseReturnValue:
    """Show what a plan proposes; nothing exists yet."""
    plan = _plan(request.args.get("ke-hoach", ""))
    content = _proposed(plan)
    return _page(plan.row, form_of(content), _units(plan.doc.issuer_id))


@bp.post("/dot/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def create() -> ResponseReturnValue:
    """Create the campaign as it was written."""
    plan = _plan(request.form.get("plan", ""))
    offered = _units(plan.doc.issuer_id)
    form = _typed()
    try:
        if request.form.get("step") == SHIFT:
            return _page(plan.row, _shifted(form), offered)
        campaign_id = _create(plan, content_from(form, _proposed(plan), offered))
    except (RefusedError, PaperError) as refusal:
        return _page(plan.row, form, offered, refusal=refusal), status_of(refusal.code)
    flash(label_of("done", Act.CREATE, CAMPAIGN.kind_id))
    return redirect(url_for("campaign.page", campaign_id=campaign_id), 303)


@bp.get("/dot/<campaign_id>/soan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(campaign_id: str) -> ResponseReturnValue:
    """Show the content in a form, to whoever prepares it and while it may be changed."""
    o = _open(campaign_id)
    note_view(o)
    return _page(o.source, form_of(o.content), _units(o.doc.issuer_id), o)


@bp.post("/dot/<campaign_id>/soan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def save(campaign_id: str) -> ResponseReturnValue:
    """Save what was written; what is refused stays in the form."""
    o = open_campaign(campaign_id)
    offered, form = _units(o.doc.issuer_id), _typed()
    target = asked_form.target(campaign_id)
    try:
        if request.form.get("step") == SHIFT:
            return _page(o.source, _shifted(form), offered, o)
        content = content_from(form, {**o.content, "source": _source(o)}, offered)
        refuse_secret_content(content)
        services().gateway.save(actor(), target, content)
    except (RefusedError, PaperError) as refusal:
        return _page(o.source, form, offered, o, refusal), status_of(refusal.code)
    flash(label_of("done", Act.SAVE, CAMPAIGN.kind_id))
    return redirect(url_for("campaign.page", campaign_id=campaign_id), 303)


def _plan(document_id: str) -> Opened:
    """Return the plan, for whoever may begin a campaign from it.

    Raises:
        RefusedError: not found, or no right.
    """
    plan = open_document(document_id)
    if not may_begin(plan.doc, plan.me.person_id, plan.at, plan.people):
        raise RefusedError("right.none")
    return plan


def _open(campaign_id: str) -> OpenedCampaign:
    o = open_campaign(campaign_id)
    if o.offer(Act.SAVE) is None:
        raise RefusedError("doc.wrong_state" if o.is_launched else "right.none")
    return o


def _create(plan: Opened, content: dict[str, Any]) -> str:
    act_id = request.form.get("act_id", "")
    if not 0 < len(act_id) <= LONGEST_ID:
        raise RefusedError("http.bad_request")
    refuse_secret_content(content)
    target = Target("", act_id)  # the gateway derives the document's id from the act's
    made = services().gateway.create(actor(), target, new_campaign(plan.doc), content)
    return made.document_id


def _proposed(plan: Opened) -> dict[str, Any]:
    content = content_of(plan.row.content)
    offered = _units(plan.doc.issuer_id)
    return proposed(content, _source_of(plan.row), list(offered.items()), local_day(plan.at))


def _source_of(row: DocumentRow) -> Source:
    return Source(row.document_id, row.number_text, row.title, row.number_day)


def _source(o: OpenedCampaign) -> dict[str, str]:
    """The plan may have got its number since the campaign was begun."""
    return source_part(_source_of(o.source)) if o.source else dict(o.content["source"])


def _units(issuer_id: str) -> dict[str, str]:
    with services().database.reading() as conn:
        return may_take_part(units.units(conn, services().clock()), issuer_id)


def _typed() -> CampaignForm:
    return form_from(request.form, request.form.getlist("participant"))


def _shifted(form: CampaignForm) -> CampaignForm:
    return shifted(form, request.form.get("years", ""))


def _page(
    plan: DocumentRow | None,
    form: CampaignForm,
    offered: Mapping[str, str],
    o: OpenedCampaign | None = None,
    refusal: Refusal | None = None,
) -> str:
    """Return the form; `o` is the campaign, once there is one."""
    content = content_of(plan.content) if plan is not None else {"sections": []}
    said = {p["id"]: p["text"] for section in content["sections"] for p in section["paragraphs"]}
    today = local_day(services().clock())
    return render_template(
        "campaign_form.html",
        plan=plan,
        form=form,
        offered=offered,
        said=said,
        o=o,
        years=request.form.get("years") or years_ahead(form, today),
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=_act_id(o),
    )


def _act_id(o: OpenedCampaign | None) -> str:
    """A campaign is begun by one act, however often its form is sent before it is."""
    kept = request.form.get("act_id", "") if o is None else ""
    return kept or services().new_id()
