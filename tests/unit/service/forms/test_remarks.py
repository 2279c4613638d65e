"""Every fault has a place in the form, and warnings are none of them."""

from __future__ import annotations

from typing import Any

import pytest

from doc_templates import catalog
from service.pages.forms.registry import EDITORS, editor_of
from service.pages.forms.remarks import ANYWHERE, remarks_on
from workflows.domain.errors import UnknownKindError
from workflows.domain.kinds import kind_of
from workflows.recording.content import faults_in

KINDS = sorted(EDITORS)


def sample(kind: str) -> dict[str, Any]:
    return dict(catalog.sample(catalog.current(kind)))


def emptied(kind: str) -> dict[str, Any]:
    """Return what a form with nothing in it makes of a content."""
    return editor_of(kind).content_from({}, sample(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_rules_miss_is_what_the_form_says(kind: str) -> None:
    route = next(iter(kind_of(kind).routes.values()))
    for content in (sample(kind), emptied(kind)):
        told = {remark.code for remark in remarks_on(content, kind, route).missing}
        assert told == set(faults_in(content, kind, route))
    assert remarks_on(emptied(kind), kind, route).missing


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_is_a_box_of_the_form(kind: str) -> None:
    route = next(iter(kind_of(kind).routes.values()))
    content = emptied(kind)
    boxes = {"title", "place", "recipients", "archive", "position", "section-0-text", ANYWHERE}
    boxes |= {f"section-{box.id}" for box in editor_of(kind).form_of(content).sections}
    boxes |= {"shortcoming-0-text", "follow-0-work"}
    assert {remark.field for remark in remarks_on(content, kind, route).missing} <= boxes


def test_a_content_without_its_parts_is_pointed_at_part_by_part() -> None:
    content = sample("cam-ket-vien-chuc")
    bare = {"id": "c9", "relation": "", "subject": "", "work": "Làm.", "method": "", "time": "",
            "result": "", "remedy": ""}  # fmt: skip
    content["contents"] = [*content["contents"], bare]
    route = next(iter(kind_of("cam-ket-vien-chuc").routes.values()))
    found = remarks_on(content, "cam-ket-vien-chuc", route)
    assert [r.field for r in found.missing] == [
        "follow-1-relation", "follow-1-method", "follow-1-time", "follow-1-result",
    ]  # fmt: skip
    assert found.about(1) == found.missing
    assert all(remark.hint for remark in found.missing)


def test_a_warning_quotes_its_words_once_a_box() -> None:
    content = sample("cam-ket-vien-chuc")
    duty = "Chấp hành nội quy, quy chế cơ quan, không đi muộn, về sớm."
    content["contents"] = [{**content["contents"][0], "work": duty, "result": "Tốt."}]
    route = next(iter(kind_of("cam-ket-vien-chuc").routes.values()))
    found = remarks_on(content, "cam-ket-vien-chuc", route)
    assert found.missing == ()
    duties = [r for r in found.at("follow-0-work") if r.code == "follow.everyday_duty"]
    assert len(duties) == 1
    assert "Chấp hành nội quy" in duties[0].words
    assert duties[0].good


def test_a_kind_without_a_form_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        editor_of("dot")
