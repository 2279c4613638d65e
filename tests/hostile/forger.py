"""What an attacker does to a signed file: one more revision, or other bytes.

Everything the attacker may not do is only what he has no key for: he writes revisions as he likes,
signs with keys that are his own, and asks any timestamp authority.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing.cms import read_cms
from signing.envelope import Envelope, sign_raw
from signing.hole import byte_range_digest, fill
from signing.port import FIELD_NAMES, FieldRole
from signing.seal import appearance
from signing.seal.appearance import Printed
from signing.seal.drawing import Stream, write
from signing.seal.embed import with_token
from signing.seal.fields import PRIVATE_KEY, field_object, reserved_fields
from signing.seal.printed import private_entry
from signing.seal.revision import RevisionWriter, finish_revision, start_revision, write_with_hole
from signing.trust.own_ca import Issued
from tests.signed.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable


def revise(pdf: bytes, change: Callable[[RevisionWriter], object]) -> bytes:
    """Append a revision in which `change` has been done."""
    writer = start_revision(pdf)
    change(writer)
    return finish_revision(writer)


def page_of(writer: RevisionWriter) -> generic.DictionaryObject:
    """The first page, marked as changed."""
    reference, _ = writer.find_page_for_modification(0)
    writer.mark_update(reference)
    page: generic.DictionaryObject = reference.get_object()
    return page


def stream(content: bytes, **entries: generic.PdfObject) -> generic.StreamObject:
    keys = {pdf_name("/" + key): value for key, value in entries.items()}
    return generic.StreamObject(keys, stream_data=content)


def raw_revision(pdf: bytes, objects: dict[int, bytes], xref: str | None = None) -> bytes:
    """Append a hand-written revision; `xref` replaces its cross-reference table."""
    reader = PdfFileReader(BytesIO(pdf))
    root = reader.root_ref.idnum
    size = max([int(reader.trailer["/Size"]), *(number + 1 for number in objects)])
    previous = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    body, table = b"", "xref\n"
    for number, content in objects.items():
        table += f"{number} 1\n{len(pdf) + len(body):010d} 00000 n \n"
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    trailer = f"trailer\n<</Size {size}/Root {root} 0 R/Prev {previous}>>\n"
    end = f"startxref\n{len(pdf) + len(body)}\n%%EOF\n"
    return pdf + body + ((xref or table) + trailer + end).encode()


@dataclass(frozen=True)
class Rogue:
    """Someone inside the office who writes his own software; each wish is one lie."""

    office: Office
    signer: Issued
    says: Printed
    paints: Stream | Printed
    certify: bool = False
    permissions: MDPPerm = MDPPerm.FILL_FORMS
    named_role: FieldRole | None = None
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES

    def sign(self, pdf: bytes, role: FieldRole) -> bytes:
        """Sign a reserved field by one's own rules, with a genuine timestamp."""
        writer = start_revision(pdf)
        signature = SignatureObject(self.office.now, self.subfilter, bytes_reserved=32768)
        entry = private_entry(self.named_role or role, self.says)
        signature[pdf_name(PRIVATE_KEY)] = write(entry, writer)
        self._paint(writer, role)
        self._fill_field(writer, role, signature)
        return self._seal(*write_with_hole(writer, signature))

    def sign_beside(self, pdf: bytes, name: str, rectangle: generic.ArrayObject) -> bytes:
        """Sign a field that nobody reserved, painted where the signer likes."""
        writer = start_revision(pdf)
        signature = SignatureObject(self.office.now, self.subfilter, bytes_reserved=32768)
        if not isinstance(self.paints, Stream):
            raise TypeError("say what to paint")
        field = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string(name),
                pdf_name("/Rect"): rectangle,
                pdf_name("/V"): writer.add_object(signature),
                pdf_name("/AP"): generic.DictionaryObject(
                    {pdf_name("/N"): write(self.paints, writer)}
                ),
            }
        )
        reference = writer.add_object(field)
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(reference)
        writer.update_container(fields)
        writer.register_annotation(writer.find_page_for_modification(0)[0], reference)
        return self._seal(*write_with_hole(writer, signature))

    def _paint(self, writer: RevisionWriter, role: FieldRole) -> None:
        reserved = reserved_fields(writer)[FIELD_NAMES[role]]
        painted = self.paints
        if not isinstance(painted, Stream):
            painted = appearance.make(painted, reserved.box, reserved.glyphs)
        normal = generic.DictionaryObject({pdf_name("/N"): write(painted, writer)})
        field_object(writer, role).get_object()[pdf_name("/AP")] = normal

    def _fill_field(
        self, writer: RevisionWriter, role: FieldRole, signature: SignatureObject
    ) -> None:
        reference = writer.add_object(signature)
        field = field_object(writer, role)
        field.get_object()[pdf_name("/V")] = reference
        writer.mark_update(field)
        if self.certify:
            setup = SigMDPSetup("sha256", certify=True, docmdp_perms=self.permissions)
            setup.apply(reference, writer)
            writer.update_root()

    def _seal(self, hole: bytes, start: int, end: int) -> bytes:
        envelope = Envelope.of(self.signer.key, self.signer.der, self.signer.chain_der)
        attributes = envelope.attributes(byte_range_digest(hole, start, end))
        cms = envelope.seal(attributes, sign_raw(self.signer.key, attributes))
        value = read_cms(cms).signer["signature"].native
        token = self.office.timestamper().token(hashlib.sha256(value).digest())
        return fill(hole, start, end, with_token(cms, token))
