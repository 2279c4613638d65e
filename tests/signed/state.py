"""Papers as the state's own tools have signed them, rebuilt from what 133 real signatures show.

Each of person, number, date and seal signs apart, in a field that the tool adds then and there
and paints. The container is of the old kind: no signing certificate named, the leaf alone inside,
no revocation data, and a signing time that is the wall clock of Hà Nội written as if it were UTC.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing.hole import byte_range_digest, fill
from signing.seal.embed import with_token
from signing.seal.revision import RevisionWriter, start_revision, write_with_hole
from signing.verify.objects import entry
from tests.signed.foreign import ForeignOffice
from tests.signed.page import blank_paper
from tests.signed.pki import Pki

if TYPE_CHECKING:
    from tests.signed.pki import Holder

HA_NOI: Final = timezone(timedelta(hours=7))
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - the older tools
    "sha256": hashes.SHA256(),
}


class Place(Enum):
    """Where the tools paint, in points of an A4 page."""

    PERSON = (366, 180, 466, 230)
    NUMBER = (118, 732, 140, 748)
    DATE = (392, 732, 414, 748)
    SEAL = (300, 150, 402, 252)


PLACES: Final = tuple(Place)
SAYS: Final = {Place.PERSON: "An", Place.NUMBER: "25", Place.DATE: "30", Place.SEAL: "DAU"}


@dataclass(frozen=True)
class StateTool:
    """One tool with its clock; each wish is something that real files show."""

    pki: Pki
    now: datetime
    ber: bool = False
    digest: str = "sha256"
    stamps: bool = True

    def person(self) -> Holder:
        return self.pki.person("Nguyễn Văn An")

    def agency(self) -> Holder:
        return self.pki.person("SỞ Y TẾ THỬ NGHIỆM")

    def blank(self) -> bytes:
        return blank_paper()

    def issue(self, pdf: bytes | None = None, places: tuple[Place, ...] = PLACES) -> bytes:
        """Person, number, date, seal, one revision each."""
        signed = self.blank() if pdf is None else pdf
        for place in places:
            signed = self.sign(signed, place)
        return signed

    def sign(
        self,
        pdf: bytes,
        place: Place,
        *,
        by: Holder | None = None,
        box: tuple[float, float, float, float] | None = None,
        says: str | None = None,
    ) -> bytes:
        """Add a field, paint it, sign it; the wishes are a forger's."""
        holder = by or (self.person() if place is Place.PERSON else self.agency())
        writer = start_revision(pdf)
        at = self.now.astimezone(HA_NOI)
        value = SignatureObject(at, SigSeedSubFilter.ADOBE_PKCS7_DETACHED, bytes_reserved=32768)
        face = _face(says or SAYS[place], box or place.value)
        _add_field(writer, value, face, box or place.value)
        hole, start, end = write_with_hole(writer, value)
        container = self._container(holder, byte_range_digest(hole, start, end, self.digest))
        return fill(hole, start, end, _indefinite(container) if self.ber else container)

    def _container(self, holder: Holder, digest: bytes) -> bytes:
        own = x509.Certificate.load(holder.certificate.public_bytes(Encoding.DER))
        attributes = self._attributes(digest)
        signed = attributes.dump()
        value = holder.key.sign(signed, padding.PKCS1v15(), _HASHES[self.digest])
        algorithm = {"algorithm": self.digest}
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": {
                        "issuer": own.issuer,
                        "serial_number": own.serial_number,
                    }
                }
            ),
            "digest_algorithm": algorithm,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
            "signature": value,
        }
        data = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [algorithm],
                "encap_content_info": {"content_type": "data"},
                "certificates": [own],
                "signer_infos": [signer],
            }
        )
        made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
        return with_token(made, self._token(value)) if self.stamps else made

    def _attributes(self, digest: bytes) -> cms.CMSAttributes:
        """The signing time says the hour of Hà Nội and calls it UTC: seven hours too late."""
        wrong = self.now.astimezone(HA_NOI).strftime("%y%m%d%H%M%SZ")
        kinds = {
            "content_type": "data",
            "signing_time": cms.Time({"utc_time": core.UTCTime(wrong)}),
            "message_digest": digest,
        }
        return cms.CMSAttributes(
            [cms.CMSAttribute({"type": kind, "values": [one]}) for kind, one in kinds.items()]
        )

    def _token(self, value: bytes) -> bytes:
        stamper = ForeignOffice(self.pki, now=self.now).timestamper()
        _, request = stamper.request_cms(hashlib.sha256(value).digest(), "sha256")
        token: bytes = stamper.request_tsa_response(request)["time_stamp_token"].dump()
        return token


def _indefinite(container: bytes) -> bytes:
    """The same container as BER whose end is a mark instead of a length."""
    inner: bytes = cms.ContentInfo.load(container).contents
    return b"\x30\x80" + inner + b"\0\0"


def _add_field(
    writer: RevisionWriter,
    value: SignatureObject,
    face: generic.StreamObject,
    box: tuple[float, float, float, float],
) -> None:
    page, _ = writer.find_page_for_modification(0)
    form = entry(writer.root, "/AcroForm")
    fields = form["/Fields"] if form is not None else generic.ArrayObject()
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string(f"Signature{len(fields) + 1}"),
            pdf_name("/F"): generic.NumberObject(132),
            pdf_name("/P"): page,
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, box)),
            pdf_name("/V"): writer.add_object(value),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(face)}),
        }
    )
    reference = writer.add_object(field)
    fields.append(reference)
    if form is None:
        entries = {pdf_name("/Fields"): fields, pdf_name("/SigFlags"): generic.NumberObject(3)}
        writer.root[pdf_name("/AcroForm")] = writer.add_object(generic.DictionaryObject(entries))
        writer.update_root()
    else:
        writer.update_container(fields)
    writer.register_annotation(page, reference)


def _face(text: str, box: tuple[float, float, float, float]) -> generic.StreamObject:
    """What a reader sees: the text and nothing else, in a typeface that every reader has."""
    width, height = box[2] - box[0], box[3] - box[1]
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Times-Roman"}
    fonts = generic.DictionaryObject(
        {
            pdf_name("/F1"): generic.DictionaryObject(
                {pdf_name(key): pdf_name(name) for key, name in font.items()}
            )
        }
    )
    content = f"BT /F1 {min(13, height)} Tf 1 3 Td ({text}) Tj ET".encode()
    return generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.FloatObject, (0, 0, width, height))),
            pdf_name("/Resources"): generic.DictionaryObject({pdf_name("/Font"): fonts}),
        },
        stream_data=content,
    )
