"""For machines: is the process alive, is it ready, and the authority's public certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, send_from_directory

from service.services import services
from storage.blobs.port import Area
from storage.people import units

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

bp = Blueprint("probes", __name__)

PKI_TYPES = {
    ".crl": "application/pkix-crl",
    ".crt": "application/pkix-cert",
    ".cer": "application/pkix-cert",
    ".pem": "application/x-pem-file",
}
PROBE = ("probe", b"ready")  # the same bytes each time: put once, found ever after


@bp.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that this process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether what stands behind the pages answers; codes only, no personal data."""
    checks = {"database": _database, "blobs": _blobs, "gateway": services().ready}
    answers = {name: _try(name, check) for name, check in checks.items()}
    return answers, 200 if all(a == "ok" for a in answers.values()) else 503


@bp.get("/pki/<name>")
def pki(name: str) -> Response:
    """Serve a certificate or revocation list of the authority on this machine."""
    folder = services().pki_dir
    suffix = name[name.rfind(".") :]
    if folder is None or suffix not in PKI_TYPES:
        abort(404)
    return send_from_directory(folder, name, mimetype=PKI_TYPES[suffix], max_age=300)


def _database() -> None:
    with services().database.reading() as conn:
        units.units(conn)


def _blobs() -> None:
    document_id, body = PROBE
    services().blobs.get(services().blobs.put(Area.SOURCE, document_id, body))


def _try(name: str, check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as failure:  # noqa: BLE001 - a probe answers whatever is wrong
        current_app.logger.warning("not ready: %s: %s", name, type(failure).__name__)
        return str(getattr(failure, "code", "internal"))
    return "ok"
