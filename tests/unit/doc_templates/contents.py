"""Builders of contents: a valid one of each kind, changed where a test says so."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from doc_templates import catalog

if TYPE_CHECKING:
    from doc_templates.port import JsonValue

Json = dict[str, "JsonValue"]


def a_plan(**changes: JsonValue) -> Json:
    """Return the founding plan with some of its members replaced."""
    return _sample("ke-hoach") | changes


def minutes(**changes: JsonValue) -> Json:
    """Return sample minutes with some of their members replaced."""
    return _sample("bien-ban-gop-y") | changes


def a_commitment(kind: str = "cam-ket-vien-chuc", **changes: JsonValue) -> Json:
    """Return the sample commitment of a kind with some of its members replaced."""
    return _sample(kind) | changes


def a_resolution(**changes: JsonValue) -> Json:
    """Return the sample resolution with some of its members replaced."""
    return _sample("nghi-quyet") | changes


def cell_minutes(**changes: JsonValue) -> Json:
    """Return sample minutes of a cell with some of their members replaced."""
    return _sample("bien-ban-chi-bo") | changes


def a_campaign(**changes: JsonValue) -> Json:
    """Return the sample campaign with some of its members replaced."""
    return _sample("dot") | changes


def a_part(name: str, *paragraphs: str, heading: str = "Tư tưởng chính trị") -> JsonValue:
    """Return one section of a commitment."""
    lines: list[JsonValue] = [
        {"id": f"{name}-{number}", "text": words} for number, words in enumerate(paragraphs, 1)
    ]
    return {"id": name, "heading": heading, "paragraphs": lines}


def a_text(*paragraphs: str, heading: str = "I. NỘI DUNG") -> JsonValue:
    """Return the sections of a plan that says just this."""
    lines: list[JsonValue] = [
        {"id": f"s1p{number}", "text": words} for number, words in enumerate(paragraphs, 1)
    ]
    return [{"id": "s1", "heading": heading, "paragraphs": lines}]


def a_short_plan(*paragraphs: str, **changes: JsonValue) -> Json:
    """Return a plan whose text is just these paragraphs."""
    return a_plan(sections=a_text(*paragraphs), bases=[], deadlines=[]) | changes


def a_follow(number: int = 1, **changes: JsonValue) -> Json:
    """Return one registered content."""
    return {
        "id": f"lt{number}",
        "relation": "cong-viec",
        "subject": "cải cách thủ tục hành chính",
        "work": "Rút ngắn thời gian cấp chứng chỉ hành nghề",
        "method": "Rà soát hồ sơ hằng tuần",
        "time": "Quý I đến quý III",
        "result": "95 % hồ sơ đúng hạn",
        "remedy": "Khắc phục việc trả hồ sơ chậm",
    } | changes


def recipients(count: int) -> JsonValue:
    """Return that many recipients."""
    return [{"name": f"Đơn vị số {n}", "purpose": "T/hiện"} for n in range(1, count + 1)]


def _sample(kind: str) -> Json:
    return copy.deepcopy(dict(catalog.sample(catalog.current(kind))))
