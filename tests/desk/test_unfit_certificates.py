"""A certificate that may not sign opens no key, whoever holds the key; and nobody is asked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.desk.cabinet import KeyCard
from service.desk.held import Held
from service.desk.held import wrap as held_wrap
from service.desk.keys import Keys
from service.desk.process import standing_in
from service.desk.protocol import Purpose
from signing.custody import wrap
from signing.errors import AlgorithmRefusedError, CertificateUnusableError, KeyUnusableError
from signing.trust.own_ca_profiles import ISSUING, SIGNER, Profile
from tests.desk.room import LEADER, PIN, Room
from tests.far.csc import CREDENTIAL, PASSWORD, USER
from tests.far.service import SP_ID, SP_PASSWORD, FarService, far_service, serving
from tests.far.strong import issue, known_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.trust.own_ca import Issued

REFUSED: Final = (CertificateUnusableError, AlgorithmRefusedError, KeyUnusableError)
CSC: Final = {"credential_id": CREDENTIAL, "user": USER, "password": PASSWORD}
PLACES: Final[dict[str, dict[str, str]]] = {
    "": {}, "token": {"key_id": "01", "pin": "87654321"}, "csc-1": CSC, "csc-2": CSC,
    "smartca": {"user_id": "038000000001"},
}  # fmt: skip
SHA256_RSA, SHA1_RSA = (bytes.fromhex(f"06092a864886f70d0101{end}") for end in ("0b", "05"))
WEAK: Final = ("rsa-1024", "p521", "k256")
FLAWS: Final = (
    *WEAK, "sha-1", "only enciphers", "an authority", "over", "not yet", "revoked",
    "another certificate",
)  # fmt: skip


@pytest.fixture
def far(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[FarService]:
    monkeypatch.setattr(wrap, "_COST", 14)  # fifty PINs are not what is tried here
    secret = room.folder / "sp"
    secret.write_text(SP_PASSWORD)
    with serving(far_service(room.office.leader)) as service:
        tables = [
            f'[csc-{version}]\nkind = "csc"\nversion = {version}\nurl = "{service.url}"\n'
            for version in (1, 2)
        ]
        tables.append('[token]\nkind = "pkcs11"\nmodule = "/nowhere.so"\ntoken = "none"\n')
        tables.append(
            f'[smartca]\nkind = "smartca"\nurl = "{service.url}"\nsp_id = "{SP_ID}"\n'
            f'sp_password_file = "{secret}"\n'
        )
        (room.folder / "desk" / "keepers.toml").write_text("".join(tables))
        yield service


def filed(room: Room, issued: Issued, keeper: str, sha256: str = "") -> KeyCard:
    """File a key past the check of who files: the desk checks again."""
    card = KeyCard(
        LEADER, sha256 or hashlib.sha256(issued.der).hexdigest(), Purpose.PERSONAL,
        "", room.now - timedelta(days=9000), room.now + timedelta(days=9000), keeper,
    )  # fmt: skip
    server_key = room.cabinet.server_key()
    if keeper:
        held = Held(issued.der, issued.chain_der, PLACES[keeper])
        room.cabinet.put(card, held_wrap(held, PIN, server_key))
    else:
        framed = len(b"p12").to_bytes(2, "big") + b"p12" + issued.p12("p12")
        room.cabinet.put(card, wrap.seal(framed, PIN, server_key, lambda count: b"7" * count))
    return card


def flawed(room: Room, flaw: str) -> Issued:
    """A key with its certificate, good but for one thing."""
    pki, now, old = room.office.pki, room.now, timedelta(minutes=-1)
    profiles = {
        "only enciphers": Profile(1, frozenset({"key_encipherment"})), "an authority": ISSUING,
        "over": Profile(1, frozenset({"digital_signature"})),
    }  # fmt: skip
    since = {"over": timedelta(days=-400), "not yet": timedelta(days=1)}.get(flaw, old)
    key = known_key(flaw) if flaw in WEAK else room.office.leader.key
    issued = issue(pki, key, now + since, profile=profiles.get(flaw, SIGNER))
    if flaw == "revoked":
        pki.revoke(issued.certificate, now)
    if flaw != "sha-1":
        return issued
    der = issued.certificate.public_bytes(Encoding.DER).replace(SHA256_RSA, SHA1_RSA)
    return replace(issued, certificate=x509.load_der_x509_certificate(der))


@pytest.mark.parametrize("flaw", FLAWS)
def test_it_opens_no_key_whoever_holds_it(room: Room, far: FarService, flaw: str) -> None:
    issued = flawed(room, flaw)
    sha256 = "ab" * 32 if flaw == "another certificate" else ""
    standing = standing_in(room.office.pki.directory) if flaw == "revoked" else None
    keys = Keys(room.cabinet, lambda: room.now, room.keepers, standing)
    for keeper in PLACES:
        card = filed(room, issued, keeper, sha256)
        with pytest.raises(REFUSED):
            keys.open(card, PIN)
    assert not far.calls


def test_without_a_flaw_every_holder_opens(room: Room, far: FarService) -> None:
    issued = issue(room.office.pki, room.office.leader.key, room.now)
    standing = standing_in(room.office.pki.directory)
    then = room.now + timedelta(seconds=1)
    keys = Keys(room.cabinet, lambda: then, room.keepers, standing)
    for keeper in PLACES:
        assert keys.open(filed(room, issued, keeper), PIN).certificate == issued.der
    assert not far.calls
