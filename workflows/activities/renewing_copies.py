"""Puts the record of one electronic copy under a newer archive timestamp, as papers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signing.port import FieldRole
from signing.verify.judge import Expectation
from storage.errors import LedgerTakenError
from storage.instants import to_text
from storage.people import certificates
from workflows.activities.archiving import put_away
from workflows.activities.copies import append_renewal, copy_of
from workflows.activities.renewing import RenewalOvertakenError, is_due, restamped
from workflows.activities.workshop import NoCertificateError
from workflows.contracts.renewing import Renewed

if TYPE_CHECKING:
    from workflows.activities.copies import Copy
    from workflows.activities.renewing import Hands
    from workflows.activities.workshop import Workshop
    from workflows.contracts.renewing import DueRecord
    from workflows.domain.document import Ticket


def renew_copy(hands: Hands, ask: DueRecord) -> Renewed:
    """Renew a copy that is due. Safe to run twice.

    Raises:
        RecordNotValidError: it is not valid before it is renewed, or would not be after it.
        AuthorityEndsError: the new stamp would prove no longer than the old one.
        NoCertificateError: the register does not know who signed it.
        RenewalOvertakenError: somebody else renewed it just now; nothing was recorded.
        SigningError: no stamp or no evidence can be had now.
        StorageError: a file cannot be read, or was not taken.
    """
    done = Renewed(ask.document_id)
    with hands.shop.database.reading() as conn:
        copy = copy_of(conn, ask.document_id)
    if copy is None or copy.renewals != ask.renewals or not is_due(hands, copy.file):
        return done
    pdf = restamped(hands, copy.file, _expected(hands.shop, copy))
    _note(hands.shop, copy, put_away(hands.shop, copy.record_id, pdf, None))
    return done


def _expected(shop: Workshop, copy: Copy) -> Expectation:
    with shop.database.reading() as conn:
        signer = certificates.certificate(conn, copy.certificate_sha256)
    if signer is None:
        raise NoCertificateError(FieldRole.COPY)
    return Expectation({FieldRole.COPY: signer.der})


def _note(shop: Workshop, copy: Copy, file: Ticket) -> None:
    try:
        with shop.database.writing() as conn:
            append_renewal(conn, copy, file, to_text(shop.clock()))
    except LedgerTakenError as err:
        raise RenewalOvertakenError(copy.record_id) from err
