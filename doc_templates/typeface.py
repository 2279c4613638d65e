"""Advance widths of the one typeface all papers are set in; the table is data beside this file.

The decree asks for Times New Roman (NĐ 30/2020/NĐ-CP, Phụ lục I, phần I, I.4); papers are set in
Liberation Serif, which has the same widths and is free to embed. `python -m doc_templates.typeface
FONT_FOLDER` writes the table again from the installed font.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path

FAMILY = "Liberation Serif"
UNITS_PER_EM = 2048
ASCENT = 1825 / UNITS_PER_EM  # baseline below the top of a line, in em; the same in all faces
DIGIT = 0.5  # em; two no-break spaces are exactly as wide
_TABLE = Path(__file__).with_name("typeface.json")


class Face(StrEnum):
    """The four faces of the family; the value is the ending of the font file's name."""

    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


@cache
def advances(face: Face) -> dict[str, int]:
    """Return the advance width of every character of `face`, in 1/2048 em."""
    runs = json.loads(_TABLE.read_text("ascii"))[face.value]
    return {chr(first + i): width for first, widths in runs for i, width in enumerate(widths)}


@cache
def repertoire() -> frozenset[str]:
    """Return the characters that all four faces can print."""
    return frozenset.intersection(*(frozenset(advances(face)) for face in Face))


def text_width(text: str, face: Face, size: float) -> float:
    """Return how wide one line of `text` is at `size` pt, in pt; unknown characters count 1 em."""
    table = advances(face)
    return sum(table.get(char, UNITS_PER_EM) for char in text) * size / UNITS_PER_EM


def read_font(path: Path) -> list[tuple[int, list[int]]]:
    """Return the widths in a font file as runs of neighbouring code points."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only the generator and its test need it

    font = TTFont(path)
    cmap = font.getBestCmap()
    runs: list[tuple[int, list[int]]] = []
    for code in sorted(cmap):
        if not runs or code != runs[-1][0] + len(runs[-1][1]):
            runs.append((code, []))
        runs[-1][1].append(font["hmtx"][cmap[code]][0])
    return runs


def write_table(fonts: Path, target: Path) -> None:
    """Write the width table of the family's four files found in the folder `fonts`."""
    table = {face.value: read_font(fonts / f"LiberationSerif-{face.value}.ttf") for face in Face}
    target.write_text(json.dumps(table, separators=(",", ":")), "ascii")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]), _TABLE)
