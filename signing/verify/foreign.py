"""The second opinion on what follows the first signature: pyHanko's own comparison, made strict.

Our own rule (`changes`) decides and says why; what it lets pass must also pass here. In other
people's papers: signatures, revocation data, document timestamps, and the metadata that every
writer touches. Filling in forms, comments and all else is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import VALUE_UPDATE_KEYS
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from signing.verify.codes import Code
from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.sign.diff_analysis import DiffPolicy
    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.paper import Paper

_LTA: Final = ModificationLevel.LTA_UPDATES
_SIGNED = SigFieldModificationRule(  # which places may vanish at signing, our own rule says
    value_update_keys=VALUE_UPDATE_KEYS | {"/Rect"}
)

SIGNATURES_ONLY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(_LTA),
        XrefStreamRule().as_qualified(_LTA),
        ObjectStreamRule().as_qualified(_LTA),
        DSSCompareRule().as_qualified(_LTA),
        MetadataUpdateRule(always_refuse_stream_override=False).as_qualified(_LTA),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), _SIGNED]),
)


def permission_codes(paper: Paper) -> frozenset[Code]:
    """Whether a signature does what one before it does not permit.

    Only the first one certifies. A later one may still lock the paper, if its field was reserved
    for that (/Lock with /P, ISO 32000-2, 12.7.5.5); then nobody signs after it.
    """
    signed = paper.signatures
    broken = any(
        (later and one.docmdp_level is not None and not _locks(one))
        or (one.docmdp_level is MDPPerm.NO_CHANGES and later + 1 < len(signed))
        or any(_is_locked(one, after) for after in signed[later + 1 :])
        for later, one in enumerate(signed)
    )
    return frozenset({Code.NOT_PERMITTED}) if broken else frozenset()


def _locks(signature: EmbeddedPdfSignature) -> bool:
    lock = entry(signature.sig_field, "/Lock", {})
    level = signature.docmdp_level
    return level is not None and bool(entry(lock, "/P") == level.value)


def _is_locked(signature: EmbeddedPdfSignature, after: EmbeddedPdfSignature) -> bool:
    """Whether a field was signed that an earlier one locks (ISO 32000-2, 12.8.2.4, 12.7.5.5)."""
    lock = entry(signature.sig_field, "/Lock")
    said = FieldMDPSpec.from_pdf_object(lock) if lock is not None else None
    locks = [spec for spec in (signature.fieldmdp, said) if spec is not None]
    return any(spec.is_locked(str(after.field_name)) for spec in locks)


def refused_by(policy: DiffPolicy, paper: Paper) -> bool:
    """Whether a difference policy suspects anything after the first signature.

    All revisions are compared with one: pyHanko indexes the older side anew for each comparison it
    starts, and that is where its time goes.
    """
    first = paper.signatures[0]
    found = policy.review_file(
        paper.reader,
        paper.at(paper.first_signed),
        field_mdp_spec=first.fieldmdp,
        doc_mdp=first.docmdp_level,
    )
    if (
        isinstance(found, SuspiciousModification)
        or found.modification_level > ModificationLevel.FORM_FILLING
    ):
        return True
    is_more_than_evidence = found.modification_level > _LTA
    may_nothing_change = first.docmdp_level is MDPPerm.NO_CHANGES
    return (
        is_more_than_evidence
        and may_nothing_change
        and not _are_timestamps(found.changed_form_fields, paper)
    )


def _are_timestamps(fields: set[str], paper: Paper) -> bool:
    """Where nothing may change, document timestamps may still follow (ISO 32000-2, 12.8.2.2.2).

    pyHanko takes them for more where they have an appearance, be it the empty one of EU DSS.
    """
    return bool(fields) and fields <= {str(one.field_name) for one in paper.timestamps}
