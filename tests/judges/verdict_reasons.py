"""Attacks on the page of verdicts by class, each with the reason why judges differ about it."""

from __future__ import annotations

from typing import Final

_REVISIONS: Final = (
    "A signature covers the file as it was. DSS warns of what came later and still passes, pdfsig "
    "says only that not the whole document is signed."
)
_SHADOW: Final = "The signed bytes are untouched and already hold what is shown now."
_ROLES: Final = "Who may sign which field stands in our reservation; nobody else reads it."
_REPAIR: Final = "Others repair the file and judge what they made of it; we judge only what is."

ATTACKS: Final[dict[str, dict[str, str]]] = {
    "Incremental saving": {
        "saving-a_whole_revision": _REVISIONS,
        "saving-a_whole_revision_of_a_strangers_paper": _REVISIONS,
        "saving-objects_without_table_and_trailer": "What stands behind the last end is no part "
        "of the file for most readers, but some repair the file and show it.",
        "saving-page_tree_swap": _REVISIONS,
        "saving-a_web_page_behind_the_end": "One file that is two: a browser shows the other one.",
        "additions-xmp_overwritten": "Title and author are what archives and searches show.",
        "additions-seal_moved": "An empty field of ours stays where it was reserved.",
    },
    "Universal forgery": {
        "forgery-rewritten_contents_null": "The later copy of the signature is void: DSS judges "
        "the copy of the signed revision, and pdfsig the later one.",
        "forgery-contents_empty": "A field with a signature that is none; DSS does not list it.",
        "forgery-rewritten_range_missing": "As with a void container.",
        "forgery-range_negative": "",
        "forgery-indirect_contents": "Container and field belong in one object: where the value "
        "is elsewhere, no later copy could be told from the signed one.",
    },
    "Signature wrapping": {
        "wrapping-a_gap_with_a_whole_revision": "",
        "wrapping-two_byte_ranges": "Two values of one key: nobody can know which is meant.",
        "wrapping-letters_behind_the_signature_in_the_hole": "The hole is not covered by any "
        "digest, so only zeros may follow the container in it.",
    },
    "Shadow: hide": {
        "shadows-hide_taking_the_sheet_away": _SHADOW,
        "shadows-hide_freeing_the_sheet": _SHADOW + " Nothing is written, an entry is freed.",
    },
    "Shadow: replace": {
        "shadows-replace_swapping_the_font": _SHADOW,
        "shadows-replace_the_value_of_a_form_field": "The standard lets forms be filled in after "
        "certifying at level 2. Our papers have no form but signatures.",
        "shadows-replace_the_look_of_a_form_field": "As with its value; DSS sees the difference.",
    },
    "Shadow: hide and replace": {
        "shadows-hide_and_replace_by_the_page_tree": _SHADOW,
        "shadows-hide_and_replace_by_the_table": _SHADOW + " A table alone redirects to it.",
        "shadows-hide_and_replace_by_a_gap": "The signed page names an object that comes later.",
    },
    "Evil annotation": {
        "certified-evil_annotation_p2_freetext": "Not permitted by the certification; DSS only "
        "warns.",
        "certified-evil_annotation_p3_freetext": "The certification permits comments. A comment "
        "can cover a number as well as any page, so we refuse it all the same.",
        "certified-our_paper_stamp": "Not permitted by the certification; DSS only warns.",
    },
    "Sneaky signature": {
        "certified-sneaky_signature_p2": "A good signature whose picture covers the page.",
        "certified-sneaky_signature_over_the_page_p2": "The same without evidence of its own.",
        "certified-sneaky_signature_at_an_official_place": "So are state papers numbered: the "
        "added field is named and left to the reader, and never simply valid.",
    },
    "Certification bypass": {
        "certified-certification_bypass_by_a_second_certification": "Only the first signature "
        "certifies; DSS warns of the changed catalog.",
        "certified-certification_bypass_by_taking_the_permissions_away": "As above.",
        "certified-certification_bypass_by_rewriting_the_permission": "pdfsig reads the newest "
        "copy of a signature and asks nothing about its place.",
    },
    "Form overlay": {
        "certified-form_overlay_by_a_text_field": "A field without a signature paints over text.",
        "certified-form_overlay_by_a_button": "As above.",
        "certified-an_empty_field_is_given_a_face": "An unsigned field that looks signed.",
    },
    "Copied timestamp": {
        "stamps-the_document_timestamp_of_another_paper": "The signatures are good without it, "
        "and DSS grades them by it although it fails. Whoever trusts the level is deceived.",
        "stamps-a_document_timestamp_by_an_authority_made_at_home": "As above: passed, and graded "
        "by a stamp that nobody trusts.",
        "stamps-a_changed_page_under_a_fresh_document_timestamp": _REVISIONS,
    },
    "Role substitution": {
        "certificates-personal_by_second": _ROLES,
        "certificates-number_by_leader": _ROLES,
        "certificates-agency_by_second": _ROLES + " pyHanko reads the part of it in /SV.",
        "certificates-an_authority_made_at_home_with_the_right_names": "pdfsig was not asked "
        "about certificates here.",
        "certificates-a_certificate_for_timestamps": "The purposes of a certificate are read "
        "by us; the policies of the others do not ask.",
    },
    "Parser differentials": {
        "structures-a_hybrid_file": _REPAIR,
        "structures-a_loop_of_tables": _REPAIR,
        "structures-a_trailer_with_two_roots": _REPAIR,
        "structures-a_stream_of_objects_with_another_page": _REVISIONS,
        "wrapping-a_gap_of_spaces": "",
    },
    "Containers": {
        "containers-two_signers": "Two answers in one container: pdfsig takes the first.",
        "containers-no_certificate_named": "Without the attribute a certificate can be exchanged.",
        "containers-digest_sha1": "SHA-1 proves nothing any more; pdfsig does not mind.",
    },
    "Active content": {
        "active-ours_opens_with_a_script": "Signed as it is, but what it shows can change by "
        "itself, so nobody knows what was seen.",
        "active-theirs_a_hidden_layer": "As above: layers are switched by the reader.",
    },
}
