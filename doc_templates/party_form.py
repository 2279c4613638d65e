"""The values of the Party's form, each with where it comes from. The one place to change them.

Nobody has shown us the text of HD 05-HD/VPTW (27/5/2026), which is in force. What is known comes
from its predecessor and from programs that say they follow it, and they disagree:

- HD36: HD 36-HD/VPTW (2018), quoted in published answers; firm, but replaced.
- A: a rule set for a school's papers that cites articles of QĐ 399-QĐ/TW (09/01/2026).
- B: a program that draws a Party công văn.  C: another one.  D: a commune office's rule set.

An office that holds the text puts its own values here and draws its forms anew; docs/party-form.md
tells how. Lengths in mm, type in pt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from doc_templates.layout.header import Columns


@dataclass(frozen=True, slots=True)
class PartyForm:
    """What the sources dispute or nobody confirms, by the name of the part."""

    # Header. HD36 says the nation's line has a rule as long as itself; C leaves it out.
    nation: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    nation_size: float = 15.0  # HD36 15, B 15, C 14; others 13 to 16
    issuer_size: float = 14.0  # HD36 14, B 14, C 13; only the issuer itself is bold
    star: str = "*"  # A, B, C: under the issuer, in place of a rule
    star_size: float = 14.0  # B 14 not bold; C 12 bold
    columns: tuple[Columns, ...] = (  # B 77 + 88; C 70.6 + 94.5; the second for a long place
        Columns(77.0, 88.0),
        Columns(58.0, 107.0),
    )
    number_label: str = "Số "  # HD36, A, B, D: no colon; C prints one
    number_stroke: str = "-"  # HD36, A, B, D: `Số 05-NQ/ĐU`
    number_size: float = 14.0  # HD36 14, B 14, C 13
    date_size: float = 14.0  # HD36, B, C agree: italic
    page_number_size: float = 13.0  # B 13, C 13.5

    # Title.
    kind_size: float = 15.0  # HD36 15 to 16; C 14
    subject_size: float = 14.0  # HD36 14 to 15
    dashes: str = "-----"  # A; B and C print nothing under the subject
    dashes_size: float = 14.0  # nobody says

    # Text. All agree on 14, an indent of 10, 6 pt between paragraphs (before: C; after: B).
    body_size: float = 14.0
    indent: float = 10.0
    pitch: float = 19.0  # exact; A 19, B 20, C 18
    paragraph_gap: float = 6.0
    basis_mark: str = "- "  # HD36, A; C prints none
    basis_italic: bool = False  # HD36, A upright; C italic
    comma_before_day: bool = True  # A: `Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026`
    end_mark: str = "."  # A; never `./.`

    # Foot. The collective's line is bold; the post under it is not (A, B) or is (C).
    collective: str = "CHI BỘ"
    post_bold: bool = False
    signature_size: float = 14.0  # A, B, C
    signature_room: float = 72.0  # pt; four empty lines of 18 in B and C
    recipients_label_size: float = 14.0  # B 14, C 12; underlined in all
    recipients_size: float = 12.0  # B 12, C 11
    archive: str = "- Lưu {archive}."  # A, D: neither colon nor VT; C has a colon


PARTY_V1: Final = PartyForm()  # what the forms of version 1 were drawn with; never changed

# The prefixes of NĐ 30/2020/NĐ-CP, annex I, II.7a, as Party papers write them (HD36, A, B). The
# collective's deputy signs T/M as well, never K/T.
PREFIXES: Final = {"TM.": "T/M", "KT.": "T/M", "TL.": "T/L"}
