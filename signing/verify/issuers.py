"""What the path check is told of anchors and certificates that it does not ask by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from pyhanko_certvalidator.authority import (
    CertTrustAnchor,
    TrustedServiceType,
    TrustQualifiers,
)
from pyhanko_certvalidator.name_trees import default_permitted_subtrees, process_general_subtrees
from pyhanko_certvalidator.policy_decl import PKIXValidationParams
from typing_extensions import override

from signing.verify.known import Known, certificate_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asn1crypto import ocsp
    from pyhanko_certvalidator.name_trees import PKIXSubtrees

_KNOWN_IDENTIFIERS: Final = frozenset({"sha1", "sha256"})  # they identify, nothing more
_NOWHERE: Final = x509.GeneralName("uniform_resource_identifier", "urn:x-file")
_SOMEWHERE: Final = x509.AuthorityInfoAccessSyntax(
    [x509.AccessDescription({"access_method": "ocsp", "access_location": _NOWHERE})]
)


class Answered(Known):
    """A certificate whose state may be told by any answer that lies in the file.

    The library reads answers only for certificates that say where to ask. An address is for asking,
    though; whether an answer counts hangs on who signed it (RFC 6960, 4.2.2.2). None is asked here.
    """

    @property
    @override
    def authority_information_access_value(self) -> x509.AuthorityInfoAccessSyntax:
        """Return an address that nobody has."""
        return _SOMEWHERE


def answered(certificates: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Return the same certificates, each to be told of by answers."""
    return [certificate_of(one.dump(), Answered) for one in certificates]


def anchored(der: bytes) -> CertTrustAnchor:
    """Return an anchor that keeps to what its own certificate says (RFC 5937).

    That is whether it may issue, how many authorities may follow, and for which names.
    """
    certificate = certificate_of(der)
    length = certificate.max_path_length
    kind = (
        TrustedServiceType.CERTIFICATE_AUTHORITY
        if _may_issue(certificate)
        else TrustedServiceType.UNSUPPORTED
    )
    rules = TrustQualifiers(
        standard_parameters=_names(certificate),
        max_path_length=length,
        max_aa_path_length=length,
        trusted_service_type=kind,
    )
    return CertTrustAnchor(certificate, rules)


def _may_issue(certificate: x509.Certificate) -> bool:
    """Old roots have no extensions; what they do not say is not held against them."""
    basic, usage = certificate.basic_constraints_value, certificate.key_usage_value
    is_authority = basic is None or bool(basic["ca"].native)
    return is_authority and (usage is None or "key_cert_sign" in usage.native)


def _names(certificate: x509.Certificate) -> PKIXValidationParams | None:
    """Return for whom it may issue (RFC 5280, 4.2.1.10); other kinds of names stay free."""
    said = certificate.name_constraints_value
    if said is None:
        return None
    free = default_permitted_subtrees()
    return PKIXValidationParams(
        initial_permitted_subtrees=free | _trees(said["permitted_subtrees"]),
        initial_excluded_subtrees=_nothing() | _trees(said["excluded_subtrees"]),
    )


def _nothing() -> PKIXSubtrees:
    return {kind: set() for kind in default_permitted_subtrees()}


def _trees(given: object) -> PKIXSubtrees:
    return process_general_subtrees(given) if isinstance(given, x509.GeneralSubtrees) else {}


def readable(
    answers: Iterable[ocsp.OCSPResponse], pool: Iterable[x509.Certificate]
) -> list[ocsp.OCSPResponse]:
    """Return the answers that the path check can compare, and that bring it only what is in a pool.

    Of another hash it knows nothing and would break off, so that such an answer proves nothing; and
    whatever certificates an answer carries, it would try every way through.
    """
    known = {one.sha256 for one in pool}
    return [
        one
        for one in answers
        if _hashes(one) <= _KNOWN_IDENTIFIERS and {it.sha256 for it in carried((one,))} <= known
    ]


def carried(answers: Iterable[ocsp.OCSPResponse]) -> list[x509.Certificate]:
    """Return the certificates that stand in answers: authorities may be among them."""
    return [one for answer in answers if (said := _said(answer)) for one in said["certs"] or ()]


def _hashes(answer: ocsp.OCSPResponse) -> set[str]:
    said = _said(answer)
    answered_for = said["tbs_response_data"]["responses"] if said else ()
    return {one["cert_id"]["hash_algorithm"]["algorithm"].native for one in answered_for}


def _said(answer: ocsp.OCSPResponse) -> ocsp.BasicOCSPResponse | None:
    if answer["response_status"].native != "successful":
        return None
    return answer["response_bytes"]["response"].parsed
