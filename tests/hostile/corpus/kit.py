"""How a hostile file is registered, and what most of them are made with.

`ATTACKS` fills while the modules beside this one are imported; `everything()` imports them all.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field

from signing.port import FieldRole
from signing.verify.codes import Code
from signing.verify.judge import verify
from tests.signed.foreign import ForeignOffice
from tests.signed.page import blank_paper
from tests.signed.pki import Pki
from tests.signed.samples import NOW, office

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signing.verify.report import Report

    Make = Callable[[], bytes]

FIELDS: Final = ("Nguoi", "CoQuan")
THEIR_PKI: Final = Pki(NOW)
_OBJECT: Final = re.compile(rb"(?:^|\n)([0-9]+) 0 obj\n(.*?)\nendobj", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile file and the reason that must decide."""

    name: str
    code: Code
    make: Make


ATTACKS: Final[list[Attack]] = []


def attack(code: Code) -> Callable[[Make], Make]:
    """Register the decorated maker of a hostile file."""

    def register(make: Make) -> Make:
        add(make.__module__, make.__name__, code, make)
        return make

    return register


def add(module: str, name: str, code: Code, make: Make) -> None:
    ATTACKS.append(Attack(f"{module.rsplit('.', 1)[-1]}-{name}", code, make))


@cache
def everything() -> tuple[Attack, ...]:
    package = importlib.import_module("tests.hostile.corpus")
    for module in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"tests.hostile.corpus.{module}")
    return tuple(ATTACKS)


@cache
def anchors() -> tuple[bytes, ...]:
    """Our office's root and the strangers': whoever signs is believed to be who he is."""
    return (*office().anchors, THEIR_PKI.root.certificate.public_bytes(Encoding.DER))


def judged(pdf: bytes) -> Report:
    return verify(pdf, anchors(), NOW)


# Papers to attack.


@cache
def once() -> bytes:
    """Our paper with the leader's signature alone, B-LT."""
    return office().sign_with_evidence(office().blank(), FieldRole.PERSONAL)


def strangers() -> ForeignOffice:
    return ForeignOffice(THEIR_PKI, now=NOW)


@cache
def with_fields() -> bytes:
    """Somebody else's paper with two empty signature fields."""
    writer = IncrementalPdfFileWriter(BytesIO(blank_paper()))
    for number, name in enumerate(FIELDS):
        box = (100, 100 + 100 * number, 200, 150 + 100 * number)
        append_signature_field(writer, SigFieldSpec(name, box=box))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


@cache
def foreign() -> bytes:
    """Somebody else's paper, signed in both its fields."""
    first = strangers().sign(with_fields(), THEIR_PKI.person("Người ký"), FIELDS[0])
    return strangers().sign(first, THEIR_PKI.person("Cơ quan"), FIELDS[1])


@cache
def certified(level: MDPPerm) -> bytes:
    """Somebody else's paper, certified; its second field is still empty."""
    person = THEIR_PKI.person("Người ký")
    settings = {"certify": True, "docmdp_permissions": level}
    return strangers().sign(with_fields(), person, FIELDS[0], **settings)


# Bytes by hand.


def number_of(pdf: bytes, marker: bytes) -> int:
    """The object in whose newest text `marker` stands; of several the last."""
    newest = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    return max(number for number, text in newest.items() if marker in text)


def text_of(pdf: bytes, number: int) -> bytes:
    return [found[2] for found in _OBJECT.finditer(pdf) if int(found[1]) == number][-1]


def size_of(pdf: bytes) -> int:
    """The first number that no object has yet."""
    return max(int(found) for found in re.findall(rb"/Size ([0-9]+)", pdf))


def startxref_of(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+([0-9]+)", pdf)[-1])


def trailer_of(pdf: bytes, more: Mapping[str, str] | None = None) -> bytes:
    """A trailer that continues the file, `more` replacing its entries."""
    info = re.findall(rb"/Info ([0-9]+) 0 R", pdf)
    root = re.findall(rb"/Root ([0-9]+) 0 R", pdf)[-1].decode()
    entries = {"Root": f"{root} 0 R", "Size": str(size_of(pdf) + 50)}
    entries |= {"Info": f"{info[-1].decode()} 0 R"} if info else {}
    entries |= {"Prev": str(startxref_of(pdf)), **(more or {})}
    return f"trailer\n<<{''.join(f'/{key} {value}' for key, value in entries.items())}>>\n".encode()


def body(pdf: bytes, objects: Mapping[int, bytes]) -> tuple[bytes, bytes]:
    """Objects to append, and the table that finds them."""
    written, table = b"", b"xref\n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(pdf) + len(written))
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    return written, table


def end(place: int) -> bytes:
    return b"startxref\n%d\n%%%%EOF\n" % place


def later(pdf: bytes, objects: Mapping[int, bytes], more: Mapping[str, str] | None = None) -> bytes:
    """Append a revision written by hand that is well-formed in itself."""
    written, table = body(pdf, objects)
    return pdf + written + table + trailer_of(pdf, more) + end(len(pdf) + len(written))


def amended(pdf: bytes, marker: bytes, old: bytes, new: bytes) -> bytes:
    """Append a revision in which the object with `marker` says `new` instead of `old`."""
    number = number_of(pdf, marker)
    text = text_of(pdf, number)
    if old not in text:
        raise ValueError("nothing to replace")
    return later(pdf, {number: text.replace(old, new, 1)})


def in_place(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Replace the last `old` by `new` of the same length: no place in the file moves."""
    before, found, after = pdf.rpartition(old)
    if not found or len(new) > len(old):
        raise ValueError("nothing to replace, or too long")
    return before + new.ljust(len(old)) + after


def a_stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


BLACK: Final = b"0 g 50 50 400 700 re f"  # paints over nearly the whole page
