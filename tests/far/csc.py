"""A service that speaks the CSC API v1.0.4.0 and v2.0.0.2, as strictly as it is written.

What a request lacks or says too much is refused as the API says; a test confirms for the owner.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from signing.algorithms import PrivateKey
from signing.trust.own_ca import Issued

USER, PASSWORD = "giamdoc", "mật khẩu ở xa"
CLIENT_ID, CLIENT_SECRET = "trinhky", "bí mật của cơ quan"
REDIRECT = "https://so.example.vn/ky/xac-nhan"
CREDENTIAL, PIN = "cred-1", "7531"
_BY_SIZE: Final[dict[int, hashes.HashAlgorithm]] = {
    32: hashes.SHA256(), 48: hashes.SHA384(), 64: hashes.SHA512(),
}  # fmt: skip
_PSS: Final = "1.2.840.113549.1.1.10"
_RSA: Final = "1.2.840.113549.1.1.1"
_ALGORITHMS: Final = (
    "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13", _PSS,
    "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
)  # fmt: skip
_METHODS: Final = ("auth/login", "auth/revoke", "credentials/info", "credentials/authorize",
                   "credentials/extendTransaction", "signatures/signHash")  # fmt: skip
Answer = tuple[int, dict[str, Any] | bytes]


def refused(error: str = "invalid_request") -> Answer:
    return 400, {"error": error}


@dataclass
class Activation:
    """What a SAD is good for: these digests, so many signatures, until then."""

    digests: list[bytes]
    left: int
    ends: float


@dataclass(kw_only=True)
class CscSide:
    """State of the service, and how its owner wants to be asked."""

    owner: Issued
    signs_with: PrivateKey
    mischief: str = ""
    version: int = 2
    mode: str = "phone"  # or explicit, oauth2code, bare: whoever is logged in may sign
    factors: tuple[str, ...] = ()  # of PIN, OTP, TOTP, QUESTION
    expression: str = ""
    multisign: int = 100
    sad_seconds: float = 300.0
    extends: bool = True
    algorithms: tuple[str, ...] = _ALGORITHMS
    calls: Counter[str] = field(default_factory=Counter)
    signed: list[bytes] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)  # digests of each signHash
    asked: dict[str, list[bytes]] = field(default_factory=dict)  # handles and responses
    counts: list[int] = field(default_factory=list)  # numSignatures of each authorisation
    tokens: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    sent_codes: list[str] = field(default_factory=list)
    confirmed: threading.Event = field(default_factory=threading.Event)
    refused: bool = False
    revoked: bool = False
    is_pss: bool = False
    polled: set[str] = field(default_factory=set)
    sads: dict[str, Activation] = field(default_factory=dict)
    codes: dict[str, tuple[str, Activation]] = field(default_factory=dict)
    pushed: dict[str, dict[str, str]] = field(default_factory=dict)

    def csc(self, path: str, body: dict[str, Any], bearer: str) -> Answer:
        """Answer one request of the API."""
        if path.startswith("/oauth2/"):
            return self._oauth(path, body)
        if path == "/info":
            dropped = () if self.extends else ("credentials/extendTransaction",)
            return 200, {"methods": [one for one in _METHODS if one not in dropped]}
        if path == "/auth/login":
            pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if bearer != f"Basic {pair}":
                return 401, {"error": "authentication_error"}
            return 200, {"access_token": self._new_token(), "expires_in": 3600}
        if bearer.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": "invalid_token"}
        return self._as_owner(path, body)

    def confirm_in_browser(self, url: str, *, does_agree: bool = True) -> dict[str, str]:
        """What the owner's browser brings back from the page that it was sent to."""
        given = {name: found[0] for name, found in parse_qs(urlsplit(url).query).items()}
        asked = self.pushed.pop(given.get("request_uri", ""), given)
        assert urlsplit(url).path == "/oauth2/authorize"
        assert (asked["response_type"], asked["scope"]) == ("code", "credential")
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT_ID, REDIRECT)
        assert (asked["credentialID"], asked["code_challenge_method"]) == (CREDENTIAL, "S256")
        if not does_agree:
            return {"error": "access_denied", "state": asked["state"]}
        texts = asked["hash" if self.version == 1 else "hashes"].split(",")
        digests = [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in texts]
        self.titles.append(asked["description"])
        self.counts.append(int(asked["numSignatures"]))
        ends = time.monotonic() + self.sad_seconds
        code = f"code-{len(self.codes)}"
        activation = Activation(digests, self.counts[-1], ends)
        self.codes[code] = (asked["code_challenge"], activation)
        return {"code": code, "state": asked["state"]}

    def _oauth(self, path: str, body: dict[str, Any]) -> Answer:
        if (body.get("client_id"), body.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return refused()
        if path == "/oauth2/revoke":
            self.revoked = body["token"] in self.tokens
            return 204, b""
        if path == "/oauth2/pushed_authorize":
            named = f"urn:example:{len(self.pushed)}"
            self.pushed[named] = {k: v for k, v in body.items() if k != "client_secret"}
            return 201, {"request_uri": named, "expires_in": 90}
        if body.get("grant_type") == "client_credentials":
            return 200, {"access_token": self._new_token(), "token_type": "Bearer"}
        challenge, activation = self.codes.pop(body.get("code", ""), ("", None))
        verifier = hashlib.sha256(str(body.get("code_verifier")).encode()).digest()
        is_ours = base64.urlsafe_b64encode(verifier).decode().rstrip("=") == challenge
        if activation is None or not is_ours or body.get("redirect_uri") != REDIRECT:
            return refused("invalid_grant")
        self.sads[named := f"credential-token-{len(self.sads)}"] = activation
        return 200, {"access_token": named, "token_type": "Bearer", "expires_in": 300}

    def _new_token(self) -> str:
        self.tokens.add(token := f"token-{len(self.tokens)}")
        return token

    def _as_owner(self, path: str, body: dict[str, Any]) -> Answer:
        if path == "/auth/revoke":
            self.revoked = True
            return 204, b""
        names_one = path.startswith("/credentials/") and path != "/credentials/authorizeCheck"
        if names_one and body.get("credentialID") != CREDENTIAL:
            return refused()
        told = self._about(path, body) or self._about_v(path, body)
        return told or (404, {"error": "invalid_request"})

    def _about(self, path: str, body: dict[str, Any]) -> Answer | None:
        """Answer what both versions speak."""
        match path:
            case "/credentials/info":
                return self._credential()
            case "/credentials/authorize":
                return self._authorise(body)
            case "/credentials/extendTransaction" if self.extends:
                return self._extended(body)
            case "/signatures/signHash":
                return self._sign_hash(body)
        return None

    def _about_v(self, path: str, body: dict[str, Any]) -> Answer | None:
        """Answer what one version speaks alone."""
        match path, self.version:
            case "/credentials/sendOTP", 1 if "OTP" in self.factors:
                return self._sends()
            case "/credentials/getChallenge", 2:
                return self._challenge(body.get("authObjectID"))
            case "/credentials/authorizeCheck", 2 if body["handle"] in self.asked:
                return self._checked(body["handle"])
            case "/signatures/signPolling", 2 if body.get("requestID") in self.asked:
                return self._polled(body["requestID"])
        return None

    def _credential(self) -> Answer:
        status = "disabled" if self.mischief == "disabled" else "enabled"
        chain = [base64.b64encode(one).decode() for one in self._certificates()]
        told: dict[str, Any] = {
            "key": {"status": status, "algo": list(self.algorithms), "len": 2048},
            "cert": {"status": "valid", "certificates": chain}, "multisign": self.multisign,
            "SCAL": "2",
        }  # fmt: skip
        return 200, told | (self._auth_v1() if self.version == 1 else {"auth": self._auth_v2()})

    def _auth_v1(self) -> dict[str, Any]:
        mode = {"phone": "implicit", "bare": "implicit"}.get(self.mode, self.mode)
        told: dict[str, Any] = {"authMode": mode}
        if "PIN" in self.factors:
            told["PIN"] = {"presence": "true", "format": "N", "label": "PIN"}
        if "OTP" in self.factors or "TOTP" in self.factors:
            kind = "online" if "OTP" in self.factors else "offline"
            told["OTP"] = {"presence": "true", "type": kind, "format": "N", "label": "Mã SMS"}
        return told

    def _auth_v2(self) -> dict[str, Any]:
        objects: dict[str, dict[str, str]] = {
            "PIN": {"type": "Password", "label": "PIN"},
            "OTP": {"type": "ChallengeResponse", "label": "Mã SMS"},
            "QUESTION": {"type": "ChallengeResponse", "label": "Câu hỏi"},
            "TOTP": {"type": "Password", "generator": "totp", "label": "Mã trên thiết bị"},
            "mobile": {"type": "PasswordOOB", "label": "Điện thoại"},
        }
        if self.mode == "oauth2code":
            return {"mode": "oauth2code"}
        names = (*self.factors, "mobile") if self.mode == "phone" else self.factors
        told: dict[str, Any] = {"mode": "explicit"}
        told["objects"] = [{"id": name} | objects[name] for name in names]
        return told | ({"expression": self.expression} if self.expression else {})

    def _sends(self) -> Answer:
        self.sent_codes.append(f"{len(self.sent_codes):06d}")
        return 204, b""

    def _challenge(self, name: object) -> Answer:
        if name not in self.factors:
            return refused()
        if name == "QUESTION":
            return 200, {"challenge": "Tên trường cũ?"}
        return self._sends()

    def _certificates(self) -> tuple[bytes, ...]:
        if self.mischief == "other_certificate":
            return self.owner.chain_der
        return (self.owner.der, *self.owner.chain_der)

    def _authorise(self, body: dict[str, Any]) -> Answer:
        name, other = ("hash", "hashes") if self.version == 1 else ("hashes", "hash")
        count, texts = body.get("numSignatures"), body.get(name)
        if other in body or not isinstance(texts, list) or self.mode == "oauth2code":
            return refused()
        if not isinstance(count, int) or not len(texts) <= count <= self.multisign:
            return refused()  # "Numbers of signatures is too high"
        self.titles.append(body["description"])
        if self.mischief == "expired_token" and self.calls["/auth/login"] == 1:
            self.tokens.clear()
            return 401, {"error": "invalid_token"}
        error = self._wrong_factor(body)
        if error:
            return refused(error)
        self.counts.append(count)
        return self._asks_the_owner([base64.b64decode(one) for one in texts])

    def _wrong_factor(self, body: dict[str, Any]) -> str:
        right = {"PIN": PIN, "TOTP": "424242", "QUESTION": "Lam Sơn"}
        right["OTP"] = self.sent_codes[-1] if self.sent_codes else ""
        given = {one["id"]: one.get("value") for one in body.get("authData", [])}
        if self.version == 1:
            given = {name: body[name] for name in ("PIN", "OTP") if name in body}
            right["OTP"] = right["TOTP"] if "TOTP" in self.factors else right["OTP"]
        wanted = set(self.expression.split(" OR ")[0].split(" AND ") if self.expression else ())
        for name in wanted or self.factors:
            field_name = "OTP" if self.version == 1 and name == "TOTP" else name
            if not right[field_name] or given.get(field_name) != right[field_name]:
                kind = "invalid_pin" if name == "PIN" else "invalid_otp"
                return kind if self.version == 1 else "invalid_authentication_data"
        return ""

    def _asks_the_owner(self, digests: list[bytes]) -> Answer:
        if self.mode != "phone":
            return 200, self._sad(digests, self.counts[-1])
        if self.version == 1:  # the call itself waits for the owner
            if not self.confirmed.wait(2.0) or self.refused:
                return refused()
            return 200, self._sad(digests, self.counts[-1])
        handle = f"handle-{len(self.asked)}"
        self.asked[handle] = digests
        return 202, {"handle": handle}

    def _checked(self, handle: str) -> Answer:
        if self.mischief == "expired":
            return refused("expired_token")
        if self.refused:
            return refused("access_denied")
        if not self.confirmed.is_set():  # the next question carries another handle
            self.asked[named := f"handle-{len(self.asked)}"] = self.asked.pop(handle)
            return 202, {"handle": named}
        return 200, self._sad(self.asked[handle], self.counts[-1])

    def _sad(self, digests: list[bytes], left: int) -> dict[str, Any]:
        sad = f"sad-{len(self.sads)}"
        self.sads[sad] = Activation(digests, left, time.monotonic() + self.sad_seconds)
        return {"SAD": sad, "expiresIn": self.sad_seconds}

    def _extended(self, body: dict[str, Any]) -> Answer:
        old = self.sads.pop(body["SAD"], None)
        if old is None or old.left < 1 or old.ends < time.monotonic():
            return refused()
        texts = body["hash" if self.version == 1 else "hashes"]
        return 200, self._sad([base64.b64decode(one) for one in texts], old.left)

    def _sign_hash(self, body: dict[str, Any]) -> Answer:
        texts = body["hash" if self.version == 1 else "hashes"]
        digests = [base64.b64decode(one) for one in texts]
        activation = self.sads.get(body["SAD"])
        if (
            activation is None
            or activation.left < len(digests)
            or body["signAlgo"] not in (self.algorithms)
        ):
            return refused()
        if activation.ends < time.monotonic() or not set(digests) <= set(activation.digests):
            return refused()  # "SAD expired", "Hash is not authorized by the SAD"
        if body["signAlgo"] == _RSA and not body.get("hashAlgorithmOID", body.get("hashAlgo")):
            return refused()
        activation.left -= len(digests)
        self.is_pss = body["signAlgo"] == _PSS and "signAlgoParams" in body
        self.batches.append(len(digests))
        if body.get("operationMode") == "A" and self.version == 2:
            self.asked[named := f"response-{len(self.asked)}"] = digests
            return 200, {"responseID": named}
        return 200, {"signatures": self.signatures(digests)}

    def _polled(self, named: str) -> Answer:
        if named not in self.polled:
            self.polled.add(named)
            return 202, {"error": "accepted_request"}
        return 200, {"signatures": self.signatures(self.asked[named])}

    def signatures(self, digests: list[bytes]) -> list[str]:
        """Sign, as well as the mischief lets it."""
        self.signed += digests
        made = [base64.b64encode(self._sign(one)).decode() for one in digests]
        if self.mischief == "one_missing":
            return made[1:]
        return ["!!!"] * len(made) if self.mischief == "not_base64" else made

    def _sign(self, digest: bytes) -> bytes:
        hashed = _BY_SIZE[len(digest)]
        if isinstance(self.signs_with, ec.EllipticCurvePrivateKey):
            return self.signs_with.sign(digest, ec.ECDSA(Prehashed(hashed)))
        assert isinstance(self.signs_with, rsa.RSAPrivateKey)
        how: padding.AsymmetricPadding = padding.PKCS1v15()
        if self.is_pss:
            how = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
        return self.signs_with.sign(digest, how, Prehashed(hashed))
