"""Who signs: the wrong person, the wrong certificate, the wrong authority, the wrong time."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signing.port import FieldRole
from signing.seal.fields import reserve
from signing.seal.store import add_revocation
from signing.trust.own_ca import Issued, Person
from signing.trust.revocation import Evidence
from signing.verify.codes import Code
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, add, attack, strangers, with_fields
from tests.hostile.forger import Rogue
from tests.signed.office import PLAN, open_office
from tests.signed.page import blank_paper
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from tests.signed.office import Office


def _by(signer: Issued, role: FieldRole, pdf: bytes, *, certify: bool = False) -> bytes:
    printed = office().printed(role)
    return Rogue(office(), signer, says=printed, paints=printed, certify=certify).sign(pdf, role)


def _swapped(role: FieldRole, who: str) -> bytes:
    """The signatures before `role` are lawful; `role` is signed by somebody else."""
    pdf = office().blank()
    for before in PLAN[: PLAN.index(role)]:
        pdf = office().sign_with_evidence(pdf, before)
    people = {"leader": office().leader, "second": office().second, "agency": office().agency}
    return _by(people[who], role, pdf, certify=role is FieldRole.PERSONAL)


_SUBSTITUTIONS: Final = (
    (FieldRole.PERSONAL, "second"),
    (FieldRole.PERSONAL, "agency"),
    (FieldRole.NUMBER, "leader"),
    (FieldRole.NUMBER, "second"),
    (FieldRole.AGENCY, "leader"),
    (FieldRole.AGENCY, "second"),
)
for _role, _who in _SUBSTITUTIONS:
    add(
        __name__,
        f"{_role.value}_by_{_who}",
        Code.WRONG_SIGNER,
        partial(_swapped, _role, _who),
    )


@cache
def twin() -> Office:
    """An authority made at home, every name the same as the office's own."""
    return open_office(Path(tempfile.mkdtemp(prefix="trinhky-twin-")), NOW)


@attack(Code.NO_CHAIN)
def an_authority_made_at_home_with_the_right_names() -> bytes:
    return twin().archive(twin().issue())


@attack(Code.WRONG_SIGNER)
def a_certificate_made_at_home_in_the_leaders_field() -> bytes:
    return _by(twin().leader, FieldRole.PERSONAL, office().blank(), certify=True)


@attack(Code.BAD_SIGNATURE)
def the_leaders_certificate_with_another_key() -> bytes:
    leader = office().leader
    stolen = Issued(twin().leader.key, leader.certificate, leader.chain)
    return _by(stolen, FieldRole.PERSONAL, office().blank(), certify=True)


def _dated(days: int) -> bytes:
    """A certificate issued `days` from now, in a field that is reserved for it."""
    person = Person("Nguyễn Văn An", "cb-001", "Sở Y tế thử nghiệm")
    issued = office().pki.issue_person(person, NOW + timedelta(days=days))
    office().pki.publish_lists(NOW)  # issuing wrote lists of that other day
    fields = office().reserved((FieldRole.PERSONAL,), {FieldRole.PERSONAL: issued})
    return _by(issued, FieldRole.PERSONAL, reserve(blank_paper(), fields), certify=True)


@attack(Code.EXPIRED)
def a_certificate_that_has_expired() -> bytes:
    return _dated(-4000)


@attack(Code.NOT_YET_VALID)
def a_certificate_that_is_not_valid_yet() -> bytes:
    return _dated(300)


@attack(Code.WEAK_ALGORITHM)
def a_key_of_1024_bits() -> bytes:
    return strangers().sign(with_fields(), THEIR_PKI.person("Khóa ngắn", bits=1024), FIELDS[0])


@attack(Code.NOT_FOR_SIGNING)
def a_certificate_for_timestamps() -> bytes:
    return strangers().sign(with_fields(), THEIR_PKI.timestamp_authority(), FIELDS[0])


@attack(Code.NOT_FOR_SIGNING)
def a_certificate_of_an_authority() -> bytes:
    return strangers().sign(
        with_fields(),
        THEIR_PKI.root,
        FIELDS[0],
        embed_validation_info=False,
        validation_context=None,
    )


@attack(Code.REVOKED)
def a_strangers_certificate_that_is_revoked() -> bytes:
    signed = strangers().sign(
        with_fields(),
        THEIR_PKI.person("Người ký"),
        FIELDS[0],
        embed_validation_info=False,
        validation_context=None,
    )
    lists = (THEIR_PKI.revocation_list((THEIR_PKI.person("Người ký"),)),)
    return add_revocation(signed, Evidence(crls=lists))


@attack(Code.TIMESTAMP_UNTRUSTED)
def a_revocation_list_of_somebody_else() -> bytes:
    """The evidence is genuine, and says nothing of this signer."""
    pdf = office().sign(office().blank(), FieldRole.PERSONAL)
    return add_revocation(pdf, Evidence(crls=(THEIR_PKI.revocation_list(),)))


@attack(Code.TIMESTAMP_UNTRUSTED)
def no_revocation_data() -> bytes:
    return office().sign(office().blank(), FieldRole.PERSONAL)
