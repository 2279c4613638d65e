"""Asks poppler's `pdfsig`, with an NSS directory that holds our anchors and nothing else.

pdfsig sees bytes and certificates only: a page changed in a later revision is still "valid" for
it. It asks an OCSP responder if a certificate names one (ours name none): with `-no-ocsp`, poppler
22.12 reads a stale error and calls every certificate unknown, so that flag cannot be used. It
knows nothing of document timestamps and calls them not valid: `kind` tells them apart.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.judges.tools import tool

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
_HEAD = re.compile(r"^Signature #\d+:$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PdfsigSignature:
    """One signature or document timestamp as pdfsig words it."""

    field: str
    kind: str  # ETSI.CAdES.detached, ETSI.RFC3161 ...
    valid: bool  # "Signature is Valid."
    trusted: bool | None  # None: not asked, or pdfsig said nothing about the certificate
    total: bool  # covers the whole file


def pdfsig(file: Path, trust: Path | None = None) -> list[PdfsigSignature]:
    """What pdfsig says; with `trust` (PEM) it also judges the certificates.

    Raises:
        ToolMissingError: pdfsig, or certutil when anchors are given, is not installed.
    """
    with tempfile.TemporaryDirectory() as nss:
        _fill_nss(Path(nss), trust)
        flags = [] if trust else ["-nocert"]
        done = subprocess.run(
            [tool("pdfsig", "poppler-utils"), "-nssdir", f"sql:{nss}", *flags, str(file)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C", "PATH": os.defpath},
        )
    return [_signature(block) for block in _HEAD.split(done.stdout)[1:]]


def _fill_nss(nss: Path, trust: Path | None) -> None:
    _certutil("-N", "-d", f"sql:{nss}", "--empty-password")
    for number, anchor in enumerate(_anchors(trust)):
        pem = nss / f"anchor-{number}.pem"
        pem.write_bytes(anchor)
        _certutil("-A", "-d", f"sql:{nss}", "-n", pem.stem, "-t", "CT,CT,CT", "-a", "-i", str(pem))


def _anchors(trust: Path | None) -> Iterator[bytes]:
    if trust is not None:
        for anchor in x509.load_pem_x509_certificates(trust.read_bytes()):
            yield anchor.public_bytes(Encoding.PEM)


def _certutil(*arguments: str) -> None:
    command = [tool("certutil", "libnss3-tools"), *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)


def _signature(block: str) -> PdfsigSignature:
    lines = dict(re.findall(r"^  - ([^:\n]+): (.*)$", block, re.MULTILINE))
    certificate = lines.get("Certificate Validation")
    return PdfsigSignature(
        field=lines["Signature Field Name"],
        kind=lines["Signature Type"],
        valid=lines.get("Signature Validation") == "Signature is Valid.",
        trusted=None if certificate is None else certificate == "Certificate is Trusted.",
        total="  - Total document signed" in block,
    )
