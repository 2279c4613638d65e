"""What `credentials/info` tells of a credential: who may sign, how, how often, and who is asked.

CSC API v1.0.4.0, 11.5 (authMode, PIN, OTP) and v2.0.0.2, 11.5 (auth/mode, expression, objects).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from signing.algorithms import Scheme
from signing.custody.remote.answers import decoded
from signing.errors import AlgorithmRefusedError, CertificateUnusableError, HolderAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signing.algorithms import Algorithm

V1, V2 = 1, 2
IMPLICIT, EXPLICIT, OAUTH2 = "implicit", "explicit", "oauth2code"
RSA: Final = "1.2.840.113549.1.1.1"  # any RSA signature; the digest is named apart
_MOST: Final = 2_000
_WORDS: Final = re.compile(r"(\(|\)|\bAND\b|\bXOR\b|\bOR\b)")
_KINDS: Final = {"ChallengeResponse": "challenge", "PasswordOOB": "elsewhere",
                 "ChallengeResponseOOB": "elsewhere"}  # fmt: skip


class Means(StrEnum):
    """How a factor reaches the service."""

    PIN = "pin"  # always the same
    CODE = "code"  # typed, from a device of the person's
    SENT_CODE = "sent_code"  # typed, once the service was asked to send it
    CHALLENGE = "challenge"  # typed, the answer to what the service says or sends
    ELSEWHERE = "elsewhere"  # not through us: a phone


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that authorises: `label` is what the service calls it."""

    factor_id: str
    means: Means
    label: str


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential that may sign now."""

    certificates: tuple[bytes, ...]
    mode: str
    factors: tuple[Factor, ...]
    limit: int  # signatures on one authorisation
    algorithms: frozenset[str]  # as object identifiers; empty: not told

    def name_of(self, algorithm: Algorithm) -> str:
        """Return how `signAlgo` names an algorithm here.

        Raises:
            AlgorithmRefusedError: the service does not sign so with this key.
        """
        is_rsa = algorithm.scheme is Scheme.PKCS1
        for name in (algorithm.dotted, RSA) if is_rsa else (algorithm.dotted,):
            if not self.algorithms or name in self.algorithms:
                return name
        raise AlgorithmRefusedError("the service does not sign so with this key")


def credential_of(told: Mapping[str, Any], version: int) -> Credential:
    """Read an answer of `credentials/info`.

    Raises:
        CertificateUnusableError: disabled, expired, revoked or suspended, by the service's account.
        HolderAnswerError: what the API requires is not there.
    """
    key, shown = told.get("key"), told.get("cert")
    if not isinstance(key, dict) or not isinstance(shown, dict):
        raise HolderAnswerError("the answer lacks key and certificate")
    if key.get("status", "enabled") != "enabled" or shown.get("status", "valid") != "valid":
        raise CertificateUnusableError("the service does not let this credential sign")
    chain, limit = shown.get("certificates"), told.get("multisign")
    if not isinstance(chain, list) or not chain:
        raise HolderAnswerError("the answer lacks certificates")
    is_number = isinstance(limit, int) and not isinstance(limit, bool) and limit > 0
    mode, factors = (_of_v1 if version == V1 else _of_v2)(told)
    named = key.get("algo")
    return Credential(
        tuple(decoded(one) for one in chain),
        mode,
        factors,
        min(limit, _MOST) if is_number and isinstance(limit, int) else 1,
        frozenset(map(str, named)) if isinstance(named, list) else frozenset(),
    )


def _of_v1(told: Mapping[str, Any]) -> tuple[str, tuple[Factor, ...]]:
    mode = told.get("authMode", IMPLICIT)
    if mode not in (IMPLICIT, EXPLICIT, OAUTH2):
        raise HolderAnswerError("an unknown way to authorise")
    factors = []
    for name in ("PIN", "OTP") if mode == EXPLICIT else ():
        found = told.get(name)
        if isinstance(found, dict) and str(found.get("presence", "true")).lower() == "true":
            is_sent = found.get("type", "online") == "online"
            typed = Means.SENT_CODE if is_sent else Means.CODE
            means = Means.PIN if name == "PIN" else typed
            factors.append(Factor(name, means, _label(found, name)))
    return mode, tuple(factors)


def _of_v2(told: Mapping[str, Any]) -> tuple[str, tuple[Factor, ...]]:
    auth = told.get("auth", {})
    if not isinstance(auth, dict) or auth.get("mode", EXPLICIT) not in (EXPLICIT, OAUTH2):
        raise HolderAnswerError("an unknown way to authorise")
    if auth.get("mode") == OAUTH2:
        return OAUTH2, ()
    factors = {one.factor_id: one for one in _objects(auth.get("objects", []))}
    expression = auth.get("expression")
    names = needed(expression) if isinstance(expression, str) and expression else list(factors)
    if not all(name in factors for name in names):
        raise HolderAnswerError("the expression names an unknown factor")
    return EXPLICIT, tuple(factors[name] for name in names)


def _objects(found: object) -> Iterator[Factor]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise HolderAnswerError("no list of factors")
    for one in found:
        name, kind = str(one.get("id", "")), str(one.get("type", ""))
        if kind not in ("Password", *_KINDS) or not name:
            raise HolderAnswerError("an unknown factor")
        password = Means.CODE if one.get("generator") else Means.PIN
        yield Factor(name, Means(_KINDS.get(kind, password)), _label(one, name))


def _label(found: Mapping[str, Any], name: str) -> str:
    label = found.get("label")
    return label[:100] if isinstance(label, str) and label else name


def needed(expression: str) -> list[str]:
    """Return the factors of the first way that an expression allows, such as `A AND (B OR C)`.

    Raises:
        HolderAnswerError: it is no expression.
    """
    words = [word.strip() for word in _WORDS.split(expression) if word.strip()]
    found = _any_of(words)
    if words or len(expression) > _MOST:
        raise HolderAnswerError("no expression of factors")
    return list(dict.fromkeys(found))


def _any_of(words: list[str]) -> list[str]:
    found = _all_of(words)
    while words and words[0] in ("OR", "XOR"):
        words.pop(0)
        _all_of(words)
    return found


def _all_of(words: list[str]) -> list[str]:
    found = _one(words)
    while words and words[0] == "AND":
        words.pop(0)
        found += _one(words)
    return found


def _one(words: list[str]) -> list[str]:
    word = words.pop(0) if words else ")"
    if word == "(":
        found = _any_of(words)
        if not words or words.pop(0) != ")":
            raise HolderAnswerError("no expression of factors")
        return found
    if _WORDS.fullmatch(word):
        raise HolderAnswerError("no expression of factors")
    return [word]
