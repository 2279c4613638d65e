"""Files and functions stay small enough to be read in one sitting."""

from __future__ import annotations

import ast

from tests.architecture.reading import Function, functions, in_rooms, modules, shown, text_of

FILE_LINES = 400
FUNCTION_LINES = 40
PARAMETERS = 6


def test_no_file_is_longer_than_400_lines() -> None:
    long = [shown(path) for path in modules() if text_of(path).count("\n") > FILE_LINES]
    assert long == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{shown(path, function.lineno)} {function.name}"
        for path in modules()
        if "migrations/versions" not in str(path)  # tables as they were on one day, written once
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_no_function_takes_more_than_six_parameters() -> None:
    wide = [
        f"{shown(path, function.lineno)} {function.name}"
        for path in in_rooms()
        for function in functions(path)
        if parameters(function) > PARAMETERS
    ]
    assert wide == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in modules()
        if text_of(path).strip() and ast.get_docstring(ast.parse(text_of(path))) is None
    ]
    assert silent == []


def parameters(function: Function) -> int:
    """Count a function's parameters but `self` and `cls`."""
    names = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
    return sum(name not in {"self", "cls"} for name in names)
