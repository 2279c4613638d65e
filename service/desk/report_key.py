"""The key that signs reports of verification: in the desk's folder, for that and nothing else.

No person's PIN opens it, because nobody answers for what a machine has found: it is sealed by the
server key alone, so whoever can read the folder can sign reports, but no paper of anybody.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from service.desk.errors import ReportKeyMissingError
from service.desk.files import write_private
from signing.custody import pkcs12
from signing.errors import KeyUnusableError, WrongPinError
from signing.trust.report_purpose import refuse_unfit

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.desk.cabinet import Cabinet
    from signing.custody.unlocked import UnlockedKey

FILE: Final = "report.key"
_NO_PIN: Final = ""


class ReportKey:
    """The place of the key; read anew at each use, so that a change needs no restart."""

    def __init__(self, folder: Path, cabinet: Cabinet) -> None:
        """Know the desk's folder, and the cabinet whose server key seals it."""
        self._file, self._cabinet = folder / FILE, cabinet

    def put(self, p12: bytes, password: str, at: datetime) -> str:
        """File a key in place of the one before; return its certificate's sha256.

        Raises:
            KeyUnusableError: it does not open with this password.
            CertificateUnusableError: it is not for reports and for them alone, or not good now.
        """
        server_key = self._cabinet.server_key()
        wrapped = pkcs12.wrap(p12, password, _NO_PIN, server_key)
        key = pkcs12.unlock(wrapped, _NO_PIN, server_key)
        key.forget()
        refuse_unfit(key.certificate, at, a_report=True)
        write_private(self._file, wrapped)
        return hashlib.sha256(key.certificate).hexdigest()

    def remove(self) -> None:
        """Take the key away; one that is not there is away already."""
        self._file.unlink(missing_ok=True)

    def require(self) -> None:
        """Raise ReportKeyMissingError where there is none."""
        if not self._file.is_file():
            raise ReportKeyMissingError("this desk has no key for reports")

    def open(self, at: datetime) -> UnlockedKey:
        """Return the key.

        Raises:
            ReportKeyMissingError: there is none.
            KeyUnusableError: damaged, or of another server.
            CertificateUnusableError: not good at `at` (aware), or not for reports.
        """
        self.require()
        try:
            key = pkcs12.unlock(self._file.read_bytes(), _NO_PIN, self._cabinet.server_key())
        except WrongPinError as error:
            raise KeyUnusableError("the key for reports was sealed in another way") from error
        refuse_unfit(key.certificate, at, a_report=True)
        return key
