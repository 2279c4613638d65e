"""Asks poppler's `pdfsig` about signatures and NSS, its library, about their certificates.

pdfsig sees bytes and certificates only: a page changed in a later revision is still "valid" for
it, and it calls document timestamps not valid because it does not know them: `kind` tells them
apart. Its own word on certificates is not used: poppler 22.12 reads NSS's error number after NSS
has said yes, and a left-over number turns "trusted" into "unknown issue", now here, now there. So
NSS is asked itself (`certutil -V`, for the very usage that pdfsig asks for), offline, with a
directory that trusts our anchors and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.judges.tools import tool

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature

SECONDS = 60
_TYPE = "  - Signature Type: "  # an empty field has none
_HEAD = re.compile(r"^Signature #\d+:$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PdfsigSignature:
    """One signature or document timestamp as pdfsig words it."""

    field: str
    kind: str  # ETSI.CAdES.detached ...; "unknown" for document timestamps
    valid: bool  # "Signature is Valid."
    trusted: bool | None  # what NSS says of the certificate; None: not asked
    total: bool  # covers the whole file


def pdfsig(file: Path, trust: Path | None = None) -> list[PdfsigSignature]:
    """What pdfsig says; with `trust` (PEM) NSS also judges the signers' certificates.

    Raises:
        ToolMissingError: pdfsig, or certutil when anchors are given, is not installed.
    """
    done = _run(tool("pdfsig", "poppler-utils"), "-nocert", str(file))
    trusted = {} if trust is None else _trusted_by_nss(file, trust)
    blocks = _HEAD.split(done.stdout)[1:]
    return [_signature(block, trusted) for block in blocks if _TYPE in block]


def _signature(block: str, trusted: dict[str, bool]) -> PdfsigSignature:
    lines = dict(re.findall(r"^  - ([^:\n]+): (.*)$", block, re.MULTILINE))
    field = lines["Signature Field Name"]
    return PdfsigSignature(
        field=field,
        kind=lines["Signature Type"],
        valid=lines.get("Signature Validation") == "Signature is Valid.",
        trusted=trusted.get(field),
        total="  - Total document signed" in block,
    )


def _trusted_by_nss(file: Path, trust: Path) -> dict[str, bool]:
    """Field by field, what NSS says of the signer's certificate."""
    signatures = PdfFileReader(BytesIO(file.read_bytes())).embedded_regular_signatures
    with tempfile.TemporaryDirectory() as name:
        nss = Path(name)
        _certutil(nss, "-N", "--empty-password").check_returncode()
        for anchor in x509.load_pem_x509_certificates(trust.read_bytes()):
            _import(nss, anchor.public_bytes(Encoding.DER), "CT,CT,CT")
        return {str(one.field_name): _is_trusted(nss, one) for one in signatures}


def _is_trusted(nss: Path, signature: EmbeddedPdfSignature) -> bool:
    for other in signature.other_embedded_certs:
        if other.self_signed == "no":  # a root from the file is nobody's anchor
            _import(nss, other.dump(), ",,")
    name = _import(nss, signature.signer_cert.dump(), ",,")
    return _certutil(nss, "-V", "-n", name, "-u", "S", "-e").returncode == 0


def _import(nss: Path, der: bytes, trust: str) -> str:
    """Store a certificate once, under its digest; NSS keeps the first name of a certificate."""
    name = hashlib.sha256(der).hexdigest()
    stored = nss / f"{name}.der"
    if not stored.exists():
        stored.write_bytes(der)
        _certutil(nss, "-A", "-n", name, "-t", trust, "-i", str(stored)).check_returncode()
    return name


def _certutil(nss: Path, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = tool("certutil", "libnss3-tools")
    return _run(program, action, "-d", f"sql:{nss}", *arguments)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    clean = {"LC_ALL": "C", "PATH": os.defpath}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, env=clean
    )
