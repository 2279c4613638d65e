"""Where the state's own tools put a number, a date and a seal: in fields added after signing.

A field added later that paints over the page is both how official papers are numbered and the
"sneaky signature" attack (2021). So it is never simply valid: at its official place it is named
and left to the reader, anywhere else, or over a number or date that is signed, it is refused.
So is the signature of a contract's other party, in the row of one that is there already.
Places are those that a reader sees: on the page as it is turned, whoever says how large it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.pdf_utils import generic

_TOP: Final = 0.65  # number and date stand in the upper third of the page
_LINE_HEIGHT: Final = 40  # pt
_LINE_WIDTH: Final = 300
_SEAL_SIDE: Final = 145  # pt: 36 mm, and a line of text beside it
_MUCH: Final = 0.25  # of the page
_A4: Final = 595 * 842  # where the page has its box from its tree
_NEAR: Final = 60  # pt between the seal and what the person signed
_PARTY_WIDTH: Final = 260  # pt: half a page at most, and a few lines of text
_PARTY_HEIGHT: Final = 130
_MOST_BRANCHES: Final = 64  # from a page up to the root of its tree
_QUARTER: Final = 90  # degrees

_Box = tuple[float, float, float, float]


def is_official(added: generic.DictionaryObject, page: generic.DictionaryObject) -> bool:
    """Whether an added field stands where a number, a date or a seal stands.

    `page` is its page as it was before, with what had been signed by then.
    """
    box = _box(added)
    if box[0] == box[2] or box[1] == box[3]:
        return True  # paints nothing
    sheet = _box(holder_of(page, "/MediaBox"), "/MediaBox")
    if not _is_within(box, sheet):
        return False
    turned = int(entry(holder_of(page, "/Rotate"), "/Rotate", 0)) // _QUARTER % 4
    signed = [_seen(_box(field), sheet, turned) for field in _signed_on(page)]
    sheet, box = _seen(sheet, sheet, turned), _seen(box, sheet, turned)
    if _is_line(box, sheet):
        return not any(_covers(box, field) for field in signed)
    return _is_seal(box, signed) or _is_other_party(box, signed)


def holder_of(page: generic.DictionaryObject, key: str) -> generic.DictionaryObject:
    """Return whoever says it: the page, or a branch of the tree above it (ISO 32000-1, 7.7.3.4)."""
    found = page
    for _ in range(_MOST_BRANCHES):
        if key in found or "/Parent" not in found:
            break
        found = found["/Parent"]
    return found


def _is_within(box: _Box, sheet: _Box) -> bool:
    return sheet[0] <= box[0] and sheet[1] <= box[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


def _seen(box: _Box, sheet: _Box, turned: int) -> _Box:
    """Return a box as it is seen on the page turned clockwise by so many quarters."""
    for _ in range(turned):
        box = box[1] - sheet[1], sheet[2] - box[2], box[3] - sheet[1], sheet[2] - box[0]
        sheet = 0, 0, sheet[3] - sheet[1], sheet[2] - sheet[0]
    return box


def covers_much(field: generic.DictionaryObject, page: generic.DictionaryObject) -> bool:
    """Whether a field takes up more of its page than any signature needs."""
    box, sheet = _box(field), _box(page, "/MediaBox")
    area = (box[2] - box[0]) * (box[3] - box[1])
    whole = (sheet[2] - sheet[0]) * (sheet[3] - sheet[1]) or _A4
    return area > whole * _MUCH


def _is_line(box: _Box, sheet: _Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    over = sheet[1] + _TOP * (sheet[3] - sheet[1])
    return box[1] >= over and height <= _LINE_HEIGHT and width <= _LINE_WIDTH


def _is_seal(box: _Box, signed: list[_Box]) -> bool:
    if max(box[2] - box[0], box[3] - box[1]) > _SEAL_SIDE:
        return False
    return any(_is_near(box, field) for field in signed)


def _is_other_party(box: _Box, signed: list[_Box]) -> bool:
    """Whether it stands beside a signature, in its row, and over none."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width > _PARTY_WIDTH or height > _PARTY_HEIGHT:
        return False
    return any(_is_in_row(box, field) for field in signed) and not any(
        _overlap(box, field) for field in signed
    )


def _is_in_row(one: _Box, other: _Box) -> bool:
    """Whether the middle of each lies between the other's top and foot."""
    middles = (one[1] + one[3]) / 2, (other[1] + other[3]) / 2
    shows = other[0] != other[2] and other[1] != other[3]
    return shows and other[1] <= middles[0] <= other[3] and one[1] <= middles[1] <= one[3]


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _signed_on(page: generic.DictionaryObject) -> list[generic.DictionaryObject]:
    notes = entry(page, "/Annots", ())
    return [note for note in (notes[at] for at in range(len(notes))) if "/V" in note]


def _covers(one: _Box, other: _Box) -> bool:
    """Whether the middle of what was signed before lies under the new field.

    Tools leave generous margins, so that two lines may touch; a second date over the date may not.
    """
    across, up = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    paints = other[0] != other[2] and other[1] != other[3]
    return paints and one[0] <= across <= one[2] and one[1] <= up <= one[3]


def _is_near(one: _Box, other: _Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
        and other[0] != other[2]
    )


def _box(holder: generic.DictionaryObject, key: str = "/Rect") -> _Box:
    found = [float(edge) for edge in entry(holder, key, (0, 0, 0, 0))]
    left, right = sorted((found[0], found[2]))
    low, high = sorted((found[1], found[3]))
    return left, low, right, high
