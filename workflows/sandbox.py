"""The runner that workflows are executed and replayed with; the one list of what passes through."""

from __future__ import annotations

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

# Pure modules of ours are shared, not loaded anew for each run: they hold no state.
PASSED_THROUGH = (
    "workflows.domain",
    "workflows.contracts",
    "workflows.failures",
)


def runner() -> SandboxedWorkflowRunner:
    """Return the sandbox; the same for workers, replays and tests."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)
