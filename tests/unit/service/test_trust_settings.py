"""Whom we ask about certificates and times is written as names of hosts and numbers of policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Settings
from service.errors import SettingInvalidError


def _of(**told: str) -> Settings:
    return Settings.from_env({f"TRINHKY_{name}": value for name, value in told.items()})


def test_without_hosts_nobody_is_asked() -> None:
    assert _of().revocation is None


def test_hosts_are_read_in_small_letters_and_apart() -> None:
    told = {"REVOCATION_HOSTS": "OCSP.ca.example crl.ca.example"}
    asking = _of(**told, REVOCATION_PRIVATE_HOSTS="ca.lan", REVOCATION_CACHE="/kept").revocation
    assert asking is not None
    assert asking.hosts == ("ocsp.ca.example", "crl.ca.example")
    assert (asking.private_hosts, asking.cache) == (("ca.lan",), Path("/kept"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REVOCATION_HOSTS", "http://ca.example/"),
        ("REVOCATION_PRIVATE_HOSTS", "ca.example:80"),
        ("TSA_POLICIES", "any"),
    ],
)
def test_what_is_no_host_and_no_policy_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingInvalidError, match=name):
        _of(**{name: value})
