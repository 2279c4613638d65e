"""Posts end: the last one when somebody leaves, one of them when somebody moves.

Who moves keeps his certificate and key: they say who he is, and what he may sign follows from the
post. A copy of a seal does not move with him.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.accounts.administration import known, note_as_admin
from service.accounts.errors import LastPostError, PostNotHeldError
from service.desk.protocol import Purpose
from storage.people import posts
from workflows.domain.people import Role, standings
from workflows.recording.standing import people_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.accounts.administration import ByAdmin
    from service.desk.cabinet import Cabinet, KeyCard
    from storage.database import Database
    from storage.people.posts import Holding


@dataclass(frozen=True, slots=True)
class Move:
    """From which post to which; without `to` he only gives one up."""

    login: str
    from_post: str
    to_post: str = ""


def move(database: Database, cabinet: Cabinet | None, moving: Move, by: ByAdmin) -> list[KeyCard]:
    """Move somebody at this instant; return the copies of seals that were withdrawn.

    Again after a stop it withdraws what is left, and changes nothing else. `cabinet` is None where
    the desk is on another machine: there the same command ends it.

    Raises:
        AdminNeededError, AccountUnknownError, AccountClosedError: as for `reset_totp`.
        PostNotHeldError: he does not hold the first post, or there is no second one.
        LastPostError: he would hold none any more; let him leave instead.
    """
    with database.writing() as conn:
        person_id = _moved(conn, moving, by)
    return withdraw_seals(database, cabinet, person_id, by) if cabinet is not None else []


def end_every_post(conn: Connection, person_id: str, at: datetime) -> list[str]:
    """End what somebody holds and what was lent to him; return the posts that he held."""
    held = _held_after(conn, person_id, at)
    for one in held:
        posts.end_holding(conn, one.post_id, person_id, max(one.since, at))
    for lent in posts.delegations_ever_to(conn, person_id):
        if lent.until > at:
            posts.end_delegation(conn, lent.delegation_id, max(lent.since, at))
    return sorted({one.post_id for one in held})


def withdraw_seals(
    database: Database, cabinet: Cabinet, person_id: str, by: ByAdmin
) -> list[KeyCard]:
    """Take from the desk his copies of seals that no post of now lets him use."""
    copies = [card for card in cabinet.cards(person_id) if card.purpose is Purpose.AGENCY]
    gone = []
    for card in copies:
        with database.writing() as conn:
            if _may_seal(conn, card, by.at):
                continue
            details: dict[str, object] = {"certificate": card.certificate_sha256}
            step = by.as_act(f"{by.act_id}-key-{card.certificate_sha256[:16]}")
            note_as_admin(conn, step, "withdraw_key", {"person_id": person_id} | details)
        cabinet.remove(card)
        gone.append(card)
    return gone


def _moved(conn: Connection, moving: Move, by: ByAdmin) -> str:
    """Change the posts, unless that was done; return whose they are."""
    person_id = known(conn, moving.login, by).person_id
    held = {h.post_id for h in _held_after(conn, person_id, by.at) if h.since <= by.at}
    ever = {h.post_id for h in posts.holdings_of(conn, person_id)}
    wanted = {moving.to_post} - {""}
    is_done = moving.from_post in ever - held and wanted <= held
    if any(posts.post(conn, one) is None for one in wanted):
        raise PostNotHeldError(moving.to_post)
    if moving.from_post not in held and not is_done:
        raise PostNotHeldError(moving.from_post)
    if not held - {moving.from_post} | wanted:
        raise LastPostError(moving.login)
    if not is_done:
        posts.end_holding(conn, moving.from_post, person_id, by.at)
        for post_id in wanted - held:
            posts.add_holding(conn, post_id, person_id, by.at)
        details = {"person_id": person_id, "from": moving.from_post, "to": moving.to_post}
        note_as_admin(conn, by, "move_post", dict(details))
    return person_id


def _held_after(conn: Connection, person_id: str, at: datetime) -> list[Holding]:
    """Return what he holds now or is to hold."""
    return [h for h in posts.holdings_of(conn, person_id) if h.until is None or h.until > at]


def _may_seal(conn: Connection, card: KeyCard, at: datetime) -> bool:
    """Whether he is a clerk of that agency now, by a post or a lent right; away or not."""
    people = people_in(conn, (card.issuer_id,), at).as_if_all_present
    found = standings(Role.CLERK, card.issuer_id, at, people)
    return any(standing.person_id == card.person_id for standing in found)
