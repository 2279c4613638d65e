"""The report of a verification as a document: PDF/A-2b, the same bytes for the same judgement.

What a file, or who handed it in, says of itself stands between quotation marks, in a column of its
own and no longer than a few lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.catalogue import sentence
from service.verifying.flow import BODY, LEFT, RIGHT, Flow
from service.verifying.told import local_time
from service.verifying.words import anchor_words, plain, report_words
from signing.seal.text_pages import pages_of_text

if TYPE_CHECKING:
    from service.verifying.verifier import Judgement
    from service.verifying.words import AnchorWords, Reason, ReportWords, SignatureWords

TABLE: Final = "report"
MOST_SIGNATURES: Final = 200  # that are listed; the verdict is on all of them
MOST_ANCHORS: Final = 50
_INDENT: Final = 12.0  # pt
_TITLE, _HEADING, _SMALL = 15.0, 12.0, 10.0  # pt


@dataclass(frozen=True, slots=True)
class Maker:
    """Who judged: the name in the certificate of the report's key, and the program's version."""

    name: str
    version: str


def report_sheet(name: str, judgement: Judgement, maker: Maker) -> bytes:
    """Return the unsigned report; `name` is the file's, as it was given."""
    words, flow = report_words(judgement.report), Flow()
    _head(flow, words, maker)
    _file(flow, plain(name), judgement, (words, maker))
    _signatures(flow, words)
    flow.gap(6)
    _heading(flow, _say("others"))
    for one in words.others:
        _reason(flow, one)
    if not words.others:
        flow.text(_say("others.none"), indent=_INDENT)
    _anchors(flow, tuple(map(anchor_words, judgement.anchors[:MOST_ANCHORS])), judgement)
    _heading(flow, _say("meaning"))
    for key in ("meaning.says", "meaning.not", "meaning.signature"):
        flow.keep(4)
        flow.text(_say(key), indent=_INDENT)
        flow.gap(3)
    return pages_of_text(flow.pages(), _say("window"))


def _head(flow: Flow, words: ReportWords, maker: Maker) -> None:
    flow.text(_say("made_by", name=plain(maker.name)), bold=True)
    flow.gap(14)
    flow.centred(_say("title"), _TITLE, bold=True)
    flow.centred(_say("subtitle"), _SMALL)
    flow.gap(8)
    flow.rule()
    flow.gap(4)
    flow.centred(_say("verdict", verdict=words.headline.upper()), 14, bold=True)
    flow.gap(2)
    flow.text(words.deciding.message, indent=_INDENT)
    if words.deciding.hint:
        flow.text(_say("hint", hint=words.deciding.hint), indent=_INDENT)
    flow.text(_say("code", code=words.deciding.code), indent=_INDENT)
    flow.gap(2)
    flow.rule(LEFT, RIGHT)
    flow.gap(4)


def _file(flow: Flow, name: str, judgement: Judgement, of: tuple[ReportWords, Maker]) -> None:
    words, maker = of
    _heading(flow, _say("file"))
    named = _say("file.name_given", name=_quoted(name)) if name else _say("file.no_name")
    flow.fact(_say("file.name"), named)
    flow.fact(_say("file.size"), _say("file.bytes", size=judgement.size))
    flow.fact(_say("file.sha256"), judgement.sha256)
    if words.pdfa:
        flow.fact(_say("file.pdfa"), _say("file.pdfa_claim", level=words.pdfa))
    flow.fact(_say("file.etsi"), words.indication)
    flow.fact(_say("file.at"), _say("file.at_clock", at=local_time(judgement.at)))
    flow.fact(_say("file.product"), _say("file.product_version", version=maker.version))
    flow.gap(6)


def _signatures(flow: Flow, words: ReportWords) -> None:
    _heading(flow, _say("signatures", count=len(words.signatures)))
    if not words.signatures:
        flow.text(_say("signatures.none"), indent=_INDENT)
    elif words.verdict != "valid":
        flow.text(_say("signatures.beside"), indent=_INDENT)
    for number, one in enumerate(words.signatures[:MOST_SIGNATURES], 1):
        _signature(flow, one, number)
    left = len(words.signatures) - MOST_SIGNATURES
    if left > 0:
        flow.text(_say("signatures.more", count=left), bold=True)


def _signature(flow: Flow, one: SignatureWords, number: int) -> None:
    flow.gap(5)
    flow.keep(5)
    signer = _quoted(one.signer) if one.signer else _say("one.no_name")
    flow.text(_say("one", number=number, signer=signer), bold=True)
    rows = (
        ("one.role", _say("one.role_field", role=one.role, field=_quoted(one.field))),
        ("one.time", _joined(one.time, one.source, one.clock)),
        ("one.integrity", one.integrity),
        ("one.trust", _joined(one.trust, one.chain, one.status)),
        ("one.paints", one.paints),
        ("one.after", _joined(one.changes, one.after)),
        ("one.level", one.level),
        ("one.etsi", one.indication),
        *(("one.reason", _reason_text(each)) for each in one.reasons),
    )
    for key, value in rows:
        if value:
            flow.fact(_say(key), value)


def _anchors(flow: Flow, anchors: tuple[AnchorWords, ...], judgement: Judgement) -> None:
    flow.gap(6)
    _heading(flow, _say("anchors", count=len(judgement.anchors)))
    for one in anchors:
        said = _say("anchors.domain", name=_quoted(one.name), domain=one.domain)
        said += _say("anchors.since", since=one.since) if one.since else ""
        said += _say("anchors.until", until=one.until) if one.until else ""
        flow.keep(2)
        flow.text(said, indent=_INDENT)
        flow.text(_say("anchors.sha256", sha256=one.sha256), indent=_INDENT, size=_SMALL)
    if not anchors:
        flow.text(_say("anchors.none"), indent=_INDENT)
    left = len(judgement.anchors) - len(anchors)
    if left > 0:
        flow.text(_say("anchors.more", count=left), indent=_INDENT)
    flow.gap(6)


def _heading(flow: Flow, text: str) -> None:
    flow.keep(4)
    flow.text(text, bold=True, size=_HEADING)
    flow.gap(2)


def _reason(flow: Flow, one: Reason) -> None:
    flow.text(_reason_text(one), indent=_INDENT, size=BODY)


def _reason_text(one: Reason) -> str:
    said = _say("reason", message=one.message, code=one.code)
    return f"{said} {_say('hint', hint=one.hint)}" if one.hint else said


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _quoted(text: str) -> str:
    """A stranger's words between marks that he cannot close."""
    return f"“{text.translate(_MARKS)}”"


_MARKS: Final = {ord(mark): "'" for mark in '“”„‟"«»'}


def _say(key: str, /, **values: object) -> str:
    return sentence(TABLE, key, **values)
