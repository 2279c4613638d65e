"""The walk knows every address and every field, and can tell two houses apart.

What is new is unknown to it at first: then one of these tests fails, and says what to teach
`tests.secrecy.addresses`.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from service.problems import STATUS
from tests.architecture.reading import ROOT, in_rooms, modules, text_of
from tests.secrecy.addresses import (
    ARGUMENTS,
    IDS,
    NAMES_A_DOCUMENT,
    PLAIN,
    WRITTEN,
    addresses,
)
from tests.secrecy.twins import Asked
from tests.secrecy.wording import SECRET, TITLE
from tests.web.office import CHAIR, MEMBER
from workflows.domain.kinds import KINDS
from workflows.domain.shapes import Fonds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.secrecy.twins import Twins

LOOK = "campaign_list.look"
WALKED = {"GET", "POST", "HEAD", "OPTIONS"}
READERS = frozenset({
    "get", "getlist", "_id", "words", "number", "instant", "required_instant", "day",
})  # fmt: skip
MAPPINGS = frozenset({"args", "form", "values", "files", "fields"})
# By their ids, whoever may know of them: asked only where the answer is settled already, or of what
# a document that was asked for names.
READ_WITHOUT_A_VIEWER = {
    "service/acting.py": "behind the gateway, which asks first",
    "service/desk/papers.py": "what the desk signs was listed for its signer",
    "service/story/result.py": "a command, on a private house",
    "service/pages/campaign_opened.py": "the plan that a known campaign carries out",
    "service/pages/cell_list.py": "the plan that a known campaign carries out",
}


def test_every_argument_of_an_address_is_taught(twins: Twins) -> None:
    known = IDS | ARGUMENTS.keys()
    new = {rule.rule for rule in twins.holding.app.url_map.iter_rules() if rule.arguments - known}
    assert new == set()


def test_every_method_is_walked(twins: Twins) -> None:
    new = {a.rule.rule for a in addresses(twins.holding.app) if a.methods - WALKED}
    assert new == set()


def test_every_field_that_a_page_reads_is_taught() -> None:
    pages = (p for p in modules() if p.is_relative_to(ROOT / "service" / "pages"))
    read = {name for page in pages for name in _fields(page)}
    assert read - NAMES_A_DOCUMENT - PLAIN.keys() - WRITTEN.keys() == set()
    assert len(read) > 50, "the search for fields finds them"


def test_there_are_no_figures_for_machines_yet(twins: Twins) -> None:
    """A page of figures counts what goes on; who adds one teaches the walk what it may count."""
    rules = {rule.rule for rule in twins.holding.app.url_map.iter_rules()}
    probes = {rule for rule in rules if rule.startswith(("/metrics", "/status", "/debug"))}
    assert probes == set()


def test_nothing_is_mailed_yet() -> None:
    """A mail's subject stands on telephones; who sends the first one walks its subjects too."""
    mailing = re.compile(r"^(?:import|from) (?:smtplib|email\.|aiosmtplib)", re.MULTILINE)
    assert [path.name for path in in_rooms() if mailing.search(text_of(path))] == []


def test_documents_are_read_by_id_alone_only_where_it_was_asked_before() -> None:
    reading = re.compile(r"\bqueries\.document\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in in_rooms()
        if path.is_relative_to(ROOT / "service") and reading.search(text_of(path))
    }
    assert found == READ_WITHOUT_A_VIEWER.keys()


def test_every_kind_of_the_party_is_held(twins: Twins) -> None:
    kinds = {twins.holding.document(paper).kind for paper in twins.party.values()}
    assert kinds == {kind for kind, one in KINDS.items() if one.fonds is Fonds.PARTY}


@pytest.mark.parametrize("path", ["/", "/van-ban", "/thong-bao", "/cam-ket/tap-the"])
def test_whoever_is_of_the_cell_finds_the_houses_different(twins: Twins, path: str) -> None:
    without, holding = twins.ask(CHAIR, Asked("GET", path))
    assert without.differs_from(holding)


def test_whoever_is_of_the_cell_reads_its_papers(twins: Twins) -> None:
    paper = twins.party["resolution in comment"]
    without, holding = twins.ask(MEMBER, Asked("GET", f"/van-ban/{paper}"))
    assert (without.status, holding.status) == (404, 200)
    assert SECRET in holding.text
    assert TITLE in holding.text


@pytest.mark.parametrize("login", ["truongphongtccb", "vanphong", "vanthu3", "kiemtoan"])
def test_outsiders_see_papers_of_the_state(twins: Twins, login: str) -> None:
    _, answer = twins.ask(login, Asked("GET", "/van-ban"))
    assert re.search(r"/van-ban/(?:vb|ck)-", answer.text)


def test_the_list_that_is_handed_in_is_read(twins: Twins) -> None:
    looking = next(a for a in addresses(twins.holding.app) if a.rule.endpoint == LOOK)
    [path] = looking.paths([twins.state["campaign"]])
    form = looking.form(twins.holding.document(twins.state["campaign"]))
    without, holding = twins.ask("vanphong", Asked("POST", path, form=form))
    assert "Sẽ lập" in holding.text
    assert not without.differs_from(holding)


def test_what_is_not_ones_own_has_one_status() -> None:
    assert STATUS["doc.unknown"] == STATUS["http.not_found"]


def _fields(path: Path) -> Iterator[str]:
    """Yield the names that are read from an address or a form, where they stand as words."""
    for call in ast.walk(ast.parse(text_of(path))):
        if isinstance(call, ast.Call) and call.args and _reads(call.func):
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _reads(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in READERS
    if not isinstance(function, ast.Attribute) or function.attr not in READERS:
        return False
    of = function.value
    name = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
    return name in MAPPINGS | {"asked_form"}
