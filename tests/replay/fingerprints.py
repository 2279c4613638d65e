"""`python -m tests.replay.fingerprints`: pins what the workflows tell Temporal, in source order.

A replay only proves what its history went through. The order of commands in the source is pinned
too, so that no step is moved, added or taken away without somebody deciding it.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

from workflows import definitions

PINNED = Path(__file__).with_name("fingerprints.json")
COMMANDS = frozenset({
    "execute_activity", "execute_activity_method", "start_activity", "start_activity_method",
    "execute_local_activity", "execute_local_activity_method", "start_local_activity",
    "execute_child_workflow", "start_child_workflow", "wait_condition", "sleep", "uuid4",
    "random", "now", "time", "continue_as_new", "patched", "deprecate_patch",
    "upsert_search_attributes", "upsert_memo", "wait", "create_task",
})  # fmt: skip


def fingerprints() -> dict[str, list[str]]:
    """Return for each file of the definitions its commands, one a line."""
    folder = Path(str(definitions.__file__)).parent
    files = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    return {path.name: commands_of(path.read_text("utf-8")) for path in files}


def commands_of(source: str) -> list[str]:
    """Return the commands of one module in the order of its source, each with its function."""
    found: list[tuple[int, str]] = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            found += [(c.lineno, f"{function.name}: {said}") for c in calls if (said := _said(c))]
    return [line for _, line in sorted(set(found))]


def _said(call: ast.Call) -> str:
    """Return what a call says to Temporal, "" where it says nothing."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in COMMANDS:
        return ""
    if not isinstance(function.value, ast.Name) or function.value.id not in {"workflow", "asyncio"}:
        return ""
    named = "activity" in function.attr or "child" in function.attr
    what = [ast.unparse(call.args[0])] if named and call.args else []
    options = sorted(str(keyword.arg) for keyword in call.keywords)
    return f"{function.attr}({', '.join(what + options)})"


if __name__ == "__main__":
    PINNED.write_text(json.dumps(fingerprints(), indent=1) + "\n", encoding="utf-8")
