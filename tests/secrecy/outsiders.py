"""Everybody for whom the cells' papers of this house are not, and who is not signed in."""

from __future__ import annotations

from tests.secrecy.house import CLERK_LOGIN
from tests.secrecy.twins import ANYBODY

OUTSIDERS = {
    "truongphongtccb": "heads the personnel office, no party member",
    "vanphong": "of the office above, begins and watches campaigns, no party member",
    CLERK_LOGIN: "a clerk of the agency, no party member",
    "bv-truongkhoa": "heads another unit, where a party member works",
    "bv-tochuc": "keeps the commitments of the hospital's people",
    "bv-dieuduong1": "a colleague of a party member",
    "kiemtoan": "audits the whole of the state's fonds",
    "quantri": "runs the machine",
    ANYBODY: "is not signed in",
}
