"""Where rewritten objects stand is found from the bytes as pyHanko finds it from every path."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference, pdf_name
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.port import FieldRole
from signing.verify.objects import entry, pages_of
from signing.verify.paper import Paper, open_paper
from signing.verify.references import MissingObjectError, references_within
from signing.verify.usages import usages_of_rewritten
from tests.hostile.corpus.kit import foreign
from tests.hostile.forger import page_of, revise, stream
from tests.signed.samples import issued, minutes, office

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.seal.revision import RevisionWriter

EVERY_NUMBER: Final = frozenset(range(1, 2_000))
LAWFUL: Final = (issued, minutes, foreign)


def signed_after(prepare: Callable[[RevisionWriter], None]) -> Paper:
    """A paper that was changed before the leader signed it in good faith."""
    blank = revise(office().blank(), prepare)
    return open_paper(office().sign_with_evidence(blank, FieldRole.PERSONAL))


def by_pyhanko(paper: Paper) -> dict[int, Counter[int]]:
    """Who holds what in the signed revision, found by walking pyHanko's objects."""
    signed = paper.at(paper.first_signed)
    held: dict[int, Counter[int]] = {}
    waiting: list[tuple[int, generic.PdfObject]] = [(0, signed.trailer_view)]
    seen = set[Reference]()
    while waiting:
        holder, one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            held.setdefault(one.idnum, Counter())[holder] += 1
            if one.reference not in seen:
                seen.add(one.reference)
                waiting.append((one.idnum, signed(one.reference)))
        elif isinstance(one, generic.DictionaryObject):
            waiting.extend((holder, one.raw_get(key)) for key in one)
        elif isinstance(one, generic.ArrayObject):
            waiting.extend((holder, one.raw_get(at)) for at in range(len(one)))
    return held


@pytest.mark.parametrize("make", LAWFUL)
def test_every_reference_is_found_once_and_at_its_holder(make: Callable[[], bytes]) -> None:
    paper = open_paper(make())
    assert references_within(paper, EVERY_NUMBER).holders == by_pyhanko(paper)


@pytest.mark.parametrize("make", LAWFUL)
def test_the_paths_are_those_that_pyhanko_finds(make: Callable[[], bytes]) -> None:
    paper = open_paper(make())
    known = usages_of_rewritten(paper)
    assert known
    every = HistoricalResolver(paper.reader, paper.first_signed)
    every._load_reverse_xref_cache()  # noqa: SLF001 - what is compared
    for reference, paths in known.items():
        assert every._get_usages_of_ref(reference) == paths  # noqa: SLF001 - the same


def odd(writer: RevisionWriter) -> None:
    """Escapes, nested texts, deep lists and streams that patterns leave to pyHanko."""
    deep = generic.ArrayObject([writer.add_object(stream(b"deep", Key=pdf_name("/A B")))])
    for _ in range(7):
        deep = generic.ArrayObject([deep])
    text = generic.TextStringObject("9 0 R (nested) \\ 8 0 R")
    page_of(writer)[pdf_name("/Odd")] = generic.ArrayObject([text, deep, pdf_name("/C#D")])


def test_objects_that_are_not_plain_are_read_all_the_same() -> None:
    paper = signed_after(odd)
    assert references_within(paper, EVERY_NUMBER).holders == by_pyhanko(paper)
    assert usages_of_rewritten(paper)


def share_the_list_of_fields(writer: RevisionWriter) -> None:
    """The form's fields are one list with something of the page."""
    form, page = writer.root["/AcroForm"], page_of(writer)
    listed = form["/Fields"]
    both = writer.add_object(generic.ArrayObject([listed.raw_get(at) for at in range(len(listed))]))
    form[pdf_name("/Fields")] = both
    page[pdf_name("/PieceInfo")] = generic.DictionaryObject({pdf_name("/X"): both})
    writer.update_container(form)


def use_a_field_elsewhere(writer: RevisionWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    page_of(writer)[pdf_name("/PieceInfo")] = generic.DictionaryObject({pdf_name("/X"): field})


def paint_the_evidence(writer: RevisionWriter) -> None:
    """Whoever adds to the evidence adds to what the page shows."""
    page = page_of(writer)
    shown = writer.add_object(generic.ArrayObject([page.raw_get("/Contents")]))
    page[pdf_name("/Contents")] = shown
    writer.root[pdf_name("/DSS")] = generic.DictionaryObject({pdf_name("/Certs"): shown})
    writer.update_root()


def point_from_the_trailer(writer: RevisionWriter) -> None:
    """There is a second way to the form, which does not begin at the catalog."""
    way = generic.DictionaryObject({pdf_name("/X"): writer.root.raw_get("/AcroForm")})
    writer.set_info(writer.add_object(way))


def rewrite_all_containers(writer: RevisionWriter) -> None:
    root = writer.root
    store = entry(root, "/DSS", {})
    for one in (root, root["/AcroForm"], root["/AcroForm"]["/Fields"], *map(store.get, store)):
        if isinstance(one, generic.IndirectObject):
            writer.mark_update(one)
        else:
            writer.update_container(one)
    writer.mark_update(root["/AcroForm"]["/Fields"].raw_get(0))


def change_the_page(writer: RevisionWriter) -> None:
    page_of(writer)[pdf_name("/PieceInfo")] = generic.DictionaryObject()


def rewritten(prepare: Callable[[RevisionWriter], None]) -> Paper:
    pdf = office().sign(revise(office().blank(), prepare), FieldRole.PERSONAL)
    return open_paper(revise(pdf, rewrite_all_containers))


def test_what_stands_in_one_place_is_known_by_it() -> None:
    assert usages_of_rewritten(rewritten(change_the_page))


@pytest.mark.parametrize(
    "prepare",
    [
        share_the_list_of_fields,
        use_a_field_elsewhere,
        paint_the_evidence,
        point_from_the_trailer,
    ],
)
def test_what_stands_in_two_places_is_left_to_the_long_way(
    prepare: Callable[[RevisionWriter], None],
) -> None:
    assert usages_of_rewritten(rewritten(prepare)) is None


def a_hole(writer: RevisionWriter) -> None:
    page_of(writer)[pdf_name("/Waits")] = generic.IndirectObject(999, 0, writer)


def test_a_reference_to_nothing_is_found() -> None:
    paper = signed_after(a_hole)
    with pytest.raises(MissingObjectError):
        references_within(paper, EVERY_NUMBER)
    assert usages_of_rewritten(paper) is None


@pytest.mark.parametrize("pages", [1, 7])
def test_pages_are_those_that_pyhanko_counts(pages: int) -> None:
    paper = open_paper(office().issue(pages=pages)).at(0)
    counted = [paper.find_page_for_modification(at)[0].get_object() for at in range(pages)]
    assert list(pages_of(paper)) == counted
