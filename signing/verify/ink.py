"""What a page shows within one rectangle, found without painting it.

Text counts by the box of each letter, from its baseline to its capitals' height; rows of dots and
lines to write on do not, nor do spaces. Straight upright lines are frames and rules; curves and
slanted ones may be letters that were drawn. A picture is only named, unless most of it lies there.
Colour, clipping and invisible text (which tells where a scan has its words) make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

from signing.verify.content import Operand, UnreadableError, numbers, operations
from signing.verify.letters import Font, read_font
from signing.verify.objects import entry
from signing.verify.plane import (
    SAME,
    Matrix,
    around,
    box_of,
    lies_in,
    matrix_of,
    place,
    times,
    touch,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.verify.content import Budget
    from signing.verify.letters import Letter
    from signing.verify.plane import Box

_CAPITALS: Final = 0.75  # of the font's size
_DEEPEST: Final = 8
_MUCH: Final = 0.5  # of a picture
_RULES: Final = 3  # rows of dashes at most: more upright pieces may be figures
_LEADERS: Final = frozenset(".…_-·‐‑–—")
_ROW: Final = 4  # of one such sign, at least
_PERCENT: Final = 100
_EM: Final = 1000
_FULL_SHADINGS: Final = (2, 3)  # axial and radial: nothing can be drawn with them
_PAINTING: Final = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"))
_SILENT: Final = frozenset(
    b"w J j M d ri i W W* CS cs SC sc SCN G g RG rg K k MP DP BMC BDC EMC BX EX n h".split()
)
_NOTHING: Final = generic.DictionaryObject()


@dataclass
class Found:
    """What lies under a rectangle."""

    words: list[str] = field(default_factory=list)
    drawing: bool = False
    picture: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` keeps."""

    matrix: Matrix = SAME
    font: Font | None = None
    size: float = 0
    apart: float = 0  # between letters
    word: float = 0  # at each space
    wide: float = 1  # horizontal scale
    leading: float = 0
    rise: float = 0
    pattern: bool = False


