"""The components that papers in the Party's form share: header, title, posts, title's dashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.forms import parts, word
from doc_templates.party_form import PARTY_V1

if TYPE_CHECKING:
    from doc_templates.forms.parts import Cell
    from doc_templates.forms.styles import Part

FORM = PARTY_V1


def header(document: Part, number: Cell | None = None, date: Cell | None = None) -> None:
    """Draw issuer and star on the left, the Party's name and its rule on the right.

    Below them a row for number and date, unless the paper has neither.
    """
    made = word.table(document, 2 if number and date else 1, FORM.columns[0])
    issuer, nation = (word.fill(cell) for cell in made.rows[0].cells)
    parts.superior(issuer)
    word.add(issuer, "CoQuanBanHanh", "{{r issuer.name }}")
    word.add(issuer, "DauSao", FORM.star)
    word.add(nation, "DangCongSan", FORM.nation)
    word.add(nation, "DuongKe", "{{p nation_rule }}")
    if number and date:
        for cell, draw in zip(made.rows[1].cells, (number, date), strict=True):
            draw(word.fill(cell))


def number(cell: Part) -> None:
    """`Số ___-NQ/CB`; digits will stand right-aligned against the hyphen."""
    paragraph = word.add(cell, "SoKyHieu", FORM.number_label, "{{ number_blank }}")
    word.bookmark(paragraph, "SoPhai")
    paragraph.add_run(f"{FORM.number_stroke}{{{{ code }}}}")


def title(document: Part, kind: str, subject: str) -> None:
    """Draw tên loại, trích yếu and the dashes under it."""
    word.add(document, "TenLoai", kind)
    word.add(document, "TrichYeu", f"{{{{r {subject} }}}}")
    dashes(document)
    word.add(document, "CachDong")


def dashes(document: Part) -> None:
    """Draw the dashes that end a title."""
    word.add(document, "GachNoi", FORM.dashes)


def posts(cell: Part, role: str) -> None:
    """Print in whose name somebody signs, in bold, and his own post, which is not."""
    word.add(cell, "QuyenHan", f"{{{{ {role}.authority }}}}")
    own_posts(cell, role)


def own_posts(cell: Part, role: str) -> None:
    """Print the signer's own post."""
    parts.lines(cell, "ChucVu", f"{role}.posts")
