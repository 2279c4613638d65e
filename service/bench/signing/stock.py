"""The reference in Python: pyHanko as its manual has it, nothing tuned and nothing left out.

Signing: `SimpleSigner` from a PKCS#12 file, `PdfSigner` with a timestamper in the process, a field
of its own that paints nothing. Verifying: `validate_pdf_signature` with the revocation data of the
file itself and the difference analysis, and the archive timestamp.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from service.bench.signing.member import serve
from service.bench.signing.office import LEADER, PASSWORD, TSA, Office
from service.bench.signing.ours import NotGoodError

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext

    from service.bench.signing.member import Work


def main(folder: Path) -> None:
    """Serve until the input ends."""
    office = Office(folder)

    def prepared(kind: str, pages: int) -> tuple[Work, bytes]:
        if kind == "sign":
            return _sign(folder), office.blank(pages).read_bytes()
        return _verify(office.pki.anchors), office.signed(pages).read_bytes()

    serve(prepared)


def _sign(folder: Path) -> Work:
    path = str(folder / f"{LEADER}.p12")
    signer = signers.SimpleSigner.load_pkcs12(path, passphrase=PASSWORD.encode())
    if signer is None:
        raise NotGoodError("the key cannot be read")
    about = signers.PdfSignatureMetadata(
        field_name="DoiChung", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    one = signers.PdfSigner(about, signer=signer, timestamper=_timestamper(folder))

    def work(pdf: bytes) -> None:
        one.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))

    return work


def _timestamper(folder: Path) -> DummyTimeStamper:
    packed = (folder / f"{TSA}.p12").read_bytes()
    key, certificate, above = pkcs12.load_key_and_certificates(packed, PASSWORD.encode())
    if key is None or certificate is None:
        raise NotGoodError("the timestamp key cannot be read")
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    ders = [each.public_bytes(Encoding.DER) for each in (certificate, *above)]
    own, *chain = map(asn1_x509.Certificate.load, ders)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library's
    store.register_multiple(chain)
    return DummyTimeStamper(own, keys.PrivateKeyInfo.load(plain), certs_to_embed=store)


def _verify(anchors: tuple[bytes, ...]) -> Work:
    roots = [asn1_x509.Certificate.load(der) for der in anchors]

    def work(pdf: bytes) -> None:
        reader = PdfFileReader(BytesIO(pdf))
        settings = {"trust_roots": roots, "allow_fetching": False, "revocation_mode": "hard-fail"}
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
        for one in reader.embedded_signatures:
            if not _is_good(one, context):
                raise NotGoodError(str(one.field_name))

    return work


def _is_good(one: EmbeddedPdfSignature, context: ValidationContext) -> bool:
    if one.sig_object["/Type"] == "/DocTimeStamp":
        stamp: Any = validate_pdf_timestamp(one, context)
        return bool(stamp.valid and stamp.intact and stamp.trusted)
    return bool(validate_pdf_signature(one, context, context).bottom_line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
