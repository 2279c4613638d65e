"""Writes docs/states.md from the tables: `python -m scripts.draw_states [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workflows.domain import campaign, commitment, plan, resolution
from workflows.domain.kinds import KINDS
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, Lifecycle, Row, State

if TYPE_CHECKING:
    from workflows.domain.people import Party
    from workflows.domain.shapes import Route

PAGE = Path(__file__).parent.parent / "docs" / "states.md"
QUIET = frozenset({Act.REMIND, Act.ESCALATE, Act.STUCK, Act.RETRY, Act.RENDERED, Act.PREPARED,
                   Act.PREPARED_EXPIRED, Act.RENEW})  # fmt: skip
LIFECYCLES = (plan.LIFECYCLE, resolution.LIFECYCLE, commitment.LIFECYCLE, campaign.LIFECYCLE)
HEAD = """# States

Written by `make docs` from the tables in `workflows/domain`: `plan.py`, `resolution.py`,
`commitment.py`, `campaign.py`; a test compares them. An act in brackets is the workflow's own;
reminders, retries, renewed timestamps and the quiet steps of rendering and preparing stay in their
state and are listed in the tables alone.

"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(_lifecycle(one) for one in LIFECYCLES) + "\n" + _routes()


def _lifecycle(one: Lifecycle) -> str:
    kinds = ", ".join(f"`{k.kind_id}`" for k in KINDS.values() if k.lifecycle is one)
    return f"## {one.name}\n\nKinds: {kinds}.\n\n{_diagram(one)}\n{_table(one)}"


def _diagram(one: Lifecycle) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {State.NEW}"]
    for (state, act), row in one.rows.items():
        if act in QUIET:
            continue
        lines += [f"  {state} --> {target}: {label}" for target, label in _edges(act, row)]
    lines += [f"  {state} --> [*]" for state in sorted(one.final)]
    return "\n".join([*lines, "```", ""])


def _edges(act: Act, row: Row) -> list[tuple[State, str]]:
    own = f"({act})" if act in SYSTEM_ACTS else str(act)
    if row.completed is None:
        return [(row.target, own)]
    return [(row.target, own), (row.completed, f"{own}, completing")]


def _table(one: Lifecycle) -> str:
    lines = ["| State | Act | Whose | Leads to | Completing, leads to |", "|---|---|---|---|---|"]
    for (state, act), row in sorted(one.rows.items(), key=lambda item: _order(item[0])):
        who = ", ".join(row.who)
        lines.append(f"| {state} | {act} | {who} | {row.target} | {row.completed or ''} |")
    return "\n".join([*lines, ""])


def _order(key: tuple[State, Act]) -> tuple[int, int]:
    return list(State).index(key[0]), list(Act).index(key[1])


def _routes() -> str:
    lines = ["## Routes", "",
             "| Kind | Route | Approvals, in order | Signed by | Contents | Days |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for kind in KINDS.values():
        lines += [f"| {kind.kind_id} {_route(route)}" for route in kind.routes.values()]
    return "\n".join([*lines, ""])


def _route(route: Route) -> str:
    steps = "; ".join(f"{a.name}: {_party(a.party)}" for a in route.approvals)
    signer = _party(route.signer) if route.signer else "everybody his own"
    days = ", ".join(f"{state} {n}" for state, n in route.working_days.items())
    counts = f"{route.follow_min} to {route.follow_max}"
    return f"| {route.route_id} | {steps} | {signer} | {counts} | {days} |"


def _party(party: Party) -> str:
    """Name a party and who stands in for it where the paper is its own."""
    named = [party, *party.stand_ins]
    return ", else ".join(f"{one.role} of {one.place}" for one in named)


def main() -> int:
    """Write the page, or say whether it is what it should be."""
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
