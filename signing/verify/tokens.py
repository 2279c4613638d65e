"""Reads RFC 3161 tokens: what time they prove, for what, by whom. Trust is not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from signing.verify.cms import Signed, check_cms, hash_of
from signing.verify.codes import Code, NotUsableError
from signing.verify.strength import STRONG

if TYPE_CHECKING:
    from collections.abc import Callable

    from asn1crypto import cms
    from pyhanko.sign.validation import EmbeddedPdfSignature


@dataclass(frozen=True, slots=True)
class Token:
    """One timestamp; `matches` says whether it stamps what it stands on."""

    time: datetime
    signed: Signed
    matches: bool

    @property
    def is_sound(self) -> bool:
        """Return whether it stamps this very thing and is its authority's own word."""
        return self.matches and self.signed.is_intact


def signature_tokens(signature: EmbeddedPdfSignature) -> tuple[Token, ...]:
    """Return the tokens over a signature's value. Raises NotUsableError."""
    value = signature.signer_info["signature"].native
    try:
        found = tuple(extract_tst_data_iter(signature.signer_info, signed=False))
    except (SignatureValidationError, ValueError, TypeError, KeyError) as error:
        raise NotUsableError(Code.MALFORMED_SIGNATURE) from error
    return tuple(_read(data, lambda name: hash_of(name, value)) for data in found)


def document_token(timestamp: EmbeddedPdfSignature) -> Token:
    """Return the token of a document timestamp. Raises NotUsableError."""
    return _read(timestamp.signed_data, timestamp.compute_digest)


def _read(data: cms.SignedData, digest_of: Callable[[str], bytes]) -> Token:
    try:
        content = data["encap_content_info"]["content"]
        info = content.parsed
        (signer,) = data["signer_infos"]
        own_digest = hash_of(signer["digest_algorithm"]["algorithm"].native, bytes(content))
        imprint = info["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        time, stamped = info["gen_time"].native, imprint["hashed_message"].native
    except (AttributeError, ValueError, TypeError, KeyError) as error:
        raise NotUsableError(Code.MALFORMED_SIGNATURE) from error
    signed = check_cms(data, own_digest)
    if algorithm not in STRONG:
        signed = replace(signed, codes=signed.codes | {Code.WEAK_ALGORITHM})
    return Token(time=time, signed=signed, matches=digest_of(algorithm) == stamped)
