"""What may follow the first signature in other people's papers.

Signatures in fields that were there, revocation data, document timestamps, and the metadata that
every writer touches. Filling in forms, comments, new visible fields and all else is refused.
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
from pyhanko.sign.fields import MDPPerm

from signing.verify.codes import Code
from signing.verify.objects import entry, top_fields

if TYPE_CHECKING:
    from pyhanko.pdf_utils import generic
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


def later_changes(paper: Paper) -> frozenset[Code]:
    """Judge everything after the first signature of a foreign paper."""
    codes = set()
    if refused_by(SIGNATURES_ONLY, paper):
        codes.add(Code.CHANGED_OTHERWISE)
    if not _new_fields_are_timestamps(paper):
        codes.add(Code.FOREIGN_FIELD)
    return frozenset(codes)


def refused_by(policy: DiffPolicy, paper: Paper) -> bool:
    """Whether a difference policy suspects anything after the first signature.

    All revisions are compared with one: pyHanko indexes the older side anew for each comparison it
    starts, and that is where its time goes.
    """
    found = policy.review_file(
        paper.reader,
        paper.at(paper.first_signed),
        doc_mdp=paper.signatures[0].docmdp_level,
    )
    if isinstance(found, SuspiciousModification):
        return True
    return found.modification_level > ModificationLevel.FORM_FILLING or (
        paper.signatures[0].docmdp_level is MDPPerm.NO_CHANGES
        and found.modification_level > ModificationLevel.LTA_UPDATES
    )


def _new_fields_are_timestamps(paper: Paper) -> bool:
    first = {ref.reference for _, ref in top_fields(paper.at(paper.first_signed))}
    newest = top_fields(paper.at(paper.last_revision))
    added = [ref.get_object() for _, ref in newest if ref.reference not in first]
    return all(_is_timestamp(field) for field in added)


def _is_timestamp(field: generic.DictionaryObject) -> bool:
    return "/V" in field and entry(field["/V"], "/Type") == "/DocTimeStamp"
