"""Judges a file that the desk was handed, and signs what it has found itself.

Who asks says a name and gives bytes; he says nothing of the verdict. Whoever has taken over the web
can therefore have true reports made and no others, and a few at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from cryptography.x509.oid import NameOID

from service.catalogue import sentence
from service.desk.errors import ReportBusyError
from service.desk.report_key import ReportKey
from service.verifying.errors import VerifierBusyError, VerifierFailedError
from service.verifying.sheet import TABLE, Maker, report_sheet
from service.verifying.verifier import Verifier
from signing.errors import (
    KeyUnusableError,
    NotValidAfterSigningError,
    TimestampUnavailableError,
)
from signing.port import CornerLine, FieldRole
from signing.seal.alone import Agency, sign_alone, source_of
from signing.seal.evidence import Gatherer
from signing.trust.dated_anchors import anchors_at
from signing.trust.fitness import load_certificate
from signing.verify.codes import Verdict
from signing.verify.judge import Expectation, verify
from workflows.activities.workshop import Trust
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signing.custody.port import KeyHolder

PLACES: Final = 2  # reports made at once; signing never waits for one
PATIENCE: Final = 2.0  # seconds that one waits for a place
_ZONE: Final = "+07:00"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes signed reports. Safe to share between threads.

    `trust` gives whom we believe and ask; it raises KeyUnusableError where no authority for times
    is set.
    """

    key: ReportKey
    verifier: Verifier
    trust: Callable[[], Trust]
    now: Callable[[], datetime]
    places: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(PLACES), compare=False
    )
    patience: float = PATIENCE

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places; before any byte of a file is taken.

        Raises:
            ReportKeyMissingError: this desk signs no reports.
            ReportBusyError: all are taken.
        """
        self.key.require()
        if not self.places.acquire(timeout=self.patience):
            raise ReportBusyError("other reports are being made")
        try:
            yield
        finally:
            self.places.release()

    def report(self, name: str, pdf: bytes) -> bytes:
        """Return the signed report on a file; `name` is what it was called by who gave it.

        Raises:
            ReportKeyMissingError, KeyUnusableError, CertificateUnusableError: of our own key.
            TimestampUnavailableError: no authority says what time it is; our clock is no proof.
            RevocationUnavailableError, AnchorsUnusableError: it could not be proven later.
            ReportBusyError: no process could be started to judge the file.
            NotValidAfterSigningError: our own verifier refuses what was signed.
        """
        at = self.now()
        key = self.key.open(at)
        try:
            trust = self._trust()
            try:
                judgement = self.verifier.judge(pdf, at)
            except (VerifierBusyError, VerifierFailedError) as error:
                raise ReportBusyError(error.code) from error
            sheet = report_sheet(name, judgement, Maker(_name_in(key), version("trinhky")))
            return self._signed(sheet, pdf, key, trust)
        finally:
            key.forget()

    def _trust(self) -> Trust:
        try:
            return self.trust()
        except KeyUnusableError as error:
            raise TimestampUnavailableError("no authority for times is set") from error

    def _signed(self, sheet: bytes, pdf: bytes, key: KeyHolder, trust: Trust) -> bytes:
        """Sign under an archive timestamp, and hand out nothing that we would not believe."""
        at = self.now().astimezone(VIETNAM).replace(microsecond=0)
        anchors = anchors_at(trust.anchors, at)
        line = CornerLine((sentence(TABLE, "line"),), at.isoformat(), _ZONE, source_of(pdf))
        agency = Agency(key, trust.timestamper, Gatherer(trust.revocation, anchors))
        signed = sign_alone(sheet, FieldRole.REPORT, line, agency)
        expected = Expectation({FieldRole.REPORT: key.certificate})
        found = verify(signed, anchors, self.now(), expected)
        if found.verdict is not Verdict.VALID:
            raise NotValidAfterSigningError(found.code)
        return signed


def _name_in(key: KeyHolder) -> str:
    """Return for which agency the key's certificate was issued."""
    subject = load_certificate(key.certificate).subject
    names = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else ""
