"""Text becomes runs: emphasis understood, everything else inert."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.layout.runs import Piece, emphasised, pieces, plain, safe

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")))
_MARKED = st.text(st.sampled_from("a *"), max_size=40)


def test_words_between_markers_are_emphasised() -> None:
    assert pieces("hoàn thành **Quý I** và *đúng hạn*") == (
        Piece("hoàn thành "),
        Piece("Quý I", bold=True),
        Piece(" và "),
        Piece("đúng hạn", italic=True),
    )


def test_three_asterisks_are_both() -> None:
    assert pieces("***cả hai***") == (Piece("cả hai", bold=True, italic=True),)


def test_a_bullet_inside_bold_stays_a_bullet() -> None:
    assert pieces("*** Xác định thời gian:**") == (Piece("* Xác định thời gian:", bold=True),)


@pytest.mark.parametrize("text", ["* gạch đầu dòng", "2 * 3 * 4", "**mở", "đóng*", "** a **", "*"])
def test_a_marker_without_its_twin_is_text(text: str) -> None:
    assert plain(text) == text


@given(_MARKED)
def test_nothing_but_markers_is_ever_lost(text: str) -> None:
    assert plain(text).replace("*", "") == text.replace("*", "")


@given(_PRINTABLE)
def test_runs_are_well_formed_and_say_the_text(text: str) -> None:
    tree = parse_xml(f'<w:p xmlns:w="{_W}">{emphasised(text)}</w:p>')
    assert "".join(node.text for node in tree.iter(qn("w:t"))) == plain(text)


@given(_PRINTABLE)
def test_what_the_template_engine_looks_for_never_leaves(text: str) -> None:
    assert not set(safe(text)) & set('{}%<>"')


@pytest.mark.timeout(60)  # a tenth of a second's work; where it grows with the square, hours
def test_a_text_full_of_open_markers_is_read_to_its_end() -> None:
    pieces("**a " * 500_000)
