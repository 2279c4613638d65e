"""The boxes of "làm theo" contents, alike in plans and commitments. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.pages.paragraphs import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OFFERED = 2  # 01-02 contents; a content that came with more keeps its boxes
MOST = 10  # that a content may hold at all
FIELDS = ("relation", "subject", "work", "method", "time", "result", "remedy")
WRITTEN = FIELDS[1:]


def boxes(contents: Sequence[Mapping[str, str]]) -> tuple[dict[str, str], ...]:
    """Return the boxes of a content, with empty ones for those that may be added."""
    filled = [dict(follow) for follow in contents]
    return (*filled, *(_empty() for _ in range(OFFERED - len(filled))))


def follows_from(
    fields: Mapping[str, str], old: Sequence[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return the contents that were written; one whose boxes are all empty is not there."""
    known = [follow["id"] for follow in old]
    made: list[dict[str, Any]] = []
    for index in range(MOST):
        values = {name: clean(fields.get(f"follow-{index}-{name}", "")) for name in FIELDS}
        if any(values[name] for name in WRITTEN):
            made.append({"id": fields.get(f"follow-{index}-id", ""), **values})
    return with_ids(made, known, "c")


def with_ids(made: list[dict[str, Any]], known: Sequence[str], stem: str) -> list[dict[str, Any]]:
    """Give ids: one that was there keeps its own, a new one gets an id that none ever had here."""
    left = set(known)
    fresh = _fresh(stem, known)
    for one in made:
        if one["id"] in left:
            left.discard(one["id"])
        else:
            one["id"] = next(fresh)
    return made


def _fresh(stem: str, known: Sequence[str]) -> Iterator[str]:
    number = 1
    while True:
        if f"{stem}{number}" not in known:
            yield f"{stem}{number}"
        number += 1


def _empty() -> dict[str, str]:
    return {"id": "", **dict.fromkeys(FIELDS, "")}
