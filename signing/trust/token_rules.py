"""Whose timestamps are believed: an anchor's, under an accepted policy, near our own time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from asn1crypto import tsp

from signing.cms import read_cms
from signing.errors import BadSignatureError, CertificateUnusableError, TimestampUnavailableError
from signing.trust.chains import build_chain
from signing.trust.fitness import load_certificate, refuse_outside_validity, refuse_weak

MOST_APART: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a token must satisfy beyond being an honest answer to our question."""

    anchors: Callable[[datetime], Iterable[bytes]]  # DER, of an instant
    clock: Callable[[], datetime]  # aware
    policies: frozenset[str] = frozenset()  # dotted; empty: any
    intermediates: Callable[[], Iterable[bytes]] = tuple  # DER, for tokens without their chain
    most_apart: timedelta = MOST_APART

    def refuse_other(self, token: bytes, certificates: tuple[bytes, ...]) -> None:
        """Return when the token may be used; `certificates` are its own, the signer's first.

        Raises:
            TimestampUnavailableError: another policy, another time, or an authority not ours.
        """
        try:
            content = read_cms(token).data["encap_content_info"]["content"]
            info = tsp.TSTInfo.load(bytes(content), strict=True)
            stamped: datetime = info["gen_time"].native
            policy: str = info["policy"].dotted
        except (BadSignatureError, ValueError, TypeError, KeyError) as error:
            raise TimestampUnavailableError("not a timestamp token") from error
        if self.policies and policy not in self.policies:
            raise TimestampUnavailableError("a token under another policy")
        if abs(stamped - self.clock()) > self.most_apart:
            raise TimestampUnavailableError("the authority's clock is not ours")
        self._refuse_stranger(certificates, stamped)

    def _refuse_stranger(self, certificates: tuple[bytes, ...], stamped: datetime) -> None:
        leaf, *pool = certificates
        try:
            chain = build_chain(leaf, [*pool, *self.intermediates()], self.anchors(stamped))
            for der in chain:
                certificate = load_certificate(der)
                refuse_outside_validity(certificate, stamped)
                refuse_weak(certificate)
        except CertificateUnusableError as error:
            raise TimestampUnavailableError(f"the authority: {error}") from error
