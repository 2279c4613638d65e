"""What papers in the Party's form print: hyphen, `T/M`, no VT, a full stop at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.layout import bien_ban_chi_bo, nghi_quyet, party
from doc_templates.layout.registry import FORMS
from doc_templates.party_form import PARTY_V1
from doc_templates.port import Occasion, SignatureBlock
from tests.unit.doc_templates.contents import a_resolution, a_text, cell_minutes, recipients
from tests.unit.doc_templates.printed import body, part, styles

if TYPE_CHECKING:
    from doc_templates.layout.blocks import Context
    from doc_templates.port import JsonValue
    from tests.unit.doc_templates.contents import Json

SECRETARY = SignatureBlock("TM.", "CHI BỘ", "BÍ THƯ", "Lê Thị Hoa")


def resolution(content: Json, signer: SignatureBlock = SECRETARY) -> Context:
    return nghi_quyet.context(content, {"personal": signer}, Occasion(2))


@pytest.mark.parametrize(
    ("prefix", "authority", "position", "first", "second"),
    [
        ("TM.", "CHI BỘ", "BÍ THƯ", "T/M CHI BỘ", ("BÍ THƯ",)),
        ("T/M", "CHI BỘ", "BÍ THƯ", "T/M CHI BỘ", ("BÍ THƯ",)),
        ("TM.", "CHI ỦY", "Phó Bí thư", "T/M CHI ỦY", ("PHÓ BÍ THƯ",)),
        ("KT.", "BÍ THƯ", "PHÓ BÍ THƯ", "T/M CHI BỘ", ("PHÓ BÍ THƯ",)),
        ("", "BÍ THƯ", "BÍ THƯ", "T/M CHI BỘ", ("BÍ THƯ",)),
        ("TL.", "Ban Thường vụ", "Chánh Văn phòng", "T/L BAN THƯỜNG VỤ", ("CHÁNH VĂN PHÒNG",)),
        ("", "", "", "T/M CHI BỘ", ()),
    ],
)
def test_a_collective_is_signed_for_with_a_stroke_and_never_in_a_heads_place(
    prefix: str, authority: str, position: str, first: str, second: tuple[str, ...]
) -> None:
    block = SignatureBlock(prefix, authority, position, "X")
    assert party.posts(block) == {"authority": first, "posts": second}


def test_the_last_receiver_is_the_file_without_colon_and_without_the_clerk() -> None:
    context = resolution(a_resolution())
    assert part(context, "recipients")["first"] == (
        "- Đảng ủy Sở Y tế (B/cáo);",
        "- Đảng viên Chi bộ (T/hiện);",
        "- Lưu Chi bộ.",
    )
    blank = part(resolution(a_resolution(archive="", recipients=[])), "recipients")
    assert blank["first"] == ("- Lưu Chi bộ.",)


@pytest.mark.parametrize(("count", "goes_on"), [(3, False), (60, True)])
def test_only_a_long_list_goes_on_below_the_signer(count: int, goes_on: bool) -> None:  # noqa: FBT001
    split = part(resolution(a_resolution(recipients=recipients(count))), "recipients")
    assert bool(split["rest"]) == goes_on


def test_bases_are_upright_and_marked_and_the_lead_in_is_text() -> None:
    bases: JsonValue = ["- Căn cứ A", "Căn cứ B.", " ", "Chi bộ quyết nghị:"]
    context = resolution(a_resolution(bases=bases, sections=[]))
    assert body(context)[:2] == ["- Căn cứ A;", "- Căn cứ B."]
    assert styles(context)[:2] == ["CanCu", "CanCu"]
    assert len(body(context)) == 3


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Hết", "Hết."),
        ("Hết./.", "Hết."),
        ("Hết;", "Hết."),
        ("vân vân...", "vân vân..."),
        ("vân vân…", "vân vân…"),
    ],
)
def test_the_text_ends_in_one_full_stop(written: str, printed: str) -> None:
    context = resolution(a_resolution(bases=[], sections=a_text("Đầu./.", written)))
    assert body(context)[1:] == ["Đầu.", printed]


def test_minutes_say_the_same_in_both_forms_but_for_the_end_mark() -> None:
    signers = {"secretary": SECRETARY, "chair": SECRETARY}
    context = bien_ban_chi_bo.context(cell_minutes(), signers, Occasion())
    state = FORMS["bien-ban-gop-y@v1"].context(cell_minutes(), signers, Occasion())
    assert body(context)[:-1] == body(state)[:-1]
    assert body(state)[-1] == body(context)[-1] + "/."
    assert context["recipients"] == ("- Lưu Chi bộ.",)


def test_minutes_print_the_chairs_post_and_no_collective() -> None:
    label = SignatureBlock("", "", "Người ghi biên bản", "Nguyễn Văn Bình")
    signers = {"secretary": label, "chair": SECRETARY}
    context = bien_ban_chi_bo.context(cell_minutes(), signers, Occasion())
    assert part(context, "chair")["posts"] == ("BÍ THƯ",)
    assert part(context, "secretary")["posts"] == ()


def test_a_long_place_makes_room_for_the_date() -> None:
    widths = resolution(a_resolution(place="Thành phố Hồ Chí Minh"))["header_columns"]
    assert widths == PARTY_V1.columns[1]
