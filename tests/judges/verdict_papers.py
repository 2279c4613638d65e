"""The papers on the page of verdicts, class by class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from signing.port import FieldRole
from tests.hostile.corpus.kit import NOW, THEIR_PKI, everything, foreign
from tests.signed.samples import issued, minutes, office
from tests.signed.state import PLACES, Place, StateTool

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """One paper: its class, what it is called, and when it is judged."""

    group: str
    name: str
    make: Callable[[], bytes]
    at: datetime = NOW


GOOD: Final = "Good papers"
STATE: Final = "State papers"
STATE_FORGED: Final = "State papers, forged"
ATTACKS: Final[dict[str, tuple[str, ...]]] = {
    "Incremental saving": (
        "saving-a_whole_revision",
        "saving-a_whole_revision_of_a_strangers_paper",
        "saving-objects_without_table_and_trailer",
        "saving-page_tree_swap",
        "saving-a_web_page_behind_the_end",
        "additions-xmp_overwritten",
        "additions-seal_moved",
    ),
    "Universal forgery": (
        "forgery-rewritten_contents_null",
        "forgery-contents_empty",
        "forgery-rewritten_range_missing",
        "forgery-range_negative",
        "forgery-indirect_contents",
    ),
    "Signature wrapping": (
        "wrapping-a_gap_with_a_whole_revision",
        "wrapping-two_byte_ranges",
        "wrapping-letters_behind_the_signature_in_the_hole",
    ),
    "Shadow: hide": ("shadows-hide_taking_the_sheet_away", "shadows-hide_freeing_the_sheet"),
    "Shadow: replace": (
        "shadows-replace_swapping_the_font",
        "shadows-replace_the_value_of_a_form_field",
        "shadows-replace_the_look_of_a_form_field",
    ),
    "Shadow: hide and replace": (
        "shadows-hide_and_replace_by_the_page_tree",
        "shadows-hide_and_replace_by_the_table",
        "shadows-hide_and_replace_by_a_gap",
    ),
    "Evil annotation": (
        "certified-evil_annotation_p2_freetext",
        "certified-evil_annotation_p3_freetext",
        "certified-our_paper_stamp",
    ),
    "Sneaky signature": (
        "certified-sneaky_signature_p2",
        "certified-sneaky_signature_over_the_page_p2",
        "certified-sneaky_signature_at_an_official_place",
    ),
    "Certification bypass": (
        "certified-certification_bypass_by_a_second_certification",
        "certified-certification_bypass_by_taking_the_permissions_away",
        "certified-certification_bypass_by_rewriting_the_permission",
    ),
    "Form overlay": (
        "certified-form_overlay_by_a_text_field",
        "certified-form_overlay_by_a_button",
        "certified-an_empty_field_is_given_a_face",
    ),
    "Copied timestamp": (
        "stamps-the_document_timestamp_of_another_paper",
        "stamps-a_document_timestamp_by_an_authority_made_at_home",
        "stamps-a_changed_page_under_a_fresh_document_timestamp",
    ),
    "Role substitution": (
        "certificates-personal_by_second",
        "certificates-number_by_leader",
        "certificates-agency_by_second",
        "certificates-an_authority_made_at_home_with_the_right_names",
        "certificates-a_certificate_for_timestamps",
    ),
    "Parser differentials": (
        "structures-a_hybrid_file",
        "structures-a_loop_of_tables",
        "structures-a_trailer_with_two_roots",
        "structures-a_stream_of_objects_with_another_page",
        "wrapping-a_gap_of_spaces",
    ),
    "Containers": (
        "containers-two_signers",
        "containers-no_certificate_named",
        "containers-digest_sha1",
    ),
    "Active content": ("active-ours_opens_with_a_script", "active-theirs_a_hidden_layer"),
}


@cache
def papers() -> tuple[Judged, ...]:
    """Every paper on the page, in its order."""
    corpus = {one.name: one.make for one in everything()}
    attacks = [
        Judged(group, name, corpus[name]) for group, names in ATTACKS.items() for name in names
    ]
    return (*_good(), *_state(), *attacks)


def _good() -> list[Judged]:
    makers: dict[str, Callable[[], bytes]] = {
        "a plan with three signatures, B-T": partial(_issued_without_evidence),
        "a plan with three signatures, B-LT": office().issue,
        "a plan with three signatures, B-LTA": issued,
        "minutes with two signatures, B-LTA": minutes,
        "another office's paper, two signatures, B-LT": foreign,
    }
    return [Judged(GOOD, name, make) for name, make in makers.items()]


def _issued_without_evidence() -> bytes:
    pdf = office().blank()
    for role in (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY):
        pdf = office().sign(pdf, role)
    return pdf


def _state() -> list[Judged]:
    tool = StateTool(THEIR_PKI, NOW)
    return [Judged(STATE, "as issued", tool.issue)] + [
        Judged(STATE, name, StateTool(THEIR_PKI, NOW, **wish).issue)
        for name, wish in {
            "containers in BER": {"ber": True},
            "without timestamps": {"stamps": False},
        }.items()
    ]


__all__ = ["ATTACKS", "PLACES", "Judged", "Place", "papers"]
