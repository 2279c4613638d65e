"""Which HTTP status a code is answered with: said once, for pages and the API alike."""

from __future__ import annotations

from http import HTTPStatus

_S = HTTPStatus

STATUS: dict[str, HTTPStatus] = {
    "internal": _S.INTERNAL_SERVER_ERROR,
    "service.failed": _S.INTERNAL_SERVER_ERROR,
    # the caller must do something else first
    "account.refused": _S.UNAUTHORIZED,
    "account.sign_in_needed": _S.UNAUTHORIZED,
    "account.busy": _S.SERVICE_UNAVAILABLE,
    "account.proof_refused": _S.FORBIDDEN,
    "account.second_factor_needed": _S.FORBIDDEN,
    "account.second_factor_on": _S.CONFLICT,
    "account.second_factor_unreadable": _S.INTERNAL_SERVER_ERROR,
    "account.password_temporary": _S.FORBIDDEN,
    "account.admin_needed": _S.FORBIDDEN,
    "account.unknown": _S.NOT_FOUND,
    "right.none": _S.FORBIDDEN,
    "right.own_paper": _S.FORBIDDEN,
    "right.absent": _S.FORBIDDEN,
    "desk.wrong_pin": _S.FORBIDDEN,
    "desk.locked": _S.FORBIDDEN,
    "desk.no_key": _S.FORBIDDEN,
    "desk.not_on_list": _S.CONFLICT,
    "desk.awaiting_phone": _S.ACCEPTED,
    "desk.awaiting_code": _S.ACCEPTED,
    "desk.awaiting_browser": _S.ACCEPTED,
    "signing.confirmation_timeout": _S.CONFLICT,
    "signing.holder_refused": _S.FORBIDDEN,
    "desk.closed": _S.SERVICE_UNAVAILABLE,
    "desk.failed": _S.INTERNAL_SERVER_ERROR,
    "desk.in_use": _S.INTERNAL_SERVER_ERROR,
    "desk.bad_request": _S.INTERNAL_SERVER_ERROR,
    "desk.key_unusable": _S.INTERNAL_SERVER_ERROR,
    # HTTP's own
    "http.bad_request": _S.BAD_REQUEST,
    "http.csrf": _S.BAD_REQUEST,
    "http.not_found": _S.NOT_FOUND,
    "http.method": _S.METHOD_NOT_ALLOWED,
    "http.too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "http.unsupported": _S.BAD_REQUEST,
    # somebody or something was quicker
    "doc.stale": _S.CONFLICT,
    "doc.other_content": _S.CONFLICT,
    "doc.wrong_state": _S.CONFLICT,
    "doc.act_reused": _S.CONFLICT,
    "doc.not_stuck": _S.CONFLICT,
    "doc.again": _S.SERVICE_UNAVAILABLE,
    "doc.unknown": _S.NOT_FOUND,
    "round.closed": _S.CONFLICT,
    "round.answered_already": _S.CONFLICT,
    "round.voted": _S.CONFLICT,
    "sign.busy": _S.SERVICE_UNAVAILABLE,
    "sign.not_prepared": _S.CONFLICT,
    "sign.under_way": _S.CONFLICT,
    "sign.still_working": _S.ACCEPTED,
    "signing.prepared_void": _S.CONFLICT,
    "step_up.missing": _S.CONFLICT,
    "step_up.other": _S.CONFLICT,
    "step_up.expired": _S.CONFLICT,
    "step_up.used": _S.CONFLICT,
    "ledger.taken": _S.CONFLICT,
    "number.series_closed": _S.CONFLICT,
    "number.series_open": _S.CONFLICT,
    "number.date_backwards": _S.CONFLICT,
    "number.not_live": _S.CONFLICT,
    "number.term_overlaps": _S.CONFLICT,
    "commitment.exists": _S.CONFLICT,
    "commitment.nothing_left": _S.CONFLICT,
    "commitment.not_registered": _S.CONFLICT,
    "campaign.list_under_way": _S.CONFLICT,
    "campaign.plan_not_issued": _S.CONFLICT,
    "campaign.task_unknown": _S.NOT_FOUND,
    "campaign.exists": _S.CONFLICT,
    "campaign.not_open": _S.CONFLICT,
    "campaign.not_participating": _S.CONFLICT,
    "campaign.asked_already": _S.CONFLICT,
    "campaign.list_changed": _S.CONFLICT,
    "campaign.list_broken_off": _S.SERVICE_UNAVAILABLE,
    "sign.must_sign": _S.CONFLICT,
    "sign.no_proof": _S.FORBIDDEN,
    "comment.unknown": _S.NOT_FOUND,
    "absence.overlaps": _S.CONFLICT,
    "delegation.overlaps": _S.CONFLICT,
    "span.over": _S.CONFLICT,
    "calendar.two_kinds": _S.CONFLICT,
    "calendar.not_set": _S.CONFLICT,
    "calendar.nothing_new": _S.CONFLICT,
    "act.timeout": _S.GATEWAY_TIMEOUT,
    # what was handed in
    "source.too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "source.not_text": _S.UNSUPPORTED_MEDIA_TYPE,
    "list.too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "list.not_xlsx": _S.UNSUPPORTED_MEDIA_TYPE,
    "list.encrypted": _S.UNSUPPORTED_MEDIA_TYPE,
    "list.macros": _S.UNSUPPORTED_MEDIA_TYPE,
    "appendix.too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "verifying.too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "verifying.media_type": _S.UNSUPPORTED_MEDIA_TYPE,
    # trouble of ours that may pass
    "verifying.busy": _S.SERVICE_UNAVAILABLE,
    "verifying.failed": _S.SERVICE_UNAVAILABLE,
    "report.busy": _S.SERVICE_UNAVAILABLE,
    "report.no_key": _S.NOT_IMPLEMENTED,
    "database.busy": _S.SERVICE_UNAVAILABLE,
    "database.failed": _S.SERVICE_UNAVAILABLE,
    "storage.full": _S.INSUFFICIENT_STORAGE,
    "storage.unreachable": _S.SERVICE_UNAVAILABLE,
    "signing.timestamp_unavailable": _S.SERVICE_UNAVAILABLE,
    "signing.revocation_unavailable": _S.SERVICE_UNAVAILABLE,
    "signing.holder_unavailable": _S.SERVICE_UNAVAILABLE,
    "renewal.not_begun": _S.SERVICE_UNAVAILABLE,
    "renewal.overtaken": _S.SERVICE_UNAVAILABLE,
    "renewal.authority_ends": _S.SERVICE_UNAVAILABLE,
    "signing.anchors_unusable": _S.SERVICE_UNAVAILABLE,
    # the own authority, which only the terminal speaks to
    "unit.unknown": _S.NOT_FOUND,
    "pki.exists": _S.CONFLICT,
    "pki.unusable": _S.INTERNAL_SERVER_ERROR,
    "pki.wrong_passphrase": _S.FORBIDDEN,
    "pki.request_unfit": _S.UNPROCESSABLE_ENTITY,
    "pki.serial_unknown": _S.NOT_FOUND,
    "pki.already_revoked": _S.CONFLICT,
    "paper.converter_failed": _S.SERVICE_UNAVAILABLE,
    # trouble of ours that does not
    "storage.failed": _S.INTERNAL_SERVER_ERROR,
    "storage.unfit": _S.INTERNAL_SERVER_ERROR,
    "blob.missing": _S.INTERNAL_SERVER_ERROR,
    "blob.conflict": _S.INTERNAL_SERVER_ERROR,
    "blob.damaged": _S.INTERNAL_SERVER_ERROR,
    "blob.key_invalid": _S.INTERNAL_SERVER_ERROR,
    "ledger.behind": _S.SERVICE_UNAVAILABLE,
    "ledger.broken": _S.INTERNAL_SERVER_ERROR,
    "ledger.invalid": _S.INTERNAL_SERVER_ERROR,
    "database.refused": _S.INTERNAL_SERVER_ERROR,
    "database.unsupported": _S.INTERNAL_SERVER_ERROR,
    "database.schema_newer": _S.INTERNAL_SERVER_ERROR,
    "database.missing": _S.INTERNAL_SERVER_ERROR,
    "database.schema_older": _S.INTERNAL_SERVER_ERROR,
    "calendar.no_working_day": _S.INTERNAL_SERVER_ERROR,
}  # fmt: skip

REFUSED = _S.UNPROCESSABLE_ENTITY  # a rule or a template said no to what was asked

HTTP_CODES: dict[int, str] = {
    _S.BAD_REQUEST: "http.bad_request",
    _S.NOT_FOUND: "http.not_found",
    _S.METHOD_NOT_ALLOWED: "http.method",
    _S.REQUEST_ENTITY_TOO_LARGE: "http.too_large",
}


def status_of(code: str) -> HTTPStatus:
    """Return the HTTP status for a code: a rule's refusal is 422 unless the table says otherwise.

    Codes without a dot are nobody's contract and answered as our own failure.
    """
    return STATUS.get(code, REFUSED if "." in code else _S.INTERNAL_SERVER_ERROR)


def http_code(status: int) -> str:
    """Return our code for an HTTP error that the framework raised."""
    if status >= _S.INTERNAL_SERVER_ERROR:
        return "internal"
    return HTTP_CODES.get(status, "http.unsupported")
