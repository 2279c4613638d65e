"""Which status answers in a file are believed (RFC 6960): whoever gives them, however named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from signing.envelope import Envelope, sign_raw
from signing.port import FieldRole
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, judged, strangers, with_fields
from tests.hostile.corpus.plain import STORE, written
from tests.signed.parties import CA, Answer, Party, curve_key, party, revocations
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from signing.trust.own_ca_profiles import Issuer
    from signing.verify.report import Report
    from tests.signed.pki import Holder

RESPONDS: Final = x509.ExtendedKeyUsage([Purpose.OCSP_SIGNING])
NO_CHECK: Final = x509.OCSPNoCheck()
LEAF: Final = x509.BasicConstraints(ca=False, path_length=None)
DAY: Final = timedelta(days=1)


@cache
def world() -> dict[str, Party]:
    """An authority with its person, and everybody who might answer for it."""
    ours = party("Gốc", None, CA)
    other = party("Gốc khác", None, CA)
    leaf = party("Người ký", ours, LEAF)
    return {
        "ca": ours,
        "other_ca": other,
        "leaf": leaf,
        "neighbour": party("Người khác", ours, LEAF),
        "delegate": party("Trả lời", ours, LEAF, RESPONDS, NO_CHECK),
        "on_a_curve": party("Trả lời", ours, LEAF, RESPONDS, NO_CHECK, key=curve_key(ec.SECP384R1)),
        "without_nocheck": party("Trả lời", ours, LEAF, RESPONDS),
        "without_purpose": party("Trả lời", ours, LEAF, NO_CHECK),
        "of_another": party("Trả lời", other, LEAF, RESPONDS, NO_CHECK),
        "of_the_leaf": party("Trả lời", leaf, LEAF, RESPONDS, NO_CHECK),
    }


@dataclass(frozen=True)
class Case:
    """An answer by somebody, about somebody; `beside`: certificates that lie in the store."""

    by: str
    answer: Answer = field(default_factory=Answer)
    about: str = "leaf"
    issuer: str = "ca"
    beside: tuple[str, ...] = ()
    lists: tuple[str, ...] | None = None  # who is on the authority's list; None is no list


@cache
def signed() -> bytes:
    """The person's signature, without evidence and without a timestamp."""
    leaf, ca = world()["leaf"], world()["ca"]

    def sign(_: Holder, left: bytes) -> bytes:
        own = Envelope.of(leaf.key, leaf.der, (ca.der,))
        attributes = own.attributes(hashlib.sha256(left).digest())
        return own.seal(attributes, sign_raw(leaf.key, attributes))

    return written({9: STORE.replace(b"/CRLs[10 0 R]", b"")}, sign=sign)


def told(case: Case) -> Report:
    known = world()
    answer = case.answer.der(known[case.about], known[case.issuer], known[case.by])
    listed = [known[one] for one in case.lists or ()]
    evidence = Evidence(
        certificates=tuple(known[one].der for one in case.beside),
        crls=() if case.lists is None else (revocations(known["ca"], *listed),),
        ocsps=(answer,),
    )
    return verify(add_revocation(signed(), evidence), (known["ca"].der,), NOW)


LAWFUL: Final = {
    "the authority itself": Case("ca"),
    "the authority, named by name": Case("ca", Answer(by_name=True)),
    "the authority, without its certificate": Case("ca", Answer(carries=False)),
    "a delegate": Case("delegate"),
    "a delegate, named by name": Case("delegate", Answer(by_name=True)),
    "a delegate whose certificate is in the store": Case(
        "delegate", Answer(carries=False), beside=("delegate",)
    ),
    "a delegate on a curve": Case("on_a_curve"),
    "by PSS": Case("delegate", Answer(pss=True)),
    "identified by SHA-256": Case("ca", Answer(identifier="sha256")),
    "without an end": Case("ca", Answer(until=None, since=-timedelta(minutes=20))),
    "made later than asked": Case("ca", Answer(since=3 * DAY, until=4 * DAY)),
}


