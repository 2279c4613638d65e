"""The one byte form of a content, and the hashes that people approve. Pure, standard library only.

Canonical JSON here: keys sorted, no spaces, UTF-8 without escapes, every text and key in NFC.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doc_templates.port import Content, JsonValue

_NOT_APPROVED = frozenset({"signer", "source"})
_SOURCE_APPROVED = frozenset({"dot"})  # a campaign's source is the plan it carries out


def canonical_bytes(content: Content) -> bytes:
    """Return the whole content as canonical JSON; the form it is stored in."""
    return _encode(dict(content))


def content_sha256(content: Content) -> str:
    """Return the hex sha256 of what people approve.

    That is the content and its template version, without who signs (another signer is another
    rendering, not another approval) and without what an imported file said about itself.
    """
    left_out = _NOT_APPROVED - ({"source"} if content.get("kind") in _SOURCE_APPROVED else set())
    approved = {key: value for key, value in content.items() if key not in left_out}
    return hashlib.sha256(_encode(approved)).hexdigest()


def follow_sha256(content: Content) -> str:
    """Return the hex sha256 of the registered *làm theo* contents alone."""
    return hashlib.sha256(_encode(content.get("contents", []))).hexdigest()


def _encode(value: JsonValue) -> bytes:
    text = json.dumps(
        _composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def _composed(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _composed(item) for key, item in value.items()}
    return value
