"""Puts the pages together into one application; `service.web_process` serves it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from service import security
from service.accounts import session
from service.api import verify as api_verify
from service.labels import explain, label, label_of, labels
from service.pages import (
    acts,
    adjustments,
    appendices,
    awaiting,
    campaign,
    campaign_edit,
    campaign_list,
    campaign_units,
    cell_list,
    circle_commitments,
    comments,
    commitment_addendum,
    commitment_begin,
    commitments,
    copies,
    document,
    drafts,
    editing,
    errors,
    files,
    home,
    lending,
    listing,
    meeting,
    notices,
    own_account,
    own_password,
    own_second_factor,
    probes,
    sign_in,
    sign_in_code,
    sign_list,
    sign_many,
    text,
    timing,
    verification,
    work_calendar,
)
from service.pages.certificate_view import own_endings
from service.services import EXTENSION, Services, services
from service.verifying import handed_in

MAX_BODY = 10 * 1024 * 1024  # bytes of one request; the import itself reads less
COMMITMENTS = (
    commitments, commitment_begin, commitment_addendum, circle_commitments, meeting,
)  # fmt: skip
OWN = (own_account, own_password, own_second_factor)
CAMPAIGNS = (campaign_edit, campaign, campaign_units, adjustments, campaign_list, cell_list)
PAGES = (sign_in, home, listing, drafts, document, acts, appendices, comments, editing, files,
         probes, lending, copies, work_calendar, sign_many, sign_list, awaiting, notices,
         verification)  # fmt: skip
WORKING_DAY = timedelta(hours=10)  # how long a session lasts after its last use

__all__ = ["Services", "create_app"]


def create_app(given: Services) -> Flask:
    """Return the application that serves these services."""
    app = Flask(__name__)
    app.config.from_mapping(_config(given))
    app.extensions[EXTENSION] = given
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        label=label, label_of=label_of, labels=labels, explain=explain, own_endings=own_endings
    )
    app.jinja_env.filters.update(
        emphasised=text.emphasised,
        place=text.place_words,
        size=text.size_words,
        day=timing.day_text,
        iso_day=timing.iso_day_text,
        time=timing.time_text,
    )
    app.context_processor(_shown)
    handed_in.install(app)
    CSRFProtect(app).exempt(api_verify.bp)
    session.install(app)
    security.install(app)
    errors.install(app)
    for page in (*PAGES, *COMMITMENTS, *CAMPAIGNS, sign_in_code, *OWN):
        app.register_blueprint(page.bp)
    app.register_blueprint(api_verify.bp)
    return app


def _config(given: Services) -> dict[str, object]:
    return {
        "SECRET_KEY": given.secret_key,
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        "SESSION_COOKIE_NAME": "trinhky",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": given.base_url.startswith("https:"),
        "PERMANENT_SESSION_LIFETIME": WORKING_DAY,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long draft is not lost
    }


def _shown() -> dict[str, object]:
    """What every template may name."""
    demo_password, demo_code = services().demo_password, services().demo_code
    return {
        "public_verify": services().public_verify,
        "is_demo": demo_password is not None,
        "demo_password": demo_password,
        "demo_code": demo_code(services().clock()) if demo_code else None,
        "current_user": current_user,
    }
