"""Writes docs/states.md from the plan's table: `python -m scripts.draw_states [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from workflows.domain.kinds import PLAN
from workflows.domain.plan import FINAL, SYSTEM_ACTS, TRANSITIONS, Act, Row, State

PAGE = Path(__file__).parent.parent / "docs" / "states.md"
QUIET = frozenset({Act.REMIND, Act.STUCK, Act.RETRY, Act.RENDERED, Act.PREPARED,
                   Act.PREPARED_EXPIRED})  # fmt: skip
HEAD = """# The plan's states

Written from the table in `workflows/domain/plan.py` by `make docs`; a test compares them.
An act in brackets is the workflow's own; reminders, retries and the quiet steps of rendering and
preparing stay in their state and are listed in the table alone.

"""


def page() -> str:
    """Return the whole page."""
    return HEAD + _diagram() + "\n" + _table() + "\n" + _routes()


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {State.NEW}"]
    for (state, act), row in TRANSITIONS.items():
        if act in QUIET:
            continue
        lines += [f"  {state} --> {target}: {label}" for target, label in _edges(act, row)]
    lines += [f"  {state} --> [*]" for state in sorted(FINAL)]
    return "\n".join([*lines, "```", ""])


def _edges(act: Act, row: Row) -> list[tuple[State, str]]:
    own = f"({act})" if act in SYSTEM_ACTS else str(act)
    if row.completed is None:
        return [(row.target, own)]
    return [(row.target, own), (row.completed, f"{own}, completing")]


def _table() -> str:
    lines = ["| State | Act | Whose | Leads to | Completing, leads to |", "|---|---|---|---|---|"]
    for (state, act), row in sorted(TRANSITIONS.items(), key=lambda item: _order(item[0])):
        who = ", ".join(row.who)
        lines.append(f"| {state} | {act} | {who} | {row.target} | {row.completed or ''} |")
    return "\n".join([*lines, ""])


def _order(key: tuple[State, Act]) -> tuple[int, int]:
    return list(State).index(key[0]), list(Act).index(key[1])


def _routes() -> str:
    lines = ["## Routes", "", "| Route | Approvals, in order | Signed by | Contents | Days |",
             "|---|---|---|---|---|"]  # fmt: skip
    for route in PLAN.routes.values():
        steps = "; ".join(f"{a.name}: {a.party.role} of {a.party.place}" for a in route.approvals)
        signer = f"{route.signer.role} of {route.signer.place}"
        days = ", ".join(f"{state} {n}" for state, n in route.working_days.items())
        counts = f"{route.follow_min} to {route.follow_max}"
        lines.append(f"| {route.route_id} | {steps} | {signer} | {counts} | {days} |")
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the page, or say whether it is what it should be."""
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
