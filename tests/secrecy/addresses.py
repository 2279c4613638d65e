"""Every address of the application, filled in: generated from its map, so that none is forgotten.

What a rule or a field is to be filled with stands here once. A new argument of an address or a new
field that a page reads is unknown at first, and `test_addresses` fails until it is taught.
"""

from __future__ import annotations

import base64
import inspect
import re
import sys
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from werkzeug.routing import Rule

from service.demo.organisation import HOSPITAL, SO, SO_CELL, SO_OFFICE, WARD
from tests.secrecy.twins import FILE, Asked
from tests.secrecy.wording import a_workbook_of_members
from tests.web.office import PASSWORD
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flask import Flask

    from workflows.domain.document import Document

ARGUMENT = re.compile(r"<(?:[^:>]+:)?([^>]+)>")  # <int:number>, <document_id>
OTHERS = ("PUT", "DELETE", "PATCH", "TRACE")  # that no rule allows today, tried all the same
IDS = frozenset({"document_id", "campaign_id"})  # arguments of addresses that name a document
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "unit_id": (HOSPITAL, SO_CELL, "dv-khong-co"),
    "act": (Act.CLOSE_ROUND, Act.APPROVE, Act.URGE, "khong-co"),
    "comment_id": ("0" * 32,),
    "number": ("1",),
    "part": ("1",),
    "list_id": ("0" * 32,),
    "filename": ("trinhky.css",),
    "name": ("ca.crt",),
}
# Fields, in an address or in a form, that can name a document; and all the others.
KEY = "truoc"  # of a page in a list: an instant and a document
NAMES_A_DOCUMENT = frozenset({"dot", "ke-hoach", "plan", "tu", "ban", "nen", KEY})
PLAIN: Mapping[str, tuple[str, ...]] = {
    "trang-thai": ("drafting", "in_force", "archived"),
    "qua-han": ("1",),
    "loai": ("cam-ket", "bien-ban", "xac-nhan", "chua", "xong"),
    "noi": (SO_CELL, SO_OFFICE, WARD),
    "circle": (SO_CELL, WARD),
    "nam": ("2026", "2027"),
    "year": ("2027",),
    "nguoi": ("a", "thinh"),
    "ngay": ("2026-11-09",),
    "net": ("1",),
    "chon": ("het",),
    "next": ("/van-ban",),
    "state": ("khong-co",),  # of a question that nobody asked
    "login": ("khong-co",),  # else the sign-in would end the walk
}
HEAVY = frozenset({"workbook", FILE})
TAKES_FILES = re.compile(r"list_upload|handed_in|request\.files")  # pages to which files are sent
CARRIED = base64.b64encode(a_workbook_of_members()).decode()
WRITTEN: Mapping[str, str] = {
    "act_id": "f" * 32, "seen_version": "1", "seen_sha256": "e" * 64, "pin": "246810",
    "reason": "Thử.", "text": "Thử.", "explanation": "Thử.", "answer": "accepted",
    "paragraph_id": "s1p1", "approval": "content", "signer": "ng-004|vt-syt-cb-chair",
    "agree": "1", "disagree": "0", "abstain": "0", "member": "ng-012", "absent": "ng-013",
    "chua-mo": "1", "step": "blank", "kind": "nghi-quyet", "wish": "w1", "unit": HOSPITAL,
    "task": "t1", "participant": SO, "digest": "d" * 64, "workbook": CARRIED, "source": "",
    "sha256": "0" * 64,
    "placing": f"{SO_OFFICE}|{SO}", "to": "KT.|ng-010", "post_id": "vt-syt-cb-chair",
    "person_id": "ng-010", "since": "2026-11-09T08:00", "until": "2026-11-10T08:00",
    "authority": "12/GUQ", "authority_day": "2026-11-02", "notice": f"{'0' * 32}/0",
    "absence_id": "0" * 32, "delegation_id": "0" * 32, "back": "home", "title": "Thử",
    "place": "Thanh Hóa", "code": "", "bases": "", "recipients": "", "archive": "", "years": "1",
    "position": "", "name": "", "day": "2026-11-09", "begins": "2026-11-02", "ends": "2026-11-30",
    "leads": "", "password": PASSWORD, "old": PASSWORD, "new": "x", "again": "x",
    "asked_at_sign_in": "", FILE: "",
}  # fmt: skip
ENDS_THE_SESSION = frozenset({"account.leave", "account.leave_everywhere"})


@dataclass(frozen=True, slots=True)
class Address:
    """One rule of the map, and what the module behind it reads."""

    rule: Rule
    source: str

    @property
    def methods(self) -> frozenset[str]:
        return frozenset(self.rule.methods or ())

    @property
    def names_a_document(self) -> bool:
        return bool(IDS & self.rule.arguments)

    def reads(self, field: str) -> bool:
        """Say whether the page's module so much as mentions a field."""
        return f'"{field}"' in self.source

    def paths(self, document_ids: Iterable[str], most: int | None = None) -> Iterator[str]:
        """Yield the rule's addresses, one for each way to fill it in.

        Args:
            document_ids: for the argument that names a document.
            most: how many values each other argument takes; None for all that are taught.
        """
        names = sorted(self.rule.arguments)
        ids = tuple(document_ids)
        values = [ids if name in IDS else ARGUMENTS[name][:most] for name in names]
        for chosen in product(*values):
            given = dict(zip(names, chosen, strict=True))
            yield _filled(self.rule.rule, given)

    def lookings(self, document_ids: Iterable[str]) -> Iterator[Asked]:
        """Yield a request for each path, and for each value of each plain field it reads."""
        for path in self.paths(document_ids):
            yield Asked("GET", path)
            for field, values in PLAIN.items():
                if self.reads(field):
                    yield from (Asked("GET", path, ((field, value),)) for value in values)

    def form(self, seen: Document) -> Mapping[str, str]:
        """Return a form with all that the page reads, of who knows a document better than he may.

        Whatever can name a document names this one, and as it is now: nothing is stale.
        """
        document_id, digest = seen.document_id, seen.shown_sha256
        paper = seen.paper.current.sha256 if seen.paper else digest
        named = {f"seen-{document_id}": f"{seen.version}:{paper}", f"agree-{document_id}": "1"}
        named |= {"seen_version": str(seen.version), "seen_sha256": digest}
        plain = {name: values[0] for name, values in PLAIN.items()}
        known = {**WRITTEN, **plain, **dict.fromkeys(NAMES_A_DOCUMENT, document_id)}
        heavy = frozenset() if TAKES_FILES.search(self.source) else HEAVY
        return {name: value for name, value in known.items() if name not in heavy} | named

    def linkings(self, path: str, document_id: str) -> Iterator[Asked]:
        """Yield requests whose end of the address names a document, by each field and by all."""
        every = sorted(NAMES_A_DOCUMENT - {KEY})
        yield Asked("GET", path, tuple((field, document_id) for field in every))
        for field in filter(self.reads, every):
            yield Asked("GET", path, ((field, document_id),))
        if self.reads(KEY):
            yield Asked("GET", path, ((KEY, f"2026-11-02T02:00:00.000000Z~{document_id}"),))


def _filled(rule: str, given: Mapping[str, str]) -> str:
    return ARGUMENT.sub(lambda found: given[found[1]], rule)


def addresses(app: Flask) -> list[Address]:
    """Return every rule of the map in a settled order."""
    rules = sorted(
        app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))
    )
    return [Address(rule, _source(app, rule)) for rule in rules]


def _source(app: Flask, rule: Rule) -> str:
    module = sys.modules[app.view_functions[rule.endpoint].__module__]
    return inspect.getsource(module)
