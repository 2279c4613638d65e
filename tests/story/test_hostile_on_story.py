"""The plan 241 that was really issued, attacked: `trinhky verify` refuses it, with the reason."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from service.cli import run
from signing.port import FIELD_NAMES, FieldRole, NumberAndDate
from signing.seal import appearance
from signing.seal.drawing import Stream, write
from signing.seal.fields import field_object, reserved_fields
from tests.hostile.forger import page_of, revise, stream
from tests.story.insider import NUMBERED, SIGNED_BY_THE_LEADER, Insider, insider_of
from tests.story.playing import ISSUED, PLAN_241, Story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signing.seal.revision import RevisionWriter

pytestmark = [pytest.mark.temporal, pytest.mark.office]

OTHER_NUMBER = NumberAndDate("999", "01", "01", "2020")
BLOT = b"q 1 g 150 724 70 17 re f 0 g 0 0 300 300 re f Q\n"


def issued_of(story: Story) -> bytes:
    return story.file(story.entries_of(PLAN_241)[ISSUED]).read_bytes()


def other_number(pdf: bytes) -> tuple[Stream, generic.ArrayObject]:
    """The header row with another number, and where it stands on the page."""
    row = reserved_fields(PdfFileReader(BytesIO(pdf)))[FIELD_NAMES[FieldRole.NUMBER]]
    corners = (row.box.x1, row.box.y1, row.box.x2, row.box.y2)
    rectangle = generic.ArrayObject([generic.FloatObject(value) for value in corners])
    return appearance.make(OTHER_NUMBER, row.box, row.glyphs), rectangle


def changed_in_place(pdf: bytes) -> bytes:
    """One byte of the first page's own drawing."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        drawn = opened.pages[0].Contents.read_raw_bytes()
    place = pdf.index(drawn) + len(drawn) // 2
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def changed_by_a_revision(pdf: bytes) -> bytes:
    def change(writer: RevisionWriter) -> None:
        page_of(writer)[pdf_name("/Contents")] = writer.add_object(stream(BLOT))

    return revise(pdf, change)


def row_painted_over_by_more_content(pdf: bytes) -> bytes:
    def change(writer: RevisionWriter) -> None:
        page = page_of(writer)
        more = [page.raw_get("/Contents"), writer.add_object(stream(BLOT))]
        page[pdf_name("/Contents")] = generic.ArrayObject(more)

    return revise(pdf, change)


def row_painted_over_by_an_annotation(pdf: bytes) -> bytes:
    drawing, rectangle = other_number(pdf)

    def change(writer: RevisionWriter) -> None:
        page = page_of(writer)
        stamp = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Stamp"),
                pdf_name("/Rect"): rectangle,
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): write(drawing, writer)}),
            }
        )
        page["/Annots"].append(writer.add_object(stamp))
        writer.update_container(page["/Annots"])

    return revise(pdf, change)


def number_painted_anew(pdf: bytes) -> bytes:
    drawing, _ = other_number(pdf)

    def change(writer: RevisionWriter) -> None:
        field = field_object(writer, FieldRole.NUMBER).get_object()
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): write(drawing, writer)})
        writer.update_container(field)

    return revise(pdf, change)


def number_painted_into_its_own_stream(pdf: bytes) -> bytes:
    def change(writer: RevisionWriter) -> None:
        painted = field_object(writer, FieldRole.NUMBER).get_object()["/AP"]["/N"]
        painted._data = painted.data.replace(b"(241)", b"(999)")  # noqa: SLF001 - no setter
        painted._encoded_data = None  # noqa: SLF001
        writer.update_container(painted)

    return revise(pdf, change)


def title_rewritten(pdf: bytes) -> bytes:
    def change(writer: RevisionWriter) -> None:
        title = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Khác")})
        writer.set_info(writer.add_object(title))

    return revise(pdf, change)


ON_THE_FILE: dict[Callable[[bytes], bytes], str] = {
    changed_in_place: "verify.bytes_changed",
    changed_by_a_revision: "verify.changed_page",
    row_painted_over_by_more_content: "verify.changed_page",
    row_painted_over_by_an_annotation: "verify.changed_annotation",
    number_painted_anew: "verify.changed_field",
    number_painted_into_its_own_stream: "verify.changed_field",
    title_rewritten: "verify.changed_metadata",
}


