"""Whom an installation believes and asks about certificates and times, by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signing.trust.answer_cache import AnswerCache
from signing.trust.dated_anchors import anchors_at
from signing.trust.pem_bundle import certificates_in
from signing.trust.revocation import CrlFolder, RevocationSource
from signing.trust.revocation_http import HttpRevocation, Reach
from signing.trust.timestamps import HttpTimestamper, LocalTimestamper, Timestamper
from signing.trust.token_rules import TokenRules
from signing.trust.tsa_folder import TsaFolder
from workflows.activities.workshop import Trust

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workflows.config import CoreSettings


def trust_of(settings: CoreSettings, now: Callable[[], datetime]) -> Trust:
    """Return whom this installation believes and asks about certificates and times."""
    folder = settings.pki_dir
    return Trust(
        anchors=folder / "trust.pem",
        intermediates=folder / "issuing.pem",
        revocation=_revocation(settings),
        timestamper=_timestamper(settings, now),
    )


def _timestamper(settings: CoreSettings, now: Callable[[], datetime]) -> Timestamper:
    if settings.tsa_urls:
        return HttpTimestamper(settings.tsa_urls, rules=_token_rules(settings, now))
    return LocalTimestamper(TsaFolder(settings.pki_dir, now).respond)


def _token_rules(settings: CoreSettings, now: Callable[[], datetime]) -> TokenRules:
    folder = settings.pki_dir
    return TokenRules(
        anchors=lambda at: anchors_at(folder / "trust.pem", at),
        clock=now,
        policies=frozenset(settings.tsa_policies),
        intermediates=lambda: certificates_in(folder / "issuing.pem"),
    )


def _revocation(settings: CoreSettings) -> RevocationSource:
    """Lists in the folder; authorities are asked as well where some are named."""
    folder, asking = CrlFolder(settings.pki_dir), settings.revocation
    if asking is None:
        return folder
    reach = Reach.of(asking.hosts, asking.private_hosts)
    return HttpRevocation(reach, AnswerCache(asking.cache), folder)
