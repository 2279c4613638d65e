"""`POST /api/v1/verify`: a PDF in, the row that `trinhky verify --json` prints for it out.

There is no token against forged requests here: nothing is changed and nothing is kept, and another
site cannot read the answer.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response

from service.verifying.handed_in import handed_in, judged, refuse_strangers, reported, wants_report
from service.verifying.told import row

bp = Blueprint("api_verify", __name__, url_prefix="/api/v1")


@bp.post("/verify")
def judge() -> Response:
    """Judge the body, or the form's file; `?report=pdf` gets the desk's signed report instead."""
    refuse_strangers()
    given = handed_in()
    if wants_report():
        return reported(given)
    told = json.dumps(row(given.name, judged(given).report), ensure_ascii=False)
    return Response(told, mimetype="application/json")
