"""A commitment from a row of a list: what the registers know, and what the row says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.commitments.contents import leading
from workflows.domain.commitment_contents import LEADING

if TYPE_CHECKING:
    from doc_templates.read.list_model import ListRow
    from service.commitments.contents import Beginning
    from service.commitments.placing import Placing


def content_of_row(row: ListRow, beginning: Beginning, placing: Placing) -> dict[str, Any]:
    """Return the content that a person goes on with; what the row leaves out stays empty.

    Sections that the kind does not have are left out; words for those who lead make the part of
    those who lead (R-024).
    """
    parts: Any = row.parts()
    written: dict[str, Any] = parts["sections"]
    content = beginning.of(placing)
    if LEADING in written:
        content = leading(content, leads=True)
    content["contents"] = parts["contents"]
    content["shortcomings"] = parts["shortcomings"] or content["shortcomings"]
    content["sections"] = [
        {**section, "paragraphs": written.get(section["id"], [])} for section in content["sections"]
    ]
    return content
