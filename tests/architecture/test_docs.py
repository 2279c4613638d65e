"""The documentation keeps its word: what it links, shows, cites or tells you to type is there."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from typing_extensions import override

from scripts.list_errors import refusals
from service.catalogue import table
from service.cli import COMMANDS
from service.config import NAMES
from tests.architecture.reading import ROOMS, ROOT, files, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = ROOT / "docs"
HOME = ROOT / "README.md"
PAGES = tuple(p for p in files() if p.suffix == ".md" and p.parent in {ROOT, *DOCS.rglob("")})

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ELSEWHERE = ("https://", "http://", "mailto:")

CODE = re.compile(r"[a-z_]+\.[a-z_]+")
FILE_ENDINGS = ("json", "jsonl", "md", "pem", "pdf", "png", "py", "sh", "toml", "txt")
COMMAND = re.compile(r"\btrinhky ([a-z]+)(?: ([a-z]+))?")
TARGET = re.compile(r"\bmake ([a-z-]+)")
SETTING = re.compile(r"\bTRINHKY_[A-Z_]*[A-Z]\b")
OUR_FILE = re.compile(rf"(?:{'|'.join((*ROOMS, 'docs', 'scripts', 'tests'))})/[\w./-]*")
PRESSED = re.compile(r"[Bb]ấm (?:lại )?\*\*([^*]+)\*\*")
OF_THIS_PAPER = re.compile(r" (?:văn bản|biên bản) này$")  # a button adds what it is about
KEPT = re.compile(r"\bkeep\(\"([a-z-]+)\"\)")


@dataclass(frozen=True, slots=True)
class Link:
    """One link or picture, and the page it stands on."""

    page: Path
    words: str
    target: str
    is_picture: bool

    @property
    def path(self) -> Path:
        """The file or folder it leads to."""
        name = self.target.partition("#")[0]
        return (self.page.parent / name).resolve() if name else self.page

    @property
    def anchor(self) -> str:
        """The heading it leads to; "" for the whole page."""
        return self.target.partition("#")[2]

    @override
    def __str__(self) -> str:
        return f"{shown(self.page)}: {self.target}"


def links(page: Path) -> list[Link]:
    """Return the links of a page that stay in this house."""
    prose = SPAN.sub("", FENCE.sub("", text_of(page)))
    found = [Link(page, m["words"], m["target"], bool(m["picture"])) for m in LINK.finditer(prose)]
    return [link for link in found if not link.target.startswith(ELSEWHERE)]


def codes(page: Path) -> Iterator[str]:
    """Return what stands as code on a page: fenced blocks, and spans within the text."""
    text = text_of(page)
    yield from (m.group() for m in FENCE.finditer(text))
    yield from (m.group(1) for m in SPAN.finditer(FENCE.sub("", text)))


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the usual Markdown viewers make them."""
    titles = HEADING.findall(FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def known_codes() -> set[str]:
    """Return every code that a person or a program can be shown."""
    of_verdicts = {key for key in table("verify") if key.startswith("verify.")}
    return {each.code for each in refusals()} | set(table("errors")) | of_verdicts


def words_of_pages() -> str:
    """Return the text of all templates, and every label that they take from the catalogue."""
    templates = (text_of(path) for path in files() if path.suffix == ".html")
    labels = (word for group in table("labels").values() for word in group.values())
    return "\n".join((*templates, *labels))


def is_command(name: str, part: str) -> bool:
    """Say whether `trinhky name part` exists; `part` matters only where there are subcommands."""
    if name not in COMMANDS:
        return False
    command = getattr(importlib.import_module(COMMANDS[name]), name)
    return not (part and isinstance(command, click.Group)) or part in command.commands


def reached() -> set[Path]:
    """Return the pages that somebody finds who begins at README; a folder leads to all in it."""
    found: set[Path] = set()
    ahead = [HOME]
    while ahead:
        page = ahead.pop()
        if page in found:
            continue
        found.add(page)
        for path in (link.path for link in links(page)):
            ahead += [p for p in PAGES if path in {p, p.parent}]
    return found


def test_there_are_pages_to_read() -> None:
    assert {HOME, DOCS / "architecture.md", DOCS / "adr" / "0003-own-supervisor.md"} <= set(PAGES)


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_link_and_picture_leads_somewhere(written: Path) -> None:
    assert [str(link) for link in links(written) if not link.path.exists()] == []


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_anchor_is_a_heading(written: Path) -> None:
    lost = [
        str(link)
        for link in links(written)
        if link.anchor and link.path.suffix == ".md" and link.anchor not in headings(link.path)
    ]
    assert lost == []


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_picture_is_described(written: Path) -> None:
    assert [str(link) for link in links(written) if link.is_picture and not link.words] == []


def test_every_picture_is_one_that_the_browser_tests_make() -> None:
    tests = (text_of(path) for path in files() if path.parent == ROOT / "tests" / "browser")
    made = {name for text in tests for name in KEPT.findall(text)}
    pictures = {link.path for page in PAGES for link in links(page) if link.is_picture}
    assert {path for path in pictures if path.stem not in made} == set()


def test_every_page_is_found_from_the_first() -> None:
    assert sorted(shown(page) for page in set(PAGES) - reached()) == []


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_code_cited_exists(written: Path) -> None:
    known = known_codes()
    rooms = {code.partition(".")[0] for code in known}
    cited = {
        word
        for word in codes(written)
        if CODE.fullmatch(word)
        and word.partition(".")[0] in rooms
        and not word.endswith(FILE_ENDINGS)
    }
    assert cited - known == set()


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_command_named_exists(written: Path) -> None:
    named = {pair for word in codes(written) for pair in COMMAND.findall(word)}
    assert {" ".join(pair) for pair in named if not is_command(*pair)} == set()


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_target_of_make_exists(written: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {name for word in codes(written) for name in TARGET.findall(word)}
    assert named - targets == set()


def test_every_button_that_people_are_told_to_press_is_there() -> None:
    words = words_of_pages()
    told = {
        " ".join(name.split())
        for page in (DOCS / "nguoi-dung").glob("*.md")
        for name in PRESSED.findall(text_of(page))
    }
    assert len(told) > 10
    assert {name for name in told if OF_THIS_PAPER.sub("", name) not in words} == set()


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_setting_named_is_one(written: Path) -> None:
    assert set(SETTING.findall(text_of(written))) - NAMES == set()


@pytest.mark.parametrize("written", PAGES, ids=shown)
def test_every_file_of_ours_that_is_cited_exists(written: Path) -> None:
    cited = {word for word in codes(written) if OUR_FILE.fullmatch(word)}
    assert {name for name in cited if not (ROOT / name).exists()} == set()


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert is_command("verify", "")
    assert not is_command("veryfi", "")
