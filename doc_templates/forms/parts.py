"""The components that several forms share: header row, title, signature cells, recipients.

What stands in braces is filled in by `doc_templates.layout`; its names are the template's contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from doc_templates.forms import word
from doc_templates.layout.header import MOTTO, USUAL, blank
from doc_templates.typeface import Face, text_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from doc_templates.forms.styles import Part

Cell: TypeAlias = "Callable[[Part], None]"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MM_PER_PT = 25.4 / 72


def header(document: Part, number: Cell, date: Cell) -> None:
    """Draw cells 1 to 4: issuer on the left, Quốc hiệu on the right, below them the row (II.1-4).

    `number` and `date` draw the two cells of the row.
    """
    made = word.table(document, 2, USUAL)
    issuer, nation = (word.fill(cell) for cell in made.rows[0].cells)
    superior(issuer)
    word.add(issuer, "CoQuanBanHanh", "{{r issuer.name }}")
    word.add(issuer, "DuongKe", "{{p issuer.rule }}")
    word.add(nation, "QuocHieu", NATION)
    word.add(nation, "TieuNgu", MOTTO)
    word.add(nation, "DuongKe", "{{p motto_rule }}")
    for cell, draw in zip(made.rows[1].cells, (number, date), strict=True):
        draw(word.fill(cell))


def superior(cell: Part) -> None:
    """Print cơ quan chủ quản, if there is one."""
    word.add(cell, "CoQuanChuQuan", "{%p if issuer.superior %}")
    word.add(cell, "CoQuanChuQuan", "{{r issuer.superior }}")
    word.add(cell, "CoQuanChuQuan", "{%p endif %}")


def number(cell: Part) -> None:
    """`Số: ___/KH-SYT`; digits will stand right-aligned against the stroke (II.3)."""
    paragraph = word.add(cell, "SoKyHieu", "Số: ", "{{ number_blank }}")
    word.bookmark(paragraph, "SoPhai")
    paragraph.add_run("/{{ issuer.code }}")


def no_number(cell: Part) -> None:
    """Leave the cell empty: the paper has no number."""
    word.add(cell, "SoKyHieu")


def no_date(cell: Part) -> None:
    """Leave the cell empty: the paper says its day in the text."""
    word.add(cell, "NgayThang")


def day(cell: Part) -> None:
    """Print place and day, which are known when the paper is made."""
    word.add(cell, "NgayThang", "{{ day_line }}")


def date(cell: Part) -> None:
    """Print place and date, the date blank (II.4).

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


def signing_space(cell: Part, anchor: str, note: str = "") -> None:
    """Leave the room for a signature: a mark at its top, in the middle of the column.

    Where `note` names lines that are not empty, these are printed instead.
    """
    if note:
        word.add(cell, "Moc", f"{{%p if {note} %}}")
        lines(cell, "GhiChu", note)
        word.add(cell, "Moc", "{%p else %}")
    word.bookmark(word.add(cell, "Moc"), f"{anchor}Tren")
    word.add(cell, "ChoKy")
    if note:
        word.add(cell, "Moc", "{%p endif %}")


def signer_name(cell: Part, anchor: str, name: str, note: str = "") -> None:
    """Print the name (7b) under a mark in the middle of the column; none under a note."""
    if note:
        word.add(cell, "Moc", f"{{%p if {note} %}}")
        word.add(cell, "Moc")
        word.add(cell, "Moc", "{%p else %}")
    word.bookmark(word.add(cell, "Moc"), f"{anchor}Duoi")
    if note:
        word.add(cell, "Moc", "{%p endif %}")
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


def foot(document: Part, posts: Cell, widths: tuple[float, float]) -> None:
    """Print Nơi nhận and the signer side by side, on one page (II.7, II.9).

    `posts` prints the signer's authority. Only a list longer than the signer's cell goes on in a
    second row, which may break over pages.
    """
    made = word.table(document, 4, widths)
    receivers, signer = (word.fill(cell) for cell in made.rows[0].cells)
    recipients(receivers, "recipients.first")
    posts(signer)
    signing_space(signer, "ChuKyCaNhan")
    signer_name(signer, "ChuKyCaNhan", "personal.name")
    for row, tag in ((1, "{%tr if recipients.rest %}"), (3, "{%tr endif %}")):
        word.add(word.fill(made.rows[row].cells[0]), "NoiNhanTiep", tag)
    lines(word.fill(made.rows[2].cells[0]), "NoiNhanTiep", "recipients.rest")
    word.set_style(made.rows[2].cells[1].paragraphs[0], "NoiNhanTiep")
    word.may_split(made.rows[2])
    word.add(document, "Cuoi")
