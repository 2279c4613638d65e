"""A timestamp authority of one's own (RFC 3161), for development and for offices behind a wall.

A request comes in and a response goes out, both DER; a socket, if any, is somebody else's. The
product labels such a stamp as made under the same management, and never as independent.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, tsp

from signing.envelope import TST_INFO, Envelope, PrivateKey, sign_raw
from signing.trust.tsp_response import TimestampResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

POLICY: Final = "1.3.6.1.4.1.32473.3161"  # RFC 5612: an arc for examples, owned by nobody
_SERIAL_BITS: Final = 96
_SHA256_BYTES: Final = 32


class OwnTsa:
    """Answers timestamp requests with one key and the clock it is given."""

    def __init__(
        self,
        key: PrivateKey,
        certificate: bytes,
        chain: tuple[bytes, ...],
        clock: Callable[[], datetime],
    ) -> None:
        """Take key, certificate and chain (DER); `clock` gives aware times."""
        self._key, self._clock = key, clock
        self._envelope = Envelope.of(key, certificate, chain, TST_INFO)

    def respond(self, request: bytes) -> bytes:
        """Return the response to a request, both DER; what cannot be stamped is rejected."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            digest, algorithm = imprint["hashed_message"].native, imprint["hash_algorithm"]
            if algorithm["algorithm"].native != "sha256" or len(digest) != _SHA256_BYTES:
                return _rejection("bad_alg")
            info = self._info(imprint, asked["nonce"])
        except (ValueError, TypeError, KeyError):
            return _rejection("bad_data_format")
        token = self._token(info.dump())
        granted = TimestampResponse({"status": {"status": "granted"}, "time_stamp_token": token})
        response: bytes = granted.dump()
        return response

    def _info(self, imprint: tsp.MessageImprint, nonce: object) -> tsp.TSTInfo:
        return tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": imprint,
                "serial_number": secrets.randbits(_SERIAL_BITS),
                "gen_time": self._clock().replace(microsecond=0),
                "accuracy": {"seconds": 1},
                "nonce": nonce,
            }
        )

    def _token(self, info: bytes) -> cms.ContentInfo:
        attributes = self._envelope.attributes(hashlib.sha256(info).digest())
        signature = sign_raw(self._key, attributes)
        return cms.ContentInfo.load(self._envelope.seal(attributes, signature, info))


def _rejection(reason: str) -> bytes:
    status = {"status": "rejection", "fail_info": {reason}}
    rejected: bytes = TimestampResponse({"status": status}).dump()
    return rejected
