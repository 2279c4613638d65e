"""Settings of whom we ask about certificates and times; a misspelt one is refused at the start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.config_stores import path
from service.errors import SettingInvalidError
from workflows.config import RevocationAsking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

    Given = Mapping[str, str]

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_POLICY = re.compile(r"[0-2](\.\d+)+")


def revocation(given: Given, layout: Layout) -> RevocationAsking | None:
    """Return which authorities are asked for revocation data; None where none is named.

    Raises:
        SettingInvalidError: what should be the name of a host is none, such as an address.
    """
    hosts, private = _hosts(given, "REVOCATION_HOSTS"), _hosts(given, "REVOCATION_PRIVATE_HOSTS")
    if not hosts and not private:
        return None
    cache = path(given, "REVOCATION_CACHE") or layout.revocation.absolute()
    return RevocationAsking(hosts=hosts, private_hosts=private, cache=cache)


def tsa_policies(given: Given) -> tuple[str, ...]:
    """Return the accepted policies of timestamps. Raises SettingInvalidError: not dotted."""
    found = tuple(given.get("TSA_POLICIES", "").split())
    wrong = [one for one in found if not _POLICY.fullmatch(one)]
    if wrong:
        raise SettingInvalidError(f"TRINHKY_TSA_POLICIES: not an object identifier: {wrong[0]}")
    return found


def _hosts(given: Given, name: str) -> tuple[str, ...]:
    found = tuple(host.lower() for host in given.get(name, "").split())
    wrong = [host for host in found if not _HOST.fullmatch(host)]
    if wrong:
        raise SettingInvalidError(f"TRINHKY_{name}: not the name of a host: {wrong[0]}")
    return found
