"""The papers on the page of verdicts, class by class, and why the judges differ about each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from signing.port import FieldRole
from tests.hostile.corpus.kit import (
    THEIR_PKI,
    everything,
    foreign,
    later,
    number_of,
    strangers,
    text_of,
)  # fmt: skip
from tests.judges.verdict_reasons import ATTACKS
from tests.signed import shapes
from tests.signed import state_forged as forged
from tests.signed.office import PLAN
from tests.signed.samples import NOW, issued, minutes, office
from tests.signed.state import Place, StateTool

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[], bytes]

GOOD: Final = "Good papers"
OTHERS: Final = "Papers in the shapes of other makers"
STATE: Final = "State papers"
FORGED: Final = "State papers, forged"
LAWFUL: Final = (GOOD, OTHERS, STATE)
_TOOL: Final = StateTool(THEIR_PKI, NOW)
_FORGERIES: Final[dict[Callable[[StateTool], bytes], str]] = {
    forged.the_number_painted_over_the_text: "A number belongs into the head of the page; here it "
    "covers the text. DSS has no revocation data to go by, and pdfsig asks only for digests.",
    forged.a_sheet_signed_as_a_number: "The same, over the whole page.",
    forged.a_seal_far_from_whom_it_confirms: "A seal belongs beside the person whom it confirms.",
    forged.the_page_changed_between_person_and_number: "Each signature is good over its own "
    "revision; the person signed another page than the reader sees.",
    forged.the_page_changed_at_the_end: "As with any page changed after signing.",
    forged.the_look_of_the_date_exchanged: "The date's picture is not in its signature's hole; "
    "whoever only checks digests does not see it exchanged.",
    forged.the_date_moved: "A signed field may not move.",
    forged.another_date_over_the_date: "A number or a date that is signed may not be covered.",
    forged.a_persons_key_for_the_number: "No certificate says who may number: we name the signer, "
    "name the added field, and leave it to the reader.",
    forged.roles_swapped: "The same: whose keys they are is said, what they may is not known.",
    forged.one_signature_taken_out: "The others are good without it; only the revisions know it.",
    forged.one_byte_of_the_page_changed: "",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One paper: its class, its name, and why the judges differ ("" where they do not)."""

    group: str
    name: str
    make: Make
    why: str = ""

    @property
    def shown(self) -> str:
        """Its name on the page: without the module of the corpus that makes it."""
        return self.name.partition("-")[2].replace("_", " ") if "_" in self.name else self.name


@cache
def papers() -> tuple[Judged, ...]:
    """Every paper on the page, in its order."""
    corpus = {one.name: one.make for one in everything()}
    attacks = [
        Judged(group, name, corpus[name], why)
        for group, reasons in ATTACKS.items()
        for name, why in reasons.items()
    ]
    forgeries = [
        Judged(FORGED, forge.__name__.replace("_", " "), partial(forge, _TOOL), why)
        for forge, why in _FORGERIES.items()
    ]
    return (*_good(), *_others(), *_state(), *forgeries, *attacks)


def _good() -> list[Judged]:
    unproven = (
        "Without revocation data nobody can know; pdfsig was not asked about certificates here."
    )
    return [
        Judged(GOOD, "a plan, one signature, B-B", _unstamped, unproven),
        Judged(GOOD, "a plan, three signatures, B-T", _stamped, unproven),
        Judged(GOOD, "a plan, three signatures, B-LT", office().issue),
        Judged(GOOD, "a plan, three signatures, B-LTA", issued),
        Judged(GOOD, "minutes, two signatures, B-LTA", minutes),
        Judged(GOOD, "another office's paper, two signatures, B-LT", foreign),
    ]


def _others() -> list[Judged]:
    unread = "pyHanko reads no such file strictly; DSS and pdfsig do."
    parties = "Whether the other party may sign is the reader's: the signature is named. The rest "
    return [
        Judged(OTHERS, "linearised for the web", partial(_theirs, shapes.linearised)),
        Judged(OTHERS, "page and field written again as they were, as by iText", _again),
        Judged(
            OTHERS, "two tables, as Word writes them", partial(_theirs, shapes.from_word), unread
        ),
        Judged(
            OTHERS,
            "the number of a stream used again, as PDFBox does",
            partial(_theirs, shapes.with_stream_of_entries),
            unread,
        ),
        Judged(
            OTHERS,
            "the other party of a contract, in the same row",
            _contract,
            parties + "as for state papers.",
        ),
    ]


def _theirs(make: Make) -> bytes:
    signer = THEIR_PKI.person("Người ký")
    return replace(strangers(), strict=False).sign(make(), signer, "Ky")


def _again() -> bytes:
    numbers = [number_of(foreign(), marker) for marker in (b"/Type /Page\n", b"/T (Nguoi)")]
    return later(foreign(), {number: text_of(foreign(), number) for number in numbers})


def _contract() -> bytes:
    first = _TOOL.issue(places=(Place.PERSON,))
    return _TOOL.sign(first, Place.SEAL, box=(100, 180, 300, 240), says="B")


def _unstamped() -> bytes:
    return office().sign_unstamped(office().blank(), FieldRole.PERSONAL)


def _stamped() -> bytes:
    pdf = office().blank()
    for role in PLAN:
        pdf = office().sign(pdf, role)
    return pdf


def _state() -> list[Judged]:
    old = (
        "Old containers name no certificate and bring no revocation data, and the fields were "
        "added by the tool: intact, the time is known, the rest is the reader's."
    )
    wishes: dict[str, tuple[dict[str, Any], str]] = {
        "as issued": ({}, old),
        "containers in BER": ({"ber": True}, "As above; the form of the container is no reason."),
        "digests by SHA-1": ({"digest": "sha1"}, "As above, and SHA-1 proves nothing any more."),
        "without timestamps": ({"stamps": False}, "As above, and the time is only claimed."),
    }
    return [
        Judged(STATE, name, StateTool(THEIR_PKI, NOW, **wish).issue, why)
        for name, (wish, why) in wishes.items()
    ]
