"""Second factors of the demo's people: one printed secret, so that nobody needs a telephone.

Who has a certificate signs with it; all others make a *xác nhận nội bộ*, which takes a code. A code
is not asked for at their sign-in, until they say so themselves.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from service.accounts.acts import Doing, note
from service.accounts.own_second_factor import SET_UP
from service.accounts.totp import code_at
from service.demo.organisation import DEMO_TOTP_SECRET, PEOPLE
from storage.ledger import ledger
from storage.people import accounts, second_factors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.accounts.secret_box import SecretBox
    from service.demo.organisation import DemoPerson
    from storage.database import Database

_ACT_ID: Final = "demo-second-factor"


def demo_code(at: datetime) -> str:
    """Return the code of the demo's secret at that instant."""
    return code_at(_secret(), at)


def plant(
    database: Database, box: SecretBox, now: datetime, people: Sequence[DemoPerson] = PEOPLE
) -> bool:
    """Turn on the second factor of everybody without a certificate, once; say whether now.

    Whoever turned it off meanwhile, or set up one of his own, keeps it so. Every person's is an
    act of the ledger, as it is when people set it up themselves.
    """
    with database.writing() as conn:
        without = [person for person in people if not person.signs]
        new = [p for p in without if ledger.by_act(conn, f"{_ACT_ID}-{p.person_id}") is None]
        for person in new:
            person_id = person.person_id
            if accounts.account_of(conn, person_id) is None:
                continue
            if second_factors.second_factor(conn, person_id) is None:
                second_factors.begin(conn, person_id, box.seal(_secret(), person_id), now)
                second_factors.confirm(conn, person_id, now, asked_at_sign_in=False)
            doing = Doing(f"{_ACT_ID}-{person_id}", person_id, now, "demo")
            note(conn, doing, SET_UP, {"asked_at_sign_in": False})
    return bool(new)


def _secret() -> bytes:
    return base64.b32decode(DEMO_TOTP_SECRET)
