"""Secrets are random, each in its file, never made twice, and none is known beforehand."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from service.cli import run
from service.deployment.secrets import NAMES, SERVER_NAMES, make_secrets
from service.deployment.transport import VALID_FOR, TransportPki, ends_at

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TLS = TransportPki.FILES


def bodies(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_every_secret_is_there_and_no_two_are_alike(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets", NOW)
    found = bodies(tmp_path / "secrets")
    assert set(found) == set(made) == {*NAMES, *TLS}
    assert len(set(found.values())) == len(found)
    other = tmp_path / "other"
    make_secrets(other, NOW)
    assert all(body != found[name] for name, body in bodies(other).items())


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_needs_no_quoting_anywhere(tmp_path: Path, name: str) -> None:
    make_secrets(tmp_path, NOW)
    value = (tmp_path / name).read_text(encoding="ascii")
    assert len(value) == 48
    assert value.isalnum()


def test_others_on_the_machine_come_no_further_than_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    make_secrets(folder, NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o444}


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    make_secrets(tmp_path, NOW)
    before = bodies(tmp_path)
    assert make_secrets(tmp_path, NOW) == []
    (tmp_path / "session_key").unlink()
    assert make_secrets(tmp_path, NOW) == ["session_key"]
    after = bodies(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {"session_key"}


def test_certificates_are_made_anew_together_or_not_at_all(tmp_path: Path) -> None:
    make_secrets(tmp_path, NOW)
    before = bodies(tmp_path)
    (tmp_path / "temporal_client.key").unlink()
    assert make_secrets(tmp_path, NOW) == list(TLS)
    after = bodies(tmp_path)
    assert {name for name in after if after[name] != before[name]} == set(TLS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_secrets(tmp_path, NOW)
    return tmp_path


def certificate(folder: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / name).read_bytes())


def policy(folder: Path, at: datetime = NOW) -> PolicyBuilder:
    return PolicyBuilder().store(Store([certificate(folder, "temporal_ca.pem")])).time(at)


@pytest.mark.parametrize("name", SERVER_NAMES)
def test_the_server_is_known_by_its_names(folder: Path, name: str) -> None:
    server = certificate(folder, "temporal_server.pem")
    verifier = policy(folder).build_server_verifier(x509.DNSName(name))
    assert len(verifier.verify(server, [])) == 2
    with pytest.raises(VerificationError):
        policy(folder).build_server_verifier(x509.DNSName("other")).verify(server, [])


def test_a_client_is_no_server(folder: Path) -> None:
    client = certificate(folder, "temporal_client.pem")
    assert len(policy(folder).build_client_verifier().verify(client, []).chain) == 2
    with pytest.raises(VerificationError):
        policy(folder).build_server_verifier(x509.DNSName("temporal")).verify(client, [])


@pytest.mark.parametrize("name", ["temporal_server", "temporal_client"])
def test_each_certificate_has_its_own_key(folder: Path, name: str) -> None:
    pem = (folder / f"{name}.key").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert key.public_key() == certificate(folder, f"{name}.pem").public_key()


def test_the_authority_s_key_is_kept_nowhere(folder: Path) -> None:
    authority = certificate(folder, "temporal_ca.pem").public_key()
    keys = [serialization.load_pem_private_key(f.read_bytes(), None) for f in folder.glob("*.key")]
    assert len(keys) == 2
    assert [key for key in keys if key.public_key() == authority] == []


def test_a_certificate_ends_after_five_years(folder: Path) -> None:
    pem = (folder / "temporal_server.pem").read_bytes()
    assert ends_at(pem) == NOW + VALID_FOR
    late = policy(folder, NOW + VALID_FOR + timedelta(days=1))
    with pytest.raises(VerificationError):
        late.build_server_verifier(x509.DNSName("temporal")).verify(
            certificate(folder, "temporal_server.pem"), []
        )


def test_the_command_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["secrets", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out
    assert said.count("Đã tạo ") == len(NAMES) + len(TLS)
    assert not [body for body in bodies(tmp_path / "new").values() if body.decode() in said]
    assert run(["secrets", str(tmp_path / "new")]) == 0
    assert "Đã có đủ" in capsys.readouterr().out
