"""The response of a timestamp authority as RFC 3161 defines it."""

from __future__ import annotations

from typing import ClassVar

from asn1crypto import cms, core, tsp


class TimestampResponse(core.Sequence):  # type: ignore[misc]
    """RFC 3161, 2.4.2: the token is absent from a refusal, which asn1crypto's own class forbids."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]
