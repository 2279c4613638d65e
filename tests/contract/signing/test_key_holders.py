"""Every holder of a key signs the file it is given, never a digest it is told."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from signing.custody import pkcs12
from signing.custody.unlocked import UnlockedKey
from signing.errors import (
    CertificateUnusableError,
    NoKeyError,
    PreparedVoidError,
    WrongCertificateError,
)
from signing.port import FieldRole
from signing.seal.embed import check_cms
from signing.seal.fields import reserve
from signing.seal.prepare import prepare
from tests.signing_pki import PAPER, a_key, a_signature

if TYPE_CHECKING:
    from signing.custody.port import KeyHolder
    from signing.port import Prepared
    from signing.trust.own_ca import Issued
    from tests.signing_pki import Chancery

SERVER_KEY = secrets.token_bytes(32)


@pytest.fixture(params=["rsa", "ec"])
def owner(request: pytest.FixtureRequest, chancery: Chancery) -> Issued:
    return chancery.leader if request.param == "rsa" else chancery.other


@pytest.fixture(params=["unlocked", "pkcs12"])
def holder(request: pytest.FixtureRequest, owner: Issued) -> KeyHolder:
    if request.param == "unlocked":
        return a_key(owner)
    wrapped = pkcs12.wrap(owner.p12("mật khẩu"), "mật khẩu", "246810", SERVER_KEY)
    return pkcs12.unlock(wrapped, "246810", SERVER_KEY)


@pytest.fixture
def item(chancery: Chancery, owner: Issued) -> tuple[Prepared, bytes]:
    field = replace(chancery.fields()[0], subject=owner.der)
    pdf = reserve(PAPER.read_bytes(), [field])
    return prepare(pdf, chancery.order(FieldRole.PERSONAL, owner), a_signature())


def test_what_it_signs_is_a_signature_over_the_file(
    holder: KeyHolder, item: tuple[Prepared, bytes]
) -> None:
    prepared, hole = item
    found = check_cms(hole, prepared, holder.sign(hole, prepared))
    assert found.certificates[0] == holder.certificate
    assert set(found.certificates[1:]) == set(holder.chain)
    assert len(holder.chain) == 2


def test_it_signs_the_same_item_as_often_as_it_is_asked(
    holder: KeyHolder, item: tuple[Prepared, bytes]
) -> None:
    prepared, hole = item
    for _ in range(2):
        assert check_cms(hole, prepared, holder.sign(hole, prepared)).certificates


def test_a_digest_that_is_not_the_files_is_not_signed(
    holder: KeyHolder, item: tuple[Prepared, bytes]
) -> None:
    prepared, hole = item
    with pytest.raises(PreparedVoidError):
        holder.sign(hole, replace(prepared, digest="ab" * 32))


def test_another_file_is_not_signed(holder: KeyHolder, item: tuple[Prepared, bytes]) -> None:
    prepared, hole = item
    with pytest.raises(PreparedVoidError):
        holder.sign(hole[:-1], prepared)


def test_an_item_for_another_certificate_is_not_signed(
    holder: KeyHolder, item: tuple[Prepared, bytes]
) -> None:
    prepared, hole = item
    with pytest.raises(WrongCertificateError):
        holder.sign(hole, replace(prepared, certificate_sha256="00" * 32))


def test_a_forgotten_key_signs_nothing_more(owner: Issued, item: tuple[Prepared, bytes]) -> None:
    key = a_key(owner)
    key.forget()
    with pytest.raises(NoKeyError):
        key.sign(item[1], item[0])


def test_a_key_with_somebody_elses_certificate_is_refused(chancery: Chancery) -> None:
    with pytest.raises(CertificateUnusableError, match="together"):
        UnlockedKey(chancery.leader.key, chancery.agency.certificate)


def test_a_key_of_another_kind_is_refused(chancery: Chancery) -> None:
    with pytest.raises(CertificateUnusableError, match="RSA"):
        UnlockedKey(object(), chancery.leader.certificate)
