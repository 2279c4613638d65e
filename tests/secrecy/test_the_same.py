"""Every address in both houses, as everybody outside the cell: no answer differs in anything.

Rows, counts, totals, pages of lists, choices, notices, file names, headers, statements: whatever a
page shows is compared byte by byte, so that nobody has to think of what could leak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.secrecy.addresses import (
    ENDS_THE_SESSION,
    OTHERS,
    addresses,
)
from tests.secrecy.forms import forms_of
from tests.secrecy.outsiders import OUTSIDERS
from tests.secrecy.twins import ANYBODY, Asked

ENDS = frozenset({"/dang-xuat", "/dot/-/viec/close"})  # sessions, and the campaign itself
SLOW = "/tai-khoan", "/dang-nhap"  # forms that check a password, and know of no document
SLOW_OF = "vanphong"  # who sends them all the same
MOST = 3  # values of an argument that is walked in full elsewhere


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.secrecy.addresses import Address
    from tests.secrecy.twins import Twins
    from workflows.domain.document import Document

everybody = pytest.mark.parametrize("login", OUTSIDERS)
CHOSEN = "in comment", "resolution issued"  # the others have the gate's tests, and the last one


@everybody
def test_every_page_is_the_same(twins: Twins, login: str) -> None:
    papers = [paper for paper in twins.state.values() if paper.startswith(("vb", "ck"))]
    told = list(_differences(twins, login, _lookings(twins, papers)))
    assert told == []


@everybody
def test_every_address_of_a_cells_paper_is_that_of_none(twins: Twins, login: str) -> None:
    chosen = [twins.party[name] for name in CHOSEN]
    told = list(_differences(twins, login, _tryings(twins, chosen)))
    assert told == []


@everybody
def test_every_form_that_names_a_cells_paper_is_answered_as_if_there_were_none(
    twins: Twins, login: str
) -> None:
    told = list(_differences(twins, login, _sendings(twins, login, twins.party["in comment"])))
    assert told == []


@everybody
def test_every_form_of_every_page_does_the_same(twins: Twins, login: str) -> None:
    papers = [twins.state[name] for name in ("campaign", "plan in comment", "registered")]
    pages = [one for one in _lookings(twins, papers[1:]) if not one.query]
    told = list(_differences(twins, login, _pressings(twins, login, pages)))
    assert told == []


@everybody
def test_no_answer_says_forbidden(twins: Twins, login: str) -> None:
    for name, paper in twins.party.items():
        _, answer = twins.ask(login, Asked("GET", f"/van-ban/{paper}"))
        assert answer.status == (303 if login == ANYBODY else 404), name


def _differences(twins: Twins, login: str, asked: Iterable[Asked]) -> Iterator[str]:
    for one in asked:
        without, holding = twins.ask(login, one)
        difference = without.differs_from(holding)
        if difference:
            yield f"{one}: {difference}"


def _lookings(twins: Twins, papers: list[str]) -> Iterator[Asked]:
    """Look at everything there is; each paper's own page, and some papers at every other rule."""
    for address in addresses(twins.holding.app):
        if "GET" in address.methods:
            ids = papers if address.rule.endpoint == "document.page" else papers[:MOST]
            yield from address.lookings(
                [twins.state["campaign"]] if _is_campaigns(address) else ids
            )


def _tryings(twins: Twins, papers: list[str]) -> Iterator[Asked]:
    """Try each paper at each rule that takes one, with a form that fits; one by every method."""
    for address in addresses(twins.holding.app):
        if not address.names_a_document:
            continue
        for paper in papers:
            for path in address.paths([paper], None if paper == papers[0] else 1):
                yield from _by_its_methods(address, path, twins.holding.document(paper))
        first = next(address.paths(papers))
        rest = sorted({*OTHERS, *address.methods} - {"GET", "POST"})
        yield from (
            Asked(method, first, form=address.form(twins.holding.document(papers[0])))
            for method in rest
        )


def _by_its_methods(address: Address, path: str, paper: Document) -> Iterator[Asked]:
    if "GET" in address.methods:
        yield Asked("GET", path)
    if "POST" in address.methods:
        yield Asked("POST", path, form=address.form(paper))


def _pressings(twins: Twins, login: str, pages: Iterable[Asked]) -> Iterator[Asked]:
    """Press each kind of form once as it stands, with something written where nothing is."""
    pressed = set(ENDS)
    for page in pages:
        _, answer = twins.ask(login, page)
        for form in forms_of(answer):
            if form.kind not in pressed and not form.kind.startswith(SLOW):
                pressed.add(form.kind)
                yield Asked("POST", form.action or page.path, form=form.filled("Thử."))


def _sendings(twins: Twins, login: str, paper: str) -> Iterator[Asked]:
    """Name a paper in each field that can name one, at every rule but its own."""
    seen, late = twins.holding.document(paper), []
    for address in addresses(twins.holding.app):
        ids = [twins.state["campaign" if _is_campaigns(address) else "plan in comment"]]
        for path in address.paths(ids, MOST):
            if "GET" in address.methods:
                yield from address.linkings(path, paper)
            if "POST" in address.methods and (login == SLOW_OF or not path.startswith(SLOW)):
                sent = Asked("POST", path, form=address.form(seen))
                if address.rule.endpoint in ENDS_THE_SESSION:
                    late.append(sent)
                else:
                    yield sent
    for sent in late:
        yield sent
        twins.forget(login)


def _is_campaigns(address: Address) -> bool:
    return "campaign_id" in address.rule.arguments
