"""Whether the bytes are laid out as an honest chain of revisions, each signed as a whole.

A signature says something about a file only if its byte range is the whole file up to its own end,
less its own hole; if nothing hides in the hole; and if no later revision reaches back into what
was signed (the "universal forgery", "incremental saving" and "wrapping" attacks of 2019).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.sign.validation import SignatureCoverageLevel

from signing.verify.ber import to_der
from signing.verify.codes import Code
from signing.verify.hybrid import is_plain
from signing.verify.packed import is_packed_alike

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.paper import Paper
    from signing.verify.skeleton import Skeleton

_WHOLE: Final = (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)
_HOLE: Final = re.compile(rb"<[0-9A-Fa-f]*>")
_END: Final = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF[\r\n]{0,2}\Z")
_TAIL: Final = 64
_KEYWORD: Final = len(b"xref\r\n")
_PARTS: Final = 4


def file_codes(paper: Paper, skeleton: Skeleton) -> frozenset[Code]:
    """Judge the chain of revisions and the end of the file."""
    codes = set() if skeleton.code is None else {skeleton.code}
    if not _is_read_alike(paper, skeleton):
        codes.add(Code.FILE_STRUCTURE)
    if any(_is_overlooked(paper, one, skeleton) for one in paper.all_signed):
        codes.add(Code.MALFORMED_SIGNATURE)
    holes = {int(one.byte_range[1]) for one in paper.all_signed}
    if any(seal.hole not in holes for seal in skeleton.seals):
        codes.add(Code.SIGNATURE_REMOVED)
    if not _ends_properly(paper.data, paper.last_revision, paper):
        codes.add(Code.TRAILING_BYTES)
    if not is_plain(paper) or not _chain_is_honest(paper):
        codes.add(Code.FILE_STRUCTURE)
    if _shares_a_value(paper):
        codes.add(Code.SHARED_VALUE)
    return frozenset(codes)


def _is_overlooked(paper: Paper, one: EmbeddedPdfSignature, skeleton: Skeleton) -> bool:
    """Whether a whole signature is none to the small parser, so that nobody reads what follows.

    Its range is written with comments, signs or escapes, as no honest writer does.
    """
    seen = any(seal.hole == int(one.byte_range[1]) for seal in skeleton.seals)
    return not seen and not coverage_codes(paper, one)


def coverage_codes(paper: Paper, signature: EmbeddedPdfSignature) -> frozenset[Code]:
    """Judge the byte range of one signature or document timestamp."""
    covered = covered_end(paper.data, signature)
    if covered is None:
        return frozenset({Code.BYTE_RANGE})
    whole = (
        signature.evaluate_signature_coverage() in _WHOLE
        and _END.search(paper.data[:covered][-_TAIL:]) is not None
        and _no_later_byte_before(paper, int(signature.signed_revision), covered)
    )
    return frozenset() if whole else frozenset({Code.NOT_WHOLE_REVISION})


def covered_end(pdf: bytes, signature: EmbeddedPdfSignature) -> int | None:
    """Return where the signed bytes end; None when the byte range is not `0..hole, hole..end`.

    The hole must be the hexadecimal string of this very signature, padded with zeros only.
    """
    numbers = [int(number) for number in signature.byte_range]
    if len(numbers) != _PARTS or numbers[0] != 0 or min(numbers) < 0:
        return None
    _, hole, after, rest = numbers
    if not hole < after <= after + rest <= len(pdf) or not _HOLE.fullmatch(pdf[hole:after]):
        return None
    digits = pdf[hole + 1 : after - 1]
    if len(digits) % 2:
        return None
    contents = bytes.fromhex(digits.decode("ascii"))
    der, size = to_der(contents)
    same = signature.pkcs7_content in (contents, der.ljust(len(contents), b"\0"))
    return after + rest if same and not contents[size:].strip(b"\0") else None


def _is_read_alike(paper: Paper, skeleton: Skeleton) -> bool:
    """Whether pyHanko found the very objects, at the very places, that the bytes show."""
    xrefs = paper.reader.xrefs
    numbers = range(paper.last_revision - len(skeleton.revisions) + 1, paper.last_revision + 1)
    if skeleton.code is not None or numbers.start < 1:
        return skeleton.code is not None
    for number, written in zip(numbers, skeleton.revisions, strict=True):
        places = {
            ref.idnum: (place, ref.generation)
            for ref in xrefs.explicit_refs_in_revision(number)
            if isinstance(place := xrefs.get_historical_ref(ref, number), int)
        }
        stream = xrefs.get_xref_container_info(number).stream_ref
        if stream is not None:
            places[stream.idnum] = (written.table, stream.generation)
        if places != written.objects or not is_packed_alike(paper, number):
            return False
    return True


def _ends_properly(pdf: bytes, last: int, paper: Paper) -> bool:
    found = _END.search(pdf[-_TAIL:])
    declared = paper.reader.xrefs.get_startxref_for_revision(last)
    return found is not None and int(found[1]) == declared


def _chain_is_honest(paper: Paper) -> bool:
    """Each revision after the first signature lies behind the one before it, in one piece."""
    xrefs = paper.reader.xrefs
    for revision in range(paper.first_signed, paper.last_revision + 1):
        container = xrefs.get_xref_container_info(revision)
        if not 0 <= container.start_location - container.declared_startxref <= _KEYWORD:
            return False
        if revision > paper.first_signed:
            end = xrefs.get_xref_container_info(revision - 1).end_location
            if not _no_byte_before(paper, revision, end):
                return False
    return True


def _no_later_byte_before(paper: Paper, revision: int, covered: int) -> bool:
    return all(
        _no_byte_before(paper, later, covered)
        for later in range(revision + 1, paper.last_revision + 1)
    )


def _no_byte_before(paper: Paper, revision: int, end: int) -> bool:
    """Whether a revision's objects lie between `end` and its own cross-reference section."""
    xrefs = paper.reader.xrefs
    last = xrefs.get_xref_container_info(revision).declared_startxref
    written = xrefs.explicit_refs_in_revision(revision)
    streams = xrefs.object_streams_used_in(revision)
    places = [xrefs.get_historical_ref(ref, revision) for ref in written | streams]
    offsets = [place for place in places if isinstance(place, int)]
    return all(end <= offset <= last for offset in [*offsets, last]) and streams <= written


def _shares_a_value(paper: Paper) -> bool:
    """Whether one signature stands in two fields (a copied value, or a copied timestamp)."""
    values = [one.sig_field.raw_get("/V").reference for one in paper.all_signed]
    contents = [bytes(one.pkcs7_content) for one in paper.all_signed]
    return len(set(values)) < len(values) or len(set(contents)) < len(contents)
