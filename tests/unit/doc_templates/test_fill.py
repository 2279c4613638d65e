"""The Word template is filled by data only: strict about names, blind to code."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError

from doc_templates import catalog
from doc_templates.layout import ke_hoach
from doc_templates.port import Occasion, SignatureBlock
from doc_templates.render import fill
from doc_templates.typeface import repertoire
from tests.unit.doc_templates.contents import a_short_plan, recipients

SIGNERS = {"personal": SignatureBlock("", "", "GIÁM ĐỐC", "Trịnh Hữu Hùng")}
TEMPLATE = catalog.docx(catalog.current("ke-hoach"))
_TEXTS = st.text(st.sampled_from(sorted(repertoire() - set("*\u00ad"))), min_size=1, max_size=60)


def a_template(text: str) -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def filled(**content: Any) -> Any:
    context = ke_hoach.context(a_short_plan(**content), SIGNERS, Occasion(3))
    return Document(io.BytesIO(fill(TEMPLATE, context, "Kế hoạch")))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_a_template_cannot_reach_into_python() -> None:
    with pytest.raises(SecurityError):
        fill(a_template("{{ ''.__class__.__mro__ }}"), {}, "")


def test_a_template_that_names_what_is_not_there_fails() -> None:
    with pytest.raises(UndefinedError):
        fill(a_template("{{ nobody }}"), {}, "")


@settings(max_examples=30, deadline=None)
@given(_TEXTS)
def test_any_printable_text_arrives_as_it_is(text: str) -> None:
    sections: Any = [{"id": "s", "heading": f"|{text}|", "paragraphs": []}]
    document = filled(sections=sections, bases=[f"|{text}|:"])
    assert f"|{text}|:" in texts(document)
    assert len(document.tables) == 2


def test_nothing_of_the_template_language_is_left_behind() -> None:
    document = filled(recipients=recipients(60))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not [text for text in [*texts(document), *cells] if "{" in text or "}" in text]


def test_the_title_becomes_the_documents_property() -> None:
    assert filled().core_properties.title == "Kế hoạch"


def test_two_wide_rows_make_room_for_a_long_place() -> None:
    widths = [column.width.mm for column in filled(place="Thành phố Hồ Chí Minh").tables[0].columns]
    assert widths == [pytest.approx(58, abs=0.1), pytest.approx(107, abs=0.1)]


def test_many_threads_fill_in_the_same_form_each_with_its_own_words() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = threads.map(lambda n: texts(filled(bases=[f"Căn cứ số {n}:"])), range(40))
    for number, paragraphs in enumerate(made):
        assert [text for text in paragraphs if "Căn cứ số" in text] == [f"Căn cứ số {number}:"]
