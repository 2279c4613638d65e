"""Every code that a refusal of ours can carry, read from the rooms' sources."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from doc_templates.read.list_model import RowFault
from doc_templates.read.model import WarningCode
from service.campaigns.checking import CheckFault
from workflows.domain.contents import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
ROOMS = ("service", "workflows", "doc_templates", "signing", "storage")
CODE = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z_]+$")
RAISED = frozenset({"RefusedError", "NotDoneError", "problem_page", "problem_answer"})


def every_code() -> set[str]:
    found = {str(code) for code in (*Fault, *WarningCode, *RowFault, *CheckFault)}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found |= set(_codes(ast.parse(path.read_text("utf-8"))))
    return found


def _codes(module: ast.Module) -> Iterator[str]:
    """Yield class attributes called `code`, and what is handed to a refusal."""
    constants = dict(_constants(module))
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            yield from (value for name, value in _constants(node) if name == "code")
        elif isinstance(node, ast.Call) and _name(node.func) in RAISED and node.args:
            yield from _given(node.args[0], constants)


def _constants(body: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    for line in body.body:
        if isinstance(line, ast.Assign):
            names: list[ast.expr] = line.targets
        elif isinstance(line, ast.AnnAssign):
            names = [line.target]
        else:
            continue
        value = line.value
        if isinstance(value, ast.Constant) and CODE.match(str(value.value)):
            yield from ((_name(name), str(value.value)) for name in names)


def _given(value: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and CODE.match(str(node.value)):
            yield str(node.value)
        elif isinstance(node, ast.Name) and node.id in constants:
            yield constants[node.id]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
