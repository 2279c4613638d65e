"""Wire names of the plan's workflow."""

from __future__ import annotations

WORKFLOW = "plan"
ACT = "act"
CATCH_UP = "catch-up"


def workflow_id(document_id: str) -> str:
    """Return the id of the workflow that carries a document."""
    return f"plan-{document_id}"
