"""Words for codes, from the catalogues; the code itself holds no Vietnamese sentence."""

from __future__ import annotations

from dataclasses import dataclass

from service.catalogue import table
from workflows.domain.kinds import KINDS

UNEXPLAINED = "internal"


@dataclass(frozen=True, slots=True)
class Explained:
    """A code in words: what happened, and what to do next."""

    code: str
    message: str
    hint: str


def label(group: str, key: str) -> str:
    """Return the word for a code of a group; the code itself where there is none."""
    return table("labels")[group].get(key, key)


def label_of(group: str, key: str, kind: str = "", state: str = "") -> str:
    """Return the word for a code of a group as it is said of this kind, or in this state.

    The narrower words stand in the group `<group>_of` under `key:state` and `key:lifecycle`.
    """
    narrower = table("labels").get(f"{group}_of", {})
    lifecycle = KINDS[kind].lifecycle.name if kind in KINDS else ""
    found = (narrower.get(f"{key}:{where}") for where in (state, lifecycle) if where)
    return next((word for word in found if word), label(group, key))


def labels(group: str) -> dict[str, str]:
    """Return all words of a group, in the catalogue's order."""
    return dict(table("labels")[group])


def explain(code: str) -> Explained:
    """Return what to tell a person about a code; an unknown one is an internal error."""
    errors = table("errors")
    row = errors.get(code) or errors[UNEXPLAINED]
    return Explained(code, row["message"], row.get("hint", ""))