@pytest.mark.parametrize("case", LAWFUL.values(), ids=LAWFUL)
def test_a_lawful_answer_is_believed_though_no_address_is_in_the_certificate(case: Case) -> None:
    assert told(case).verdict is Verdict.VALID, told(case).all_codes


UNKNOWN: Final = {
    "about another certificate": Case("ca", about="neighbour"),
    "of another authority": Case("other_ca", issuer="other_ca"),
    "by another authority": Case("other_ca"),
    "a delegate without the purpose": Case("without_purpose"),
    "a delegate that another authority named": Case("of_another"),
    "a delegate that the signer named": Case("of_the_leaf", beside=("leaf",)),
    "a delegate of which nothing is known": Case("without_nocheck"),
    "a delegate that answers for itself": Case(
        "without_nocheck", about="without_nocheck", beside=("without_nocheck",)
    ),
    "a delegate who is nowhere": Case("delegate", Answer(carries=False)),
    "over": Case("ca", Answer(since=-2 * DAY, until=-DAY)),
    "without an end, and old": Case("ca", Answer(until=None)),
    "who does not know": Case("ca", Answer(status="unknown")),
    "by the signer": Case("leaf"),
    "identified by a hash that is not compared": Case("ca", Answer(identifier="sha384")),
}


@pytest.mark.parametrize("case", UNKNOWN.values(), ids=UNKNOWN)
def test_any_other_answer_proves_nothing(case: Case) -> None:
    assert told(case).all_codes == {Code.REVOCATION_UNKNOWN}


REVOKED: Final = {
    "by an answer": Case("delegate", Answer(status="revoked")),
    "by a list, whatever an answer said": Case("ca", lists=("leaf",)),
}


@pytest.mark.parametrize("case", REVOKED.values(), ids=REVOKED)
def test_a_revoked_certificate_is_revoked(case: Case) -> None:
    assert told(case).code is Code.REVOKED


def test_an_answer_that_proves_nothing_does_not_harm_what_a_list_proves() -> None:
    assert told(Case("of_another", lists=())).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", [lambda: party("Khác").key, curve_key], ids=["rsa", "curve"])
def test_a_list_in_the_authoritys_name_by_another_key_does_not_count(kind: object) -> None:
    assert callable(kind)
    ca = world()["ca"]
    forged = revocations(ca, by=kind())
    alone, beside = ((forged,), (forged, revocations(ca)))
    for lists, code in ((alone, Code.REVOCATION_UNKNOWN), (beside, Code.VALID)):
        report = verify(add_revocation(signed(), Evidence(crls=lists)), (ca.der,), NOW)
        assert report.code is code, report.all_codes


def test_answers_alone_are_evidence_for_a_strangers_stamped_paper() -> None:
    person, root = THEIR_PKI.person("Người ký"), THEIR_PKI.root
    alone: dict[str, object] = {"embed_validation_info": False, "validation_context": None}
    pdf = strangers().sign(with_fields(), person, FIELDS[0], **alone)
    about = (person, THEIR_PKI.timestamp_authority())
    answers = tuple(Answer().der(one, root, root) for one in about)
    report = judged(add_revocation(pdf, Evidence(ocsps=answers)))
    assert report.verdict is Verdict.VALID, report.all_codes


def test_answers_alone_are_evidence_for_our_own_paper() -> None:
    pki, leader = office().pki, office().leader
    pdf = office().sign(office().blank(), FieldRole.PERSONAL)
    root, issuing, stamps = (_party(one) for one in (pki._root, pki._issuing, pki._tsa))  # noqa: SLF001 - the test answers for them
    below = (Party(leader.certificate, leader.key), stamps)
    answers = [Answer().der(one, issuing, issuing) for one in below]
    answers.append(Answer().der(issuing, root, root))
    evidence = Evidence(ocsps=tuple(answers))
    report = verify(add_revocation(pdf, evidence), office().anchors, NOW)
    assert report.verdict is Verdict.VALID, report.all_codes


def _party(issuer: Issuer) -> Party:
    assert issuer.certificate is not None
    return Party(issuer.certificate, issuer.key)