class InkFinder:
    """Collects what is painted within `target`; raises UnreadableError where it cannot be told."""

    def __init__(self, target: Box, budget: Budget) -> None:
        self.found = Found()
        self.target, self._budget = target, budget
        self._fonts: dict[int, tuple[generic.DictionaryObject, Font]] = {}
        self._row: list[tuple[Letter, bool]] = []
        self._rules: set[int] = set()
        self._depth = 0

    def stream(self, data: bytes, resources: generic.DictionaryObject, matrix: Matrix) -> None:
        """Follow one content stream."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableError("too deep")
        walk = _Walk(self, resources, _State(matrix))
        for operator, operands in operations(data, self._budget):
            walk.does(operator, operands)
        self._end_row()
        self._depth -= 1

    def form(
        self, form: generic.PdfObject, matrix: Matrix, above: generic.DictionaryObject
    ) -> None:
        """Follow a form, unless its own box keeps it away."""
        if not isinstance(form, generic.StreamObject):
            raise UnreadableError("not a form")
        inner = times(matrix_of(entry(form, "/Matrix", SAME)), matrix)
        if "/BBox" in form:
            left, low, right, high = (float(edge) for edge in form["/BBox"])
            if not touch(box_of(inner, (left, low, right, high)), self.target):
                return
        self.stream(form.data, entry(form, "/Resources", above), inner)

    def picture(self, matrix: Matrix) -> None:
        """Note a picture that is painted here."""
        box = box_of(matrix, (0, 0, 1, 1))
        if not touch(box, self.target):
            return
        self.found.picture = True
        across = min(box[2], self.target[2]) - max(box[0], self.target[0])
        up = min(box[3], self.target[3]) - max(box[1], self.target[1])
        self.found.drawing |= across * up > _MUCH * (box[2] - box[0]) * (box[3] - box[1])

    def font(self, found: generic.DictionaryObject) -> Font:
        """Return a font, read once."""
        if id(found) not in self._fonts:
            self._fonts[id(found)] = found, read_font(found, self._budget)
        return self._fonts[id(found)][1]

    def letter(self, letter: Letter, font: Font, box: Box) -> None:
        """Take one letter that is shown."""
        self._budget.spend(1)
        if self._row and self._row[-1][0].code != letter.code:
            self._end_row()
        if not font.is_blank(letter):
            self._row.append((letter, touch(box, self.target)))
        elif self.found.words and self.found.words[-1] != " ":
            self.found.words.append(" ")

    def _end_row(self) -> None:
        """Keep the touched ones of equal letters, unless they are a line to write on."""
        row, self._row = self._row, []
        if row and not (row[0][0].text in _LEADERS and len(row) >= _ROW):
            said = row[0][0].text or "\N{REPLACEMENT CHARACTER}"
            self.found.words += [said for _, touches in row if touches]

    def rule(self, box: Box) -> None:
        """Take an upright piece of a path: a few rows of them are dashes, more may be figures."""
        if lies_in(box, self.target):
            self._rules.add(round(box[1] + box[3]))
            self.found.drawing |= len(self._rules) > _RULES

    def curve(self, box: Box) -> None:
        """Take a piece of a path that may be part of a letter."""
        self.found.drawing |= touch(box, self.target)


class _Walk:
    """One content stream on its way."""

    def __init__(self, ink: InkFinder, resources: generic.DictionaryObject, state: _State) -> None:
        self._ink, self._resources, self._state = ink, resources, state
        self._kept: list[_State] = []
        self._line = self._text = SAME
        self._low = self._high = 0.0  # how far the text has come, at least and at most
        self._points: list[tuple[float, float]] = []
        self._curves: list[Box] = []
        self._rules: list[Box] = []

    def does(self, operator: bytes, operands: list[Operand]) -> None:
        """Follow one operator."""
        if operator in _PAINTING:
            self._paint()
        elif operator in _DOERS:
            _DOERS[operator](self, operands)
        elif operator not in _SILENT:
            raise UnreadableError("an operator that is not known")
        if operator == b"n":
            self._forget()
        elif operator in _COLOURS:
            is_pattern = bool(operands) and isinstance(operands[-1], str) and operator in _NAMING
            self._state = replace(self._state, pattern=is_pattern)

    def _resource(self, kind: str, operands: list[Operand]) -> generic.PdfObject:
        name = operands[-1] if operands else None
        held = entry(self._resources, kind, _NOTHING)
        if not isinstance(name, str) or name not in held:
            raise UnreadableError("a resource that is not there")
        found: generic.PdfObject = held[name]
        return found

    # state

    def keep(self, _: list[Operand]) -> None:
        self._ink_bound()
        self._kept.append(self._state)

    def _ink_bound(self) -> None:
        if len(self._kept) > _EM:
            raise UnreadableError("too deep")

    def restore(self, _: list[Operand]) -> None:
        if self._kept:
            self._state = self._kept.pop()

    def move(self, operands: list[Operand]) -> None:
        matrix = times(matrix_of(numbers(operands, 6)), self._state.matrix)
        self._state = replace(self._state, matrix=matrix)

    def settings(self, operands: list[Operand]) -> None:
        found = self._resource("/ExtGState", operands)
        if not isinstance(found, generic.DictionaryObject):
            raise UnreadableError("not a state")
        if "/Font" in found:
            font, size = found["/Font"]
            self._state = replace(self._state, font=self._ink.font(font), size=float(size))
        mask = entry(found, "/SMask")
        if isinstance(mask, generic.DictionaryObject):  # what it lets through is seen
            self._ink.form(mask["/G"], self._state.matrix, self._resources)

    # text

    def begin(self, _: list[Operand]) -> None:
        self._set(SAME)

    def _set(self, matrix: Matrix) -> None:
        self._line = self._text = matrix
        self._low = self._high = 0.0

    def font(self, operands: list[Operand]) -> None:
        (size,) = numbers(operands, 1)
        found = self._resource("/Font", operands[:-1])
        if not isinstance(found, generic.DictionaryObject):
            raise UnreadableError("not a font")
        self._state = replace(self._state, font=self._ink.font(found), size=size)

    def apart(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, apart=numbers(operands, 1)[0])

    def word(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, word=numbers(operands, 1)[0])

    def scale(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, wide=numbers(operands, 1)[0] / _PERCENT)

    def leading(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, leading=numbers(operands, 1)[0])

    def rise(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, rise=numbers(operands, 1)[0])

    def mode(self, operands: list[Operand]) -> None:
        numbers(operands, 1)

    def step(self, operands: list[Operand]) -> None:
        across, up = numbers(operands, 2)
        self._set(times((1, 0, 0, 1, across, up), self._line))

    def step_leading(self, operands: list[Operand]) -> None:
        self._state = replace(self._state, leading=-numbers(operands, 2)[1])
        self.step(operands)

    def text_matrix(self, operands: list[Operand]) -> None:
        self._set(matrix_of(numbers(operands, 6)))

    def next_line(self, _: list[Operand]) -> None:
        self._set(times((1, 0, 0, 1, 0, -self._state.leading), self._line))

    def show(self, operands: list[Operand]) -> None:
        text = operands[-1] if operands else None
        if not isinstance(text, bytes):
            raise UnreadableError("no text to show")
        self._show(text)

    def show_next(self, operands: list[Operand]) -> None:
        self.next_line([])
        self.show(operands)

    def show_spaced(self, operands: list[Operand]) -> None:
        self.word(operands[:-2])
        self.apart(operands[:-1])
        self.show_next(operands)

    def show_parts(self, operands: list[Operand]) -> None:
        parts = operands[-1] if operands else None
        if not isinstance(parts, list):
            raise UnreadableError("no texts to show")
        for part in parts:
            if isinstance(part, bytes):
                self._show(part)
            elif isinstance(part, float):
                back = part / _EM * self._state.size * self._state.wide
                self._low, self._high = self._low - back, self._high - back
            else:
                raise UnreadableError("no text to show")

    def _show(self, text: bytes) -> None:
        now, font = self._state, self._state.font
        if font is None:
            raise UnreadableError("letters without a font")
        seen = times(self._text, now.matrix)
        foot, top = now.rise, now.rise + _CAPITALS * now.size
        for letter in font.letters(text):
            after = now.apart + (now.word if letter.is_space else 0)
            ends = [width * now.size * now.wide for width in (letter.low, letter.high)]
            places = (
                self._low,
                self._high,
                *(at + end for at in (self._low, self._high) for end in ends),
            )
            box = box_of(seen, (min(places), foot, max(places), top))
            self._ink.letter(letter, font, box)
            gone = [(width * now.size + after) * now.wide for width in (letter.low, letter.high)]
            self._low, self._high = self._low + min(gone), self._high + max(gone)

    # pictures and forms

    def xobject(self, operands: list[Operand]) -> None:
        found = self._resource("/XObject", operands)
        if not isinstance(found, generic.StreamObject):
            raise UnreadableError("nothing to paint")
        kind = entry(found, "/Subtype")
        if kind == "/Image":
            self._ink.picture(self._state.matrix)
        elif kind == "/Form":
            self._ink.form(found, self._state.matrix, self._resources)
        else:
            raise UnreadableError("neither picture nor form")

    def image(self, _: list[Operand]) -> None:
        self._ink.picture(self._state.matrix)

    def shade(self, operands: list[Operand]) -> None:
        found = self._resource("/Shading", operands)
        if (
            not isinstance(found, generic.DictionaryObject)
            or entry(found, "/ShadingType") not in _FULL_SHADINGS
        ):
            raise UnreadableError("a shading that may draw")

    # paths

    def begin_path(self, operands: list[Operand]) -> None:
        across, up = numbers(operands, 2)
        self._points.append(place(self._state.matrix, across, up))

    def line(self, operands: list[Operand]) -> None:
        across, up = numbers(operands, 2)
        self._segment([place(self._state.matrix, across, up)])

    def curve(self, operands: list[Operand]) -> None:
        count = len(operands) // 2 * 2
        if count not in (4, 6):
            raise UnreadableError("not a curve")
        said = numbers(operands, count)
        points = zip(said[::2], said[1::2], strict=True)
        self._segment([place(self._state.matrix, *point) for point in points], curved=True)

    def rectangle(self, operands: list[Operand]) -> None:
        left, low, wide, high = numbers(operands, 4)
        box = left, low, left + wide, low + high
        a, b, c, d, _, _ = self._state.matrix
        upright = b == c == 0 or a == d == 0
        seen = box_of(self._state.matrix, box)
        (self._rules if upright else self._curves).append(seen)
        self._points += [seen[:2], seen[2:]]

    def _segment(self, points: list[tuple[float, float]], *, curved: bool = False) -> None:
        start = self._points[-1] if self._points else points[0]
        box = around([start, *points])
        upright = not curved and (box[0] == box[2] or box[1] == box[3])
        (self._rules if upright else self._curves).append(box)
        self._points += points

    def _paint(self) -> None:
        for box in self._curves:
            self._ink.curve(box)
        for box in self._rules:
            self._ink.rule(box)
        if self._state.pattern and self._points:
            self._ink.curve(around(self._points))
        self._forget()

    def _forget(self) -> None:
        self._points, self._curves, self._rules = [], [], []


_COLOURS: Final = frozenset(b"CS cs SC sc SCN scn G g RG rg K k".split())
_NAMING: Final = frozenset((b"SCN", b"scn"))
_DOERS: Final[dict[bytes, Callable[[_Walk, list[Operand]], None]]] = {
    b"q": _Walk.keep, b"Q": _Walk.restore, b"cm": _Walk.move, b"gs": _Walk.settings,
    b"BT": _Walk.begin, b"ET": _Walk.begin, b"Tf": _Walk.font, b"Tc": _Walk.apart,
    b"Tw": _Walk.word, b"Tz": _Walk.scale, b"TL": _Walk.leading, b"Ts": _Walk.rise,
    b"Tr": _Walk.mode, b"Td": _Walk.step, b"TD": _Walk.step_leading, b"Tm": _Walk.text_matrix,
    b"T*": _Walk.next_line, b"Tj": _Walk.show, b"'": _Walk.show_next, b'"': _Walk.show_spaced,
    b"TJ": _Walk.show_parts, b"Do": _Walk.xobject, b"ID": _Walk.image, b"sh": _Walk.shade,
    b"m": _Walk.begin_path, b"l": _Walk.line, b"c": _Walk.curve, b"v": _Walk.curve,
    b"y": _Walk.curve, b"re": _Walk.rectangle,
}  # fmt: skip
