"""The part of an act's form that proves who acts: password and code, turned into a proof's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_login import current_user

from service.accounts.proof import Given
from service.accounts.step_up import step_up
from service.errors import ServiceError
from service.gateway import RefusedError
from service.services import services
from storage.people.step_ups import Seen

if TYPE_CHECKING:
    from service.gateway import Target


def prove(target: Target) -> str:
    """Return the id of a proof for what this form was made for; `_parts.html` has its fields.

    Raises:
        RefusedError: with the code of the refusal.
    """
    seen = Seen(current_user.person_id, target.document_id, target.seen_sha256)
    given = Given(request.form.get("password", ""), request.form.get("code", ""))
    now, step_up_id = services().clock(), services().new_id()
    try:
        return step_up(services().door, step_up_id, seen, given, now)
    except ServiceError as refusal:
        raise RefusedError(refusal.code) from refusal
