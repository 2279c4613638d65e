"""Appendix files: part of what is approved, signed after the seal, one after the other, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import CLERK, a_document, a_paper, a_ticket, an_item, an_order, facts
from workflows.contracts.codec import document_from, order_digest, to_data
from workflows.domain import rules
from workflows.domain.document import Attached, Document, Renewal, SignatureMade
from workflows.domain.errors import (
    AlreadyVotedError,
    AppendixTwiceError,
    DomainError,
    SignatureUnderWayError,
    TooManyAppendicesError,
)
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole
from workflows.domain.wakes import next_wake
from workflows.domain.work import Work, next_work

A, B = Attached(a_ticket("1"), 2), Attached(a_ticket("2"), 3)
SEALED = (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY)


def sealing(*roles: FieldRole, attached: tuple[Attached, ...] = (A, B)) -> Document:
    return a_document(State.AWAITING_SEAL, main=a_paper(*roles), attached=attached)


def embedded(doc: Document, role: FieldRole) -> Document:
    made = SignatureMade(role, "", "2026-11-02T05:00:00Z", "B-LTA", a_ticket(f"{role}-ky"))
    return rules.after(doc, an_order(Act.EMBEDDED, "system", signature=made), facts())


def prepared(doc: Document) -> Document:
    item = replace(an_item(FieldRole.APPENDIX, ""), part=doc.next_part)
    return rules.after(doc, an_order(Act.PREPARED, "system", item=item), facts())


def test_another_file_or_another_order_is_another_content_to_approve() -> None:
    hashes = {a_document(attached=files).shown_sha256 for files in ((), (A,), (B,), (A, B), (B, A))}
    assert len(hashes) == 5
    assert a_document().shown_sha256 == "c0"


def test_attaching_is_a_new_version_and_what_was_seen_before_is_stale() -> None:
    doc = rules.after(a_document(), an_order(Act.ATTACH, attached=(A,)), facts())
    assert (doc.attached, doc.version, doc.moved_version) == ((A,), 6, 6)
    with pytest.raises(DomainError):
        rules.check(doc, an_order(Act.OPEN_ROUND))


@pytest.mark.parametrize(
    ("doc", "files", "refusal"),
    [
        (a_document(), (A, A), AppendixTwiceError),
        (
            a_document(),
            tuple(Attached(a_ticket(f"f{n}"), 1) for n in range(21)),
            TooManyAppendicesError,
        ),
        (
            a_document(),
            (Attached(replace(a_ticket("g"), size=121 * 1024**2), 1),),
            TooManyAppendicesError,
        ),
        (a_document(State.RECONCILING, vote=Vote(3, 3, 3, 0, 0)), (A,), AlreadyVotedError),
    ],
    ids=["twice", "too many", "too long", "after the vote"],
)
def test_files_that_cannot_be_attached(
    doc: Document, files: tuple[Attached, ...], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        rules.check(doc, an_order(Act.ATTACH, attached=files))


def test_no_file_is_signed_before_the_seal_is_in_the_paper() -> None:
    for roles in (SEALED[:1], SEALED[:2]):
        doc = sealing(*roles)
        assert doc.next_part == 0
        assert doc.paper is doc.main
    assert sealing(*SEALED[:2]).next_field is FieldRole.AGENCY


def test_each_file_is_signed_in_turn_and_only_then_the_paper_is_issued() -> None:
    doc = embedded(sealing(*SEALED[:2]), FieldRole.AGENCY)
    for part, file in enumerate((A, B), 1):
        assert (doc.state, doc.next_part) == (State.AWAITING_SEAL, part)
        assert doc.next_field is FieldRole.APPENDIX
        assert doc.paper is not None
        assert doc.paper.current == file.file
        assert next_work(doc) is Work.PREPARE
        doc = prepared(doc)
        wake = next_wake(doc)
        assert wake is not None
        assert wake.act is Act.PREPARED_EXPIRED
        signing = an_order(
            Act.SIGN, CLERK, item_id="item-appendix", cms=a_ticket("cms"), seen_version=doc.version
        )  # fmt: skip
        rules.check(doc, signing)
        doc = rules.after(doc, signing, facts())
        assert next_work(doc) is Work.EMBED
        with pytest.raises(SignatureUnderWayError):
            rules.check(
                doc,
                an_order(
                    Act.VOID_NUMBER, CLERK, reason=a_ticket("r"), seen_version=doc.version,
                    seen_sha256=doc.shown_sha256,
                ),
            )  # fmt: skip
        doc = embedded(doc, FieldRole.APPENDIX)
    assert (doc.state, doc.unsigned_appendices) == (State.ISSUED, 0)
    assert document_from(to_data(doc)) == doc


def test_a_paper_without_appendices_is_issued_with_its_seal() -> None:
    assert embedded(sealing(*SEALED[:2], attached=()), FieldRole.AGENCY).state is State.ISSUED


def test_a_void_number_leaves_the_files_as_they_were_approved() -> None:
    doc = prepared(embedded(sealing(*SEALED[:2]), FieldRole.AGENCY))
    doc = embedded(doc, FieldRole.APPENDIX)
    voided = rules.after(doc, an_order(Act.VOID_NUMBER, CLERK, reason=a_ticket("r")), facts())
    assert (voided.state, voided.appendices) == (State.AWAITING_NUMBER, ())
    assert voided.unsigned_appendices == 2
    assert voided.main is not None
    assert [made.role for made in voided.main.signatures] == [FieldRole.PERSONAL]


def test_a_renewed_stamp_is_of_its_own_file() -> None:
    signed = (a_paper(FieldRole.APPENDIX), a_paper(FieldRole.APPENDIX))
    doc = a_document(
        State.ARCHIVED, main=a_paper(*SEALED), record=a_ticket("kept"), attached=(A, B),
        appendices=signed,
    )  # fmt: skip
    renewal = Renewal(a_ticket("kept"), appendices=(None, a_ticket("n")))
    order = an_order(Act.RENEW, "system", renewal=renewal)
    rules.check(doc, order)
    renewed = rules.after(doc, order, facts())
    assert [paper.renewed for paper in renewed.appendices] == [None, a_ticket("n")]


def test_an_act_from_before_keeps_the_digest_it_was_done_by() -> None:
    assert order_digest(an_order(Act.SAVE)) == order_digest(an_order(Act.SAVE, attached=()))
    item = an_item()
    assert order_digest(an_order(Act.PREPARED, item=item)) != order_digest(
        an_order(Act.PREPARED, item=replace(item, part=1))
    )
