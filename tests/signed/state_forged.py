"""What a forger makes of a state paper; every signature in it is a real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.hostile.corpus.kit import BLACK, a_stream, amended, later, number_of, text_of
from tests.signed.state import Place, StateTool

Forge: TypeAlias = Callable[[StateTool], bytes]


def the_number_painted_over_the_text(tool: StateTool) -> bytes:
    signed = tool.issue(places=(Place.PERSON,))
    return tool.sign(signed, Place.NUMBER, box=(90, 480, 390, 500), says="10 000 000")


def a_sheet_signed_as_a_number(tool: StateTool) -> bytes:
    signed = tool.issue(places=(Place.PERSON,))
    return tool.sign(signed, Place.NUMBER, box=(50, 50, 545, 800), says="x")


def a_seal_far_from_whom_it_confirms(tool: StateTool) -> bytes:
    signed = tool.issue(places=(Place.PERSON,))
    return tool.sign(signed, Place.SEAL, box=(90, 560, 230, 690), says="x")


def the_page_changed_between_person_and_number(tool: StateTool) -> bytes:
    changed = _black(tool.issue(places=(Place.PERSON,)))
    return tool.issue(changed, (Place.NUMBER, Place.DATE, Place.SEAL))


def the_page_changed_at_the_end(tool: StateTool) -> bytes:
    return _black(tool.issue())


def the_look_of_the_date_exchanged(tool: StateTool) -> bytes:
    """The date stays signed; its picture becomes another day."""
    pdf = tool.issue()
    number = number_of(pdf, b"(30) Tj")
    entries, _, _ = text_of(pdf, number).partition(b"\nstream\n")
    other = text_of(pdf, number).replace(b"(30) Tj", b"(01) Tj")
    if other.partition(b"\nstream\n")[0] != entries:
        raise ValueError("only the picture may differ")
    return later(pdf, {number: other})


def the_date_moved(tool: StateTool) -> bytes:
    pdf = tool.issue()
    return amended(pdf, b"/T (Signature3)", b"/Rect [ 392", b"/Rect [ 192")


def another_date_over_the_date(tool: StateTool) -> bytes:
    """One more agency signature, exactly over the first date."""
    return tool.sign(tool.issue(), Place.DATE, says="01")


def a_persons_key_for_the_number(tool: StateTool) -> bytes:
    signed = tool.issue(places=(Place.PERSON,))
    return tool.sign(signed, Place.NUMBER, by=tool.person())


def roles_swapped(tool: StateTool) -> bytes:
    """The agency signs where the person signs, the person numbers and seals."""
    pdf = tool.sign(tool.blank(), Place.PERSON, by=tool.agency())
    for place in (Place.NUMBER, Place.DATE, Place.SEAL):
        pdf = tool.sign(pdf, place, by=tool.person())
    return pdf


def one_signature_taken_out(tool: StateTool) -> bytes:
    pdf = tool.issue()
    field = number_of(pdf, b"/T (Signature3)")
    value = text_of(pdf, field).split(b"/V ")[1].split()[0]
    return amended(pdf, b"/T (Signature3)", b"/V %s 0 R" % value, b"")


def one_byte_of_the_page_changed(tool: StateTool) -> bytes:
    pdf = tool.issue()
    place = pdf.index(b"\nstream\n") + 12
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _black(pdf: bytes) -> bytes:
    page = text_of(pdf, number_of(pdf, b"/Type /Page\n"))
    content = int(page.split(b"/Contents ")[1].split()[0])
    return later(pdf, {content: a_stream(BLACK)})
