"""The components that several forms share: header row, title, signature cells, recipients.

What stands in braces is filled in by `doc_templates.layout`; its names are the template's contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import word
from doc_templates.layout.header import MOTTO, USUAL, blank
from doc_templates.typeface import Face, text_width

if TYPE_CHECKING:
    from doc_templates.forms.styles import Part

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MM_PER_PT = 25.4 / 72


def header(document: Part, *, dated: bool) -> None:
    """Draw cells 1 to 4: issuer and Số on the left, Quốc hiệu and date on the right (II.1-4)."""
    made = word.table(document, 2, USUAL)
    issuer, nation = (word.fill(cell) for cell in made.rows[0].cells)
    word.add(issuer, "CoQuanChuQuan", "{%p if issuer.superior %}")
    word.add(issuer, "CoQuanChuQuan", "{{r issuer.superior }}")
    word.add(issuer, "CoQuanChuQuan", "{%p endif %}")
    word.add(issuer, "CoQuanBanHanh", "{{r issuer.name }}")
    word.add(issuer, "DuongKe", "{{p issuer.rule }}")
    word.add(nation, "QuocHieu", NATION)
    word.add(nation, "TieuNgu", MOTTO)
    word.add(nation, "DuongKe", "{{p motto_rule }}")
    number, date = (word.fill(cell) for cell in made.rows[1].cells)
    _number(number)
    if dated:
        _date(date)
    else:
        word.add(date, "NgayThang")


def _number(cell: Part) -> None:
    """`Số: ___/KH-SYT`; digits will stand right-aligned against the stroke (II.3)."""
    paragraph = word.add(cell, "SoKyHieu", "Số: ", "{{ number_blank }}")
    word.bookmark(paragraph, "SoPhai")
    paragraph.add_run("/{{ issuer.code }}")


def _date(cell: Part) -> None:
    """Place and date, the date blank (II.4).

    White space at the end of a line is dropped, so the year's blank is an indent on the right;
    its mark stands after `năm`, one space before the blank. So the whole line is centred.
    """
    paragraph = word.add(cell, "NgayThang", "{{ place }}, ngày ")
    word.bookmark(paragraph, "NgayTrai")
    paragraph.add_run(f"{blank(2)} tháng ")
    word.bookmark(paragraph, "ThangTrai")
    paragraph.add_run(f"{blank(2)} năm")
    word.bookmark(paragraph, "NamTrai")
    year = text_width(f" {blank(4)}", Face.ITALIC, 14) * MM_PER_PT
    word.indent(paragraph, 0, year)


def title(document: Part, kind: str, subject: str) -> None:
    """Draw tên loại, trích yếu and the rule under it (II.5)."""
    word.add(document, "TenLoai", kind)
    word.add(document, "TrichYeu", f"{{{{r {subject} }}}}")
    word.add(document, "DuongKe", "{{p title_rule }}")
    word.add(document, "CachDong")


def signing_space(cell: Part, anchor: str) -> None:
    """Leave the room for a signature: a mark at its top, in the middle of the column."""
    word.bookmark(word.add(cell, "Moc"), f"{anchor}Tren")
    word.add(cell, "ChoKy")


def signer_name(cell: Part, anchor: str, name: str) -> None:
    """Print the name (7b) under a mark in the middle of the column."""
    word.bookmark(word.add(cell, "Moc"), f"{anchor}Duoi")
    word.add(cell, "HoTen", f"{{{{ {name} }}}}")


def body(document: Part, styles: tuple[str, ...]) -> None:
    """Print the blocks of the text in order, each in the style it asks for, one of `styles`."""
    word.add(document, styles[0], "{%p for block in body %}")
    for style in styles:
        word.add(document, style, f"{{%p if block.style == '{style}' %}}")
        word.add(document, style, "{{r block.text }}")
        word.add(document, style, "{%p endif %}")
    word.add(document, styles[0], "{%p endfor %}")


def lines(container: Part, style: str, name: str) -> None:
    """Print a list of texts, one paragraph each."""
    word.add(container, style, f"{{%p for line in {name} %}}")
    word.add(container, style, "{{ line }}")
    word.add(container, style, "{%p endfor %}")


def recipients(container: Part, name: str) -> None:
    """Print Nơi nhận; its entries come ready with dash and punctuation (II.9b)."""
    word.add(container, "NoiNhanNhan", "Nơi nhận:")
    lines(container, "NoiNhan", name)
