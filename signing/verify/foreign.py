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
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from signing.verify.codes import Code
from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.sign.diff_analysis import DiffPolicy

    from signing.verify.paper import Paper

_LTA: Final = ModificationLevel.LTA_UPDATES

SIGNATURES_ONLY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(_LTA),
        XrefStreamRule().as_qualified(_LTA),
        ObjectStreamRule().as_qualified(_LTA),
        DSSCompareRule().as_qualified(_LTA),
        MetadataUpdateRule(always_refuse_stream_override=False).as_qualified(_LTA),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
)


def permission_codes(paper: Paper) -> frozenset[Code]:
    """Whether a later signature does what the certification of the first does not permit."""
    first, *later = paper.signatures
    forbidden = first.docmdp_level is MDPPerm.NO_CHANGES and later
    certified_again = any(one.docmdp_level is not None for one in later)
    broken = forbidden or certified_again or _unlocks(paper)
    return frozenset({Code.NOT_PERMITTED}) if broken else frozenset()


def _unlocks(paper: Paper) -> bool:
    """Whether a field is signed that an earlier signature had locked."""
    for place, one in enumerate(paper.signatures):
        lock = entry(one.sig_field, "/Lock")
        said = FieldMDPSpec.from_pdf_object(lock) if lock is not None else None
        locks = [spec for spec in (one.fieldmdp, said) if spec is not None]
        names = [str(later.field_name) for later in paper.signatures[place + 1 :]]
        if any(lock.is_locked(name) for lock in locks for name in names):
            return True
    return False


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
    if isinstance(found, SuspiciousModification):
        return True
    return found.modification_level > ModificationLevel.FORM_FILLING or (
        first.docmdp_level is MDPPerm.NO_CHANGES
        and found.modification_level > ModificationLevel.LTA_UPDATES
    )
