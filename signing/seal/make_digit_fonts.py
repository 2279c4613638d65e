"""Makes the fonts of this folder, two of digits and three of text, from Liberation Serif 2.1.

    python -m signing.seal.make_digit_fonts /usr/share/fonts/truetype/liberation2 signing/seal

Run once; the results are kept in the repository. The same input gives the same bytes. A modified
font may not carry the reserved name "Liberation" (SIL OFL 1.1, article 3), so both are renamed.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from signing.seal.digit_fonts import DIGITS

SOURCES: Final = {
    "LiberationSerif-Regular.ttf": ("digits-upright.ttf", "Trinh Ky Digits Upright"),
    "LiberationSerif-Italic.ttf": ("digits-italic.ttf", "Trinh Ky Digits Italic"),
}
LINE: Final = ("LiberationSerif-Regular.ttf", "line-upright.ttf", "Trinh Ky Line Upright")
_PRINTABLE: Final = (*range(0x20, 0x7F), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA), 0x2013)
VIETNAMESE: Final = "".join(map(chr, _PRINTABLE))  # Latin letters, every Vietnamese one, a dash
TEXT: Final = {
    "LiberationSerif-Regular.ttf": ("text-upright.ttf", "Trinh Ky Text Upright"),
    "LiberationSerif-Bold.ttf": ("text-bold.ttf", "Trinh Ky Text Bold"),
}
_WIDER: Final = (*range(0xA0, 0x250), *range(0x1E00, 0x1F00), *range(0x2010, 0x2027), 0x25A1)
REPORT: Final = VIETNAMESE + "".join(map(chr, _WIDER))  # names of the whole Latin world
_COPYRIGHT, _FAMILY, _FULL, _POSTSCRIPT, _LICENCE, _LICENCE_URL = 0, 1, 4, 6, 13, 14


def subset_of(font_file: bytes, new_name: str, text: str = DIGITS) -> bytes:
    """Return a font that holds the letters of `text`, without hinting, under another name."""
    font = TTFont(BytesIO(font_file), recalcTimestamp=False)
    options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    _rename(font, new_name)
    output = BytesIO()
    font.save(output, reorderTables=True)
    return output.getvalue()


def _rename(font: TTFont, new_name: str) -> None:
    table = font["name"]
    kept = {_COPYRIGHT, _LICENCE, _LICENCE_URL}
    table.names = [record for record in table.names if record.nameID in kept]
    for name_id in (_FAMILY, _FULL):
        table.setName(new_name, name_id, 3, 1, 0x409)
    table.setName(new_name.replace(" ", ""), _POSTSCRIPT, 3, 1, 0x409)


def main(arguments: list[str]) -> int:
    """Write the fonts from the folder named first into the folder named second."""
    source, target = (Path(argument) for argument in arguments)
    for file_name, (made, new_name) in SOURCES.items():
        (target / made).write_bytes(subset_of((source / file_name).read_bytes(), new_name))
    file_name, made, new_name = LINE
    line = subset_of((source / file_name).read_bytes(), new_name, VIETNAMESE)
    (target / made).write_bytes(line)
    for file_name, (made, new_name) in TEXT.items():
        text = subset_of((source / file_name).read_bytes(), new_name, REPORT)
        (target / made).write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