def a_person_seals(insider: Insider) -> bytes:
    pdf = insider.after(NUMBERED)
    return insider.sign_as_himself(pdf, FieldRole.AGENCY, insider.seal())


def a_person_numbers(insider: Insider) -> bytes:
    pdf = insider.after(SIGNED_BY_THE_LEADER)
    return insider.sign_as_himself(pdf, FieldRole.NUMBER, insider.number())


def another_person_signs_for_the_leader(insider: Insider) -> bytes:
    return insider.sign_as_himself(insider.unsigned(), FieldRole.PERSONAL, insider.seal())


def sealed_before_it_has_a_number(insider: Insider) -> bytes:
    pdf = insider.after(SIGNED_BY_THE_LEADER)
    return insider.sign_as_the_agency(pdf, FieldRole.AGENCY, insider.seal())


def sealed_before_the_leader_signed(insider: Insider) -> bytes:
    return insider.sign_as_the_agency(insider.unsigned(), FieldRole.AGENCY, insider.seal())


def numbered_before_the_leader_signed(insider: Insider) -> bytes:
    return insider.sign_as_the_agency(insider.unsigned(), FieldRole.NUMBER, insider.number())


def sealed_by_the_agency_in_its_turn(insider: Insider) -> bytes:
    pdf = insider.after(NUMBERED)
    return insider.sign_as_the_agency(pdf, FieldRole.AGENCY, insider.seal())


BY_AN_INSIDER: dict[Callable[[Insider], bytes], str] = {
    a_person_seals: "verify.wrong_signer",
    a_person_numbers: "verify.wrong_signer",
    sealed_before_it_has_a_number: "verify.wrong_order",
    sealed_before_the_leader_signed: "verify.wrong_order",
    numbered_before_the_leader_signed: "verify.wrong_order",
}


@pytest.fixture(scope="module")
def papers(story: Story) -> dict[str, bytes]:
    """Every forged paper by its name, and two honest ones as controls."""
    issued, insider = issued_of(story), insider_of(story)
    made = {attack.__name__: attack(issued) for attack in ON_THE_FILE}
    made |= {attack.__name__: attack(insider) for attack in BY_AN_INSIDER}
    for honest in (sealed_by_the_agency_in_its_turn, another_person_signs_for_the_leader):
        made[honest.__name__] = honest(insider)
    made["archived_once_more"] = insider.office.archive(issued)
    return made


@pytest.fixture
def ask(
    story: Story, papers: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, dict[str, Any]]]:
    """Let `trinhky verify` judge one of the papers."""

    def verify(name: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(papers[name])
        code = run(["verify", "--json", "--trust", str(story.trust), str(file)])
        [row] = json.loads(capsys.readouterr().out)
        return code, row

    return verify


ATTACKS = {attack.__name__: code for attack, code in (ON_THE_FILE | BY_AN_INSIDER).items()}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_the_issued_plan_is_refused_with_its_reason(
    name: str, ask: Callable[[str], tuple[int, dict[str, Any]]]
) -> None:
    code, row = ask(name)
    assert (code, row["verdict"], row["code"]) == (1, "invalid", ATTACKS[name])


def test_a_stranger_in_the_leaders_field_is_refused(
    ask: Callable[[str], tuple[int, dict[str, Any]]],
) -> None:
    """He does not certify either: whatever is said first, it is not valid."""
    code, row = ask(another_person_signs_for_the_leader.__name__)
    assert code == 1
    assert row["code"] in {"verify.not_certified", "verify.wrong_signer"}


@pytest.mark.parametrize("name", ["archived_once_more", sealed_by_the_agency_in_its_turn.__name__])
def test_what_the_same_hands_do_lawfully_stays_valid(
    name: str, ask: Callable[[str], tuple[int, dict[str, Any]]]
) -> None:
    """The controls: it is the attack that is refused, not the tools it was made with."""
    code, row = ask(name)
    assert (code, row["code"]) == (0, "verify.valid")
    assert [one["role"] for one in row["signatures"]] == ["personal", "number", "agency"]


@pytest.mark.parametrize("name", [a.__name__ for a in ON_THE_FILE if a is not changed_in_place])
def test_what_was_signed_is_told_apart_from_what_was_added(
    name: str, ask: Callable[[str], tuple[int, dict[str, Any]]]
) -> None:
    _, row = ask(name)
    assert {one["integrity"] for one in row["signatures"]} == {"intact"}
    assert {one["changes"] for one in row["signatures"]} == {"unlawful"}
