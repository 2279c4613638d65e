"""What every answer says to the browser about itself: nothing from elsewhere, nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.services import services

if TYPE_CHECKING:
    from flask import Flask, Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


HSTS = "max-age=31536000"  # seconds; only said where the base address is https


def install(app: Flask) -> None:
    """Put the headers on every answer; pages are not kept unless they say so themselves."""
    app.after_request(_sealed)


def _sealed(response: Response) -> Response:
    response.headers.update(HEADERS)
    if services().base_url.startswith("https:"):
        response.headers["Strict-Transport-Security"] = HSTS
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
