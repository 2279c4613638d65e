"""Other people's papers: signed with pyHanko as it comes, without our fields and our rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import crl, keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.signed.pki import Holder, Pki


def asn1_certificate(holder: Holder) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(holder.certificate.public_bytes(Encoding.DER))


def _store(*holders: Holder) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for holder in holders:
        store.register(asn1_certificate(holder))
    return store


def asn1_key(holder: Holder) -> keys.PrivateKeyInfo:
    der = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(der)


@dataclass(frozen=True)
class ForeignOffice:
    """Signs whatever it is given, wherever it is told to."""

    pki: Pki
    revoked: tuple[Holder, ...] = ()
    now: datetime | None = None  # the clock of its timestamps; None is the machine's
    stamps: bool = True
    strict: bool = True  # else files with two tables, as Word writes them, are signed as well

    def sign(self, pdf: bytes, holder: Holder, name: str, **settings: object) -> bytes:
        """Sign field `name` (made when missing) at B-LT; `use_pades_lta=True` adds the archive."""
        meta: dict[str, Any] = {
            "subfilter": SigSeedSubFilter.PADES,
            "embed_validation_info": True,
            "validation_context": self._context(),
            **settings,
        }
        root = _store(self.pki.root)
        signer = SimpleSigner(asn1_certificate(holder), asn1_key(holder), cert_registry=root)
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=self.strict)
        output = PdfSigner(
            PdfSignatureMetadata(field_name=name, **meta),
            signer,
            timestamper=self.timestamper() if self.stamps else None,
            new_field_spec=SigFieldSpec(name),
        ).sign_pdf(writer, existing_fields_only=False)
        signed: bytes = output.getvalue()
        return signed

    def certify(self, pdf: bytes, holder: Holder, name: str, **settings: object) -> bytes:
        """Sign first, allowing form filling and signatures only."""
        permissions = MDPPerm.FILL_FORMS
        return self.sign(
            pdf, holder, name, certify=True, docmdp_permissions=permissions, **settings
        )

    def timestamper(self) -> DummyTimeStamper:
        authority = self.pki.timestamp_authority()
        root = _store(self.pki.root)
        return DummyTimeStamper(
            asn1_certificate(authority), asn1_key(authority), root, fixed_dt=self.now
        )

    def _context(self) -> ValidationContext:
        revocation_list = crl.CertificateList.load(self.pki.revocation_list(self.revoked))
        return ValidationContext(
            trust_roots=[asn1_certificate(self.pki.root)],
            crls=[revocation_list],
            allow_fetching=False,
            moment=self.now,
        )
