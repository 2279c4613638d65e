"""A timestamp is believed only from an authority of ours, under our policy, near our own time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import TimestampUnavailableError
from signing.trust.own_ca import create_dev_pki
from signing.trust.own_tsa import POLICY, OwnTsa
from signing.trust.timestamps import HttpTimestamper, check_token
from signing.trust.token_rules import TokenRules
from tests.signing_pki import NOW
from tests.web_site import web_site

if TYPE_CHECKING:
    from pathlib import Path

    from signing.trust.own_ca import DevPki
    from tests.signing_pki import Chancery

DIGEST = hashlib.sha256(b"a paper").digest()


def _rules(chancery: Chancery) -> TokenRules:
    return TokenRules(lambda _: chancery.pki.anchors, lambda: chancery.now, frozenset({POLICY}))


def _token(authority: OwnTsa, rules: TokenRules) -> bytes:
    with web_site(lambda _, body: (200, {}, authority.respond(body))) as url:
        return HttpTimestamper([url], rules=rules).token(DIGEST)


def _refused(authority: OwnTsa, rules: TokenRules) -> str:
    with pytest.raises(TimestampUnavailableError) as refused:
        _token(authority, rules)
    return str(refused.value)


def test_a_token_of_an_authority_of_ours_is_believed(chancery: Chancery) -> None:
    token = _token(chancery.pki.tsa(lambda: chancery.now), _rules(chancery))
    assert check_token(token, DIGEST)


def test_a_token_under_another_policy_is_refused(chancery: Chancery) -> None:
    strict = replace(_rules(chancery), policies=frozenset({"1.2.3.4"}))
    assert "another policy" in _refused(chancery.pki.tsa(lambda: chancery.now), strict)


@pytest.mark.parametrize("apart", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_authority_with_another_clock_is_refused(chancery: Chancery, apart: timedelta) -> None:
    wrong = chancery.pki.tsa(lambda: chancery.now + apart)
    assert "clock is not ours" in _refused(wrong, _rules(chancery))


def test_a_strangers_authority_is_refused(chancery: Chancery, tmp_path: Path) -> None:
    stranger = create_dev_pki(tmp_path, NOW, "http://stranger.example")
    assert "anchor" in _refused(stranger.tsa(lambda: chancery.now), _rules(chancery))


@pytest.mark.parametrize("years", [6, 11])
def test_an_expired_authority_is_refused(chancery: Chancery, years: int) -> None:
    """After five years its own certificate has ended, after ten its issuer's and the root too."""

    def then() -> datetime:
        return chancery.now + timedelta(days=365 * years)

    rules = replace(_rules(chancery), clock=then)
    assert "not valid at this time" in _refused(chancery.pki.tsa(then), rules)


def test_a_purpose_that_is_not_critical_is_refused(chancery: Chancery) -> None:
    loose = _loose(chancery.pki, chancery)
    assert "not rightly signed" in _refused(loose, _rules(chancery))


def test_the_next_authority_is_asked_when_the_first_one_lies(chancery: Chancery) -> None:
    right = chancery.pki.tsa(lambda: chancery.now)
    late = chancery.pki.tsa(lambda: chancery.now - timedelta(days=1))
    asked: list[str] = []

    def site(path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, {}, (late if path == "/late" else right).respond(body)

    with web_site(site) as url:
        urls = [f"{url}/late", f"{url}/right"]
        token = HttpTimestamper(urls, rules=_rules(chancery)).token(DIGEST)
    assert (asked, bool(check_token(token, DIGEST))) == (["/late", "/right"], True)


def test_an_anchor_that_is_no_longer_believed_carries_no_timestamp(chancery: Chancery) -> None:
    ended = replace(
        _rules(chancery), anchors=lambda at: () if at >= chancery.now else chancery.pki.anchors
    )
    assert "anchor" in _refused(chancery.pki.tsa(lambda: chancery.now), ended)


def _loose(pki: DevPki, chancery: Chancery) -> OwnTsa:
    """An authority whose certificate names its purpose without insisting on it."""
    genuine, issuer = pki._tsa, pki._issuing  # noqa: SLF001
    assert genuine.certificate is not None
    built = x509.CertificateBuilder().subject_name(genuine.certificate.subject)
    built = built.issuer_name(genuine.certificate.issuer).public_key(genuine.key.public_key())
    built = built.serial_number(x509.random_serial_number())
    built = built.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=9))
    for extension in genuine.certificate.extensions:
        critical = extension.critical and not isinstance(extension.value, x509.ExtendedKeyUsage)
        built = built.add_extension(extension.value, critical=critical)
    made = built.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)
    above = tuple(one.public_bytes(Encoding.DER) for one in chancery.leader.chain)
    return OwnTsa(genuine.key, made, above, lambda: chancery.now)
