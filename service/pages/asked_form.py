"""What an act's form says: which document, what was seen, and what only some acts need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, request

from service.gateway import Extras, RefusedError, Target
from service.pages.awaiting import resumed
from workflows.domain.lifecycle import Act
from workflows.domain.orders import SignerChoice
from workflows.domain.people import Prefix
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from service.desk.client import Proof

LONGEST_NUMBER = 6  # digits
LONGEST_ID = 100
COUNTS = ("agree", "disagree", "abstain")
MOST_MEMBERS = 2000
LONGEST_PIN = 64


def target(document_id: str) -> Target:
    """Return what the form was made for; a form that does not say it is refused with 400."""
    version = number("seen_version")
    if version is None:
        abort(400)
    return Target(document_id, act_id(), version, request.form.get("seen_sha256", ""))


def act_id() -> str:
    """Return the id that the form was made with: pressed twice, it is one act."""
    found = request.form.get("act_id", "")
    if not 0 < len(found) <= LONGEST_ID:
        abort(400)
    return found


def extras(act: Act) -> Extras:
    """Return what this act needs beside the target.

    Raises:
        RefusedError: counts that are no numbers, or nobody chosen.
    """
    choice = _choice() if act is Act.CHOOSE_SIGNER else None
    vote = _vote() if act is Act.RECORD_VOTE else None
    approval = request.form.get("approval", "")
    gone = absent() if act is Act.RECORD_VOTE else {}
    return Extras(reason=words("reason"), vote=vote, absent=gone, choice=choice, approval=approval)


def pin() -> Proof:
    """Return the PIN, or what one has opened; it goes to the desk and nowhere else.

    Raises:
        RefusedError: there is none.
    """
    opened = resumed()
    if opened is not None:
        return opened
    typed = request.form.get("pin", "")
    if not 0 < len(typed) <= LONGEST_PIN:
        raise RefusedError("desk.pin_missing")
    return typed


def words(name: str) -> str:
    """Return a text field; what it may hold is judged where it is recorded."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def number(name: str) -> int | None:
    """Return a field of digits; None for anything else."""
    text = request.form.get(name, "").strip()
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None


def _vote() -> Vote:
    """Return the counts; how many were called and came follows from the roll."""
    counts = [count for name in COUNTS if (count := number(name)) is not None]
    if len(counts) != len(COUNTS):
        raise RefusedError("round.bad_vote")
    members = len(request.form.getlist("member"))
    return Vote(members, members - len(absent()), *counts)


def absent() -> dict[str, str]:
    """Return who did not come, and why."""
    gone = request.form.getlist("absent")[:MOST_MEMBERS]
    return {person_id: words(f"absent-{person_id}") for person_id in gone}


def _choice() -> SignerChoice:
    """Return who was chosen; the prefix is what his standing gives, found again when recorded."""
    person_id, _, post_id = request.form.get("signer", "").partition("|")
    if not person_id or not post_id:
        raise RefusedError("sign.signer_unfit")
    return SignerChoice(person_id, post_id, Prefix.NONE)
