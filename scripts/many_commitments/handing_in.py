"""The list of people as a real workbook, handed in by the way of the page that takes it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from doc_templates.read.list_columns import KEY, KINDS, NAME, columns
from doc_templates.read.people_list import MAX_ROWS, read_people_list
from scripts.many_commitments.organisation import login_of, name_of
from service.campaigns.checking import check
from service.campaigns.listing import Serving, campaign_ask, lines_of
from service.commitments.beginning import served
from service.pages.list_upload import LARGEST
from service.story import material
from storage.readmodel import issued
from workflows.contracts.lists import list_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.commitments.contents import Served
    from service.story.people import Cast
    from workflows.domain.document import Document

OF_EMPLOYEES: Final = "viên chức"
_RELATIONS: Final = {"nguoi-khac": "người khác", "ban-than": "bản thân"}


class ListRefusedError(Exception):
    """The product's own reading of our list found something wrong with it."""

    code = "scale.list_refused"


@dataclass(frozen=True, slots=True)
class Listed:
    """One workbook, and what it became: the body that the campaign takes."""

    workbook: bytes
    body: bytes
    rows: int


def parts_of(people: int) -> list[range]:
    """Return the people of each workbook: as many as one may hold."""
    return [range(start, min(start + MAX_ROWS, people)) for start in range(0, people, MAX_ROWS)]


def workbook(numbers: Sequence[int]) -> bytes:
    """Write a list with everything that these people commit themselves to."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Danh sách")
    page.append([column.header for column in columns()])
    for number in numbers:
        row = _row(number)
        page.append([row.get(column.id, "") for column in columns()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_back(cast: Cast, campaign: Document, body: bytes, act_id: str) -> Listed:
    """Read and check a workbook as the page does, and return what it hands to the campaign.

    Raises:
        ListRefusedError: a row would be left out.
        PaperError: it is no list.
    """
    if len(body) > LARGEST:
        raise ListRefusedError(f"{len(body)} bytes, the page takes {LARGEST}")
    listed, year = read_people_list(body), cast.today().year
    with cast.gateway.recorder.database.reading() as conn:
        checked = check(conn, listed, campaign_ask(campaign, year), cast.gateway.recorder.clock())
    if checked.errors:
        raise ListRefusedError(str(checked.errors[:5]))
    lines = lines_of(checked, Serving(campaign.document_id, year, _served(cast, campaign)), act_id)
    return Listed(body, list_body(lines), len(lines))


def _served(cast: Cast, campaign: Document) -> Served | None:
    with cast.gateway.recorder.database.reading() as conn:
        plans = issued.issued_plans(conn, {campaign.issuer_id})
    return next((served(p) for p in plans if p.document_id == campaign.serves_id), None)


def _row(number: int) -> dict[str, str]:
    row = {KEY: login_of(number), NAME: name_of(number), KINDS: OF_EMPLOYEES}
    return row | dict(_texts(material.commitment_texts()["nurse"], number))


def _texts(nurse: dict[str, Any], number: int) -> Iterator[tuple[str, str]]:
    """Yield what one person writes; nobody's is quite his neighbour's."""
    for section, text in nurse["sections"].items():
        yield f"section.{section}", f"{text} Phần việc số {number + 1}."
    for place, one in enumerate(nurse["contents"], 1):
        yield f"follow{place}.relation", _RELATIONS[one["relation"]]
        for part in ("subject", "work", "method", "time", "result"):
            yield f"follow{place}.{part}", one[part]
    for place, one in enumerate(nurse["shortcomings"], 1):
        yield f"shortcoming{place}.text", one["text"]
        yield f"shortcoming{place}.remedy", one["remedy"]
