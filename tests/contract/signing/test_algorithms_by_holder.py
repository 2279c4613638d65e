"""Every strong key signs wherever it is held: file, token, each kind of remote service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signing.custody import pkcs12
from signing.custody.pkcs11 import InToken, Token, TokenKey
from signing.custody.signer import Signer
from signing.errors import AlgorithmRefusedError
from signing.seal.embed import check_cms
from tests.contract.signing.remote_office import SECONDS, item_for
from tests.contract.signing.test_remote_holders import ended, remote
from tests.far.service import far_service, serving
from tests.far.strong import issue, known_key
from tests.far.token import TOKEN_PIN, SoftToken

if TYPE_CHECKING:
    from signing.trust.own_ca import Issued
    from tests.signing_pki import Chancery

SERVER_KEY = bytes(range(32))
STRONG = (
    ("rsa-2048", "rsa-pkcs1-sha256"), ("rsa-2048", "rsa-pss-sha256"),
    ("rsa-3072", "rsa-pkcs1-sha384"), ("rsa-3072", "rsa-pss-sha384"),
    ("rsa-4096", "rsa-pkcs1-sha512"), ("rsa-4096", "rsa-pss-sha512"),
    ("p256", "ecdsa-sha256"), ("p384", "ecdsa-sha384"),
)  # fmt: skip
KINDS = ("rsa-2048", "rsa-3072", "rsa-4096", "p256", "p384")
REMOTE = frozenset({"csc-1", "csc-2", "smartca"})


@pytest.fixture(scope="session")
def owners(chancery: Chancery) -> dict[str, Issued]:
    return {kind: issue(chancery.pki, known_key(kind), chancery.now) for kind in KINDS}


@pytest.fixture(scope="session")
def full_token(token: SoftToken) -> SoftToken:
    """The one token of this process, with a key of each kind: its module is loaded once."""
    for place, kind in enumerate(KINDS):
        token.put(known_key(kind), f"a{place}")
    return token


@pytest.mark.parametrize("holder", sorted(REMOTE))
@pytest.mark.parametrize(("kind", "name"), STRONG)
def test_a_strong_key_at_a_service_signs(
    chancery: Chancery, owners: dict[str, Issued], kind: str, name: str, holder: str
) -> None:
    owner = owners[kind]
    item = item_for(chancery, owner)
    with serving(far_service(owner)) as far:
        far.confirmed.set()
        made = ended(remote(far, holder, algorithm=name), item)
    if holder == "smartca" and "pss" in name:  # the protocol has no word for it: nobody is asked
        assert isinstance(made, AlgorithmRefusedError)
        assert not far.calls
        return
    assert isinstance(made, bytes), repr(made)
    assert check_cms(*item, made).certificates


@pytest.mark.parametrize(("kind", "name"), STRONG)
def test_a_strong_key_in_a_token_signs(
    chancery: Chancery, owners: dict[str, Issued], full_token: SoftToken, kind: str, name: str
) -> None:
    owner = owners[kind]
    item = item_for(chancery, owner)
    where = Token(full_token.module, full_token.label, SECONDS)
    place = InToken(f"a{KINDS.index(kind)}", TOKEN_PIN)
    key = TokenKey(where, place, Signer.of(owner.der, owner.chain_der, name))
    assert check_cms(*item, key.sign(*item)).certificates


@pytest.mark.parametrize(("kind", "name"), STRONG)
def test_a_strong_key_in_a_file_signs(
    chancery: Chancery, owners: dict[str, Issued], kind: str, name: str
) -> None:
    owner = owners[kind]
    item = item_for(chancery, owner)
    wrapped = pkcs12.wrap(owner.p12("p12"), "p12", "246810", SERVER_KEY)
    key = pkcs12.unlock(wrapped, "246810", SERVER_KEY, name)
    assert check_cms(*item, key.sign(*item)).certificates


@pytest.mark.parametrize("kind", ["rsa-1024", "p521", "k256"])
def test_a_weak_key_is_no_holders(chancery: Chancery, kind: str) -> None:
    """All but the file begin with a signer; the file is refused when it is opened."""
    owner = issue(chancery.pki, known_key(kind), chancery.now)
    with pytest.raises(AlgorithmRefusedError):
        Signer.of(owner.der, owner.chain_der)
    with pytest.raises(AlgorithmRefusedError):
        pkcs12.wrap(owner.p12("p12"), "p12", "246810", SERVER_KEY)
