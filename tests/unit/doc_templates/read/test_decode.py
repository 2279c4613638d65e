"""Encodings, sizes, invisible characters, and bytes that are no plan at all."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.errors import (
    SecretMarkedError,
    SourceEmptyError,
    SourceNotTextError,
    SourceTooLargeError,
)
from doc_templates.read.decode import MAX_LINES, MAX_SOURCE_BYTES
from doc_templates.read.model import WARNING_LIMIT, WarningCode
from doc_templates.read.plan import read_plan
from tests.unit.doc_templates.read.plan_text import codes, plan_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_same_plan_comes_out_of_every_encoding(encoding: str, form: str, newline: str) -> None:
    text = plan_text().decode().replace("\n", newline)
    data = (unicodedata.normalize("NFD", text) if form == "NFD" else text).encode(encoding)
    assert read_plan(data) == read_plan(plan_text())


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", " \u200b\u202e".encode()])
def test_nothing_to_read_is_refused(data: bytes) -> None:
    with pytest.raises(SourceEmptyError) as refused:
        read_plan(data)
    assert refused.value.code == "source.empty"


@pytest.mark.parametrize(
    "data",
    [
        b"a\x00b", b"\xff\xfe\x00\xd8", b"\x80abc", "Kế hoạch".encode("utf-16-le"), b"%PDF-1.7\n",
        b"{\\rtf1 x}", b"PK\x03\x04",
        b"\xff\xfe\x00\x00a\x00\x00\x00", ("a" + "\u0301" * 31).encode(),
    ],
)  # fmt: skip
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceNotTextError) as refused:
        read_plan(data)
    assert refused.value.code == "source.not_text"
    assert refused.value.__context__ is None


def test_accents_piled_up_behind_an_invisible_character_are_refused() -> None:
    with pytest.raises(SourceNotTextError):
        read_plan(("a" + ("\u0301" * 16 + "\u200d") * 4).encode())


@pytest.mark.parametrize("data", [b"a" * (MAX_SOURCE_BYTES + 1), b"a\n" * MAX_LINES])
def test_more_than_any_plan_has_is_refused(data: bytes) -> None:
    with pytest.raises(SourceTooLargeError) as refused:
        read_plan(data)
    assert refused.value.code == "source.too_large"


@pytest.mark.parametrize(
    "hidden", ["\x07", "\u202e", "\u2066", "\u200b", "\u00ad", "\x85", "\ufffe"]
)
def test_invisible_characters_go_and_are_reported(hidden: str) -> None:
    plan = read_plan(plan_text(title=f"Học tập{hidden} chuyên đề"))
    assert WarningCode.CONTROL_CHARACTERS in codes(plan)
    assert hidden not in str(plan.content)
    assert str(plan.content["title"]) == "Học tập chuyên đề"


def test_a_hidden_character_is_reported_with_its_line() -> None:
    (warning,) = read_plan(plan_text(title="Học\u202e tập\u202e")).warnings
    assert (warning.place, warning.found) == ("line:7", "U+202E x2")


def test_warnings_past_the_limit_are_counted() -> None:
    plan = read_plan(plan_text(body="I. MỤC ĐÍCH\n\n" + "phân đấu. " * (WARNING_LIMIT + 7)))
    assert len(plan.warnings) == WARNING_LIMIT + 1
    assert (plan.warnings[-1].code, plan.warnings[-1].found) == (WarningCode.MORE_WARNINGS, "7")


REFUSALS = (SecretMarkedError, SourceEmptyError, SourceTooLargeError, SourceNotTextError)
FRAGMENTS = st.sampled_from(
    [
        "Số:",
        "Số: 5/KH-SYT",
        "KẾ HOẠCH",
        "Thanh Hóa, ngày 31 tháng 02 năm 2020",
        "I. MỤC ĐÍCH",
        "II.",
        "- ",
        "a) ",
        "**",
        "*",
        "*** ",
        "./.",
        "Nơi nhận:",
        "- Lưu VT",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Lê Văn A",
        "trước ngày ",
        "31/02/2020",
        "Quý I/2020",
        "(",
        ")",
        ";",
        ".",
        "\n",
        "\n\n",
        "\t",
        "      ",
        "́",
        "\u202e",
        "Phần",
        "đoàn kết",
        "MẬT",
        "2",
    ]
)


@settings(deadline=None)  # a busy machine is no defect
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    _read_or_refuse(data)


@settings(deadline=None)  # a busy machine is no defect
@given(st.lists(FRAGMENTS, max_size=60))
def test_no_mixture_of_a_plans_parts_crashes_the_reader(parts: list[str]) -> None:
    _read_or_refuse("".join(parts).encode())


N = MAX_SOURCE_BYTES
HOSTILE = {
    "stars": b"*" * N, "letters and stars": b"a*" * (N // 2), "bold": b"a**b " * (N // 5),
    "deadlines": b"truoc 28/02/2020 " * (N // 17), "wrong dates": b"31/02/2020 " * (N // 11),
    "quarters": b"quy i/2020 " * (N // 11), "cues": b"han nop la den het ngay " * (N // 24),
    "digits": b"1" * N, "fractions": b"1/" * (N // 2), "brackets": b"(" * N, "commas": b"," * N,
    "dots after so": b"So: " + b"." * (N - 4), "end marks": b"./." * (N // 3),
    "accents": b"a" + "\u0301".encode() * (N // 2 - 1), "spaces": b" " * (N - 1) + b"x",
    "mixed accents": "\u0345\u0301".encode() * (N // 4), "many lines": (b"a" * 99 + b"\n") * 19_999,
}  # fmt: skip


@pytest.mark.timeout(300)  # two seconds' work; where it grows with the square, days
@pytest.mark.parametrize("name", HOSTILE)
def test_two_mebibytes_of_malice_are_read_to_their_end(name: str) -> None:
    _read_or_refuse(HOSTILE[name])


def _read_or_refuse(data: bytes) -> None:
    """Read; whatever comes out is NFC and JSON, whatever is refused has one of our codes."""
    try:
        plan = read_plan(data)
    except REFUSALS:
        return
    told = json.dumps(plan.content, ensure_ascii=False)
    for text in [told, *(w.found for w in plan.warnings)]:
        assert unicodedata.is_normalized("NFC", text)
