"""Appendix files: approved with their paper, and signed in the very act that numbers it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from service.ceremony import signing_order
from service.demo import DEMO_PIN
from service.gateway import Actor, RefusedError, Target
from signing.errors import NotOnTheListError
from signing.port import FieldRole as SealRole
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.blobs.keys import ref_of
from storage.blobs.port import Area
from tests.homes import real_clock
from tests.signed.page import blank_paper
from tests.workflow.office import CLERK, DRAFTER, HEAD, LEADER, Office
from workflows.domain.lifecycle import Act, State
from workflows.domain.shapes import FieldRole
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from workflows.domain.document import Document

pytestmark = pytest.mark.temporal
FIRST, SECOND = blank_paper(2), blank_paper(3)


def attach(office: Office, plan: str, *files: bytes) -> None:
    for pdf in files:
        office.gateway.attach(Actor(DRAFTER, "test"), office.target(plan), pdf)


def bytes_of(office: Office, doc: Document, part: int) -> bytes:
    return office.gateway.recorder.blobs.get(blob_ref(doc.appendix(part).current))


def test_a_file_is_part_of_what_is_approved_and_a_version_of_its_own(office: Office) -> None:
    plan = office.drafted()
    before = office.document(plan)
    attach(office, plan, FIRST, SECOND)
    doc = office.document(plan)
    assert [one.pages for one in doc.attached] == [2, 3]
    assert doc.version == before.version + 2
    assert doc.shown_sha256 != before.shown_sha256
    after = office.entries(plan)[-1].after
    assert after is not None
    assert [one["file"]["sha256"] for one in after["attached"]] == [
        one.file.sha256 for one in doc.attached
    ]
    actor = Actor(DRAFTER, "test")
    office.gateway.detach(actor, office.target(plan), doc.attached[1].file.sha256)
    assert len(office.document(plan).attached) == 1
    stale = Target(plan, office.act_id(), doc.version, doc.shown_sha256)
    with pytest.raises(RefusedError, match=r"doc\.stale"):
        office.gateway.attach(actor, stale, SECOND)
    target = office.target(plan)
    office.gateway.attach(actor, target, SECOND)
    office.gateway.attach(actor, target, SECOND)
    with pytest.raises(RefusedError, match=r"appendix\.twice"):
        attach(office, plan, SECOND)
    with pytest.raises(RefusedError, match=r"right\.none"):
        office.gateway.attach(Actor(HEAD, "test"), office.target(plan), blank_paper(4))


@pytest.mark.usefixtures("desk")
def test_the_clerks_one_act_signs_each_file_once_and_they_are_kept_with_the_paper(
    office: Office,
) -> None:
    plan = office.drafted()
    attach(office, plan, FIRST, SECOND)
    office.approved(plan)
    office.sign(LEADER, plan)
    office.until(plan, lambda doc: doc.state is State.AWAITING_NUMBER)
    doc = office.issue(plan)
    assert doc.unsigned_appendices == 0
    entries = office.entries(plan)
    made = [e.details["signature"]["role"] for e in entries if e.act == Act.EMBEDDED]
    assert made[-4:] == [FieldRole.NUMBER, FieldRole.AGENCY, FieldRole.APPENDIX, FieldRole.APPENDIX]
    assert doc.main is not None
    main = office.gateway.recorder.blobs.get(blob_ref(doc.main.current))
    anchors = load_anchors((office.settings.pki_dir / "trust.pem").read_bytes())
    for part, approved in enumerate((FIRST, SECOND), 1):
        pdf = bytes_of(office, doc, part)
        report = verify(pdf, anchors, real_clock())
        assert report.verdict is Verdict.VALID
        assert [(one.role, one.level) for one in report.signatures] == [
            (SealRole.APPENDIX, "B-LTA")
        ]
        assert pdf.startswith(approved)
        assert hashlib.sha256(main).hexdigest().encode() in pdf
        assert office.gateway.recorder.blobs.get(ref_of(Area.RECORD, plan, pdf)) == pdf


@pytest.mark.usefixtures("desk")
def test_an_act_that_was_broken_off_goes_on_with_the_file_that_is_next(office: Office) -> None:
    plan = office.drafted()
    attach(office, plan, FIRST, SECOND)
    office.approved(plan)
    office.sign(LEADER, plan)
    office.until(plan, lambda doc: doc.state is State.AWAITING_NUMBER)
    office.act(CLERK, office.target(plan), Act.ALLOT_NUMBER)
    gateway, clerk = office.gateway, Actor(CLERK, "test")
    lines = [(plan, line) for line in ("number", "agency", "appendix-1")]
    issuer = office.document(plan).issuer_id
    key = gateway.desk.unlock_agency(CLERK, DEMO_PIN, issuer, lines)
    for _, line in lines:
        doc = office.until(plan, lambda now, line=line: awaits_line(now, line))  # type: ignore[misc]
        item = doc.paper.item if doc.paper else None
        assert item is not None
        cms = gateway.desk.sign(key, plan, item.item_id)
        gateway.perform(plan, signing_order(clerk, office.target(plan), item, cms))
    doc = office.until(plan, lambda now: awaits_line(now, "appendix-2"))
    item = doc.paper.item if doc.paper else None
    assert item is not None
    with pytest.raises(NotOnTheListError):
        gateway.desk.sign(key, plan, item.item_id)
    gateway.desk.lock(key)
    first = doc.appendix(1).current
    done = office.issue(plan)
    assert (done.number, done.appendix(1).current) == (doc.number, first)
    roles = [e.details["signature"]["role"] for e in office.entries(plan) if e.act == Act.EMBEDDED]
    assert roles.count(FieldRole.APPENDIX) == 2


def awaits_line(doc: Document, line: str) -> bool:
    item = doc.paper.item if doc.paper else None
    return item is not None and item.line == line
