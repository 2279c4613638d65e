"""Many signatures on one PIN: each document by itself, and none waited for until it is put in.

What is not this person's to sign now is told apart before the PIN is used; the desk checks the
rest once more, and opens his key for that list alone.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from typing_extensions import override

from service.acting import Acting, refusing
from service.ceremony import signing_order, still_awaited
from service.desk.client import DeskClient
from service.gateway import Actor, Note, RefusedError, Signing, Target, unnoted
from signing.errors import (
    AWAITING,
    AwaitingPhoneError,
    CertificateUnusableError,
    DeskClosedError,
    KeyUnusableError,
    NoKeyError,
    NotOnTheListError,
    SigningError,
)
from workflows.domain.document import Item
from workflows.domain.errors import (
    NoRightError,
    NothingToSignError,
    OtherContentError,
    SignatureUnderWayError,
    StaleError,
)
from workflows.domain.lifecycle import Act
from workflows.domain.rights import CLERK_FIELDS

if TYPE_CHECKING:
    from service.desk.client import Proof, SigningSession
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document

MOST: Final = 1_000  # documents on one PIN; said nowhere else
AT_ONCE: Final = 8  # signatures on their way at a time
TOO_MANY: Final = "sign.too_many"
INTERRUPTED: Final = "sign.interrupted"  # the web is being stopped; asked again, it goes on
ENDS_IT_ALL: Final = frozenset({"act.timeout", DeskClosedError.code})  # the next would wait as long
SAYS_NOTHING_OF_IT: Final = ENDS_IT_ALL | {INTERRUPTED, AwaitingPhoneError.code}  # of the paper
HANDS: Final = threading.BoundedSemaphore(32)  # of all lists; the desk lets 64 callers in
KEY_IS_AWAY: Final = (NoKeyError, KeyUnusableError, CertificateUnusableError)


@dataclass(frozen=True, slots=True)
class Awaited:
    """One document of the list with the item that awaits this person."""

    target: Target
    item: Item


Opened: TypeAlias = "tuple[SigningSession, list[Awaited]]"


@dataclass(slots=True)
class ManySignatures(Signing):
    """One person signing a list now; used once: opened, then finished or closed."""

    acting: Acting
    desk: DeskClient
    actor: Actor
    targets: Sequence[Target]
    codes: dict[str, str] = field(default_factory=dict)
    _opened_keys: list[Opened] = field(default_factory=list)
    _closing: ExitStack = field(default_factory=ExitStack)
    _waits: RefusedError | None = None  # the phone is awaited
    _ended: str = ""  # the code that ended it for all that follow

    def open(self, pin: Proof) -> None:
        """Tell apart what awaits this person, and open his key for that.

        Asked again with the same act ids, what was signed is not signed again.

        Raises:
            RefusedError: the PIN is wrong, or the desk does not answer; nothing was signed.
        """
        found = [one for target in self.targets if (one := self._awaited(target)) is not None]
        with ExitStack() as closing, refusing():
            if found:
                self._opened_keys += self._opened(found, pin, closing)
            self._closing = closing.pop_all()

    @override
    def finish(self, note: Note = unnoted) -> None:
        for target in self.targets:
            self._note(note, target)
        with self._closing, refusing():
            for key, group in self._opened_keys:
                self._sign_all(key, group, note)
            if self._waits is not None:
                raise self._waits

    @override
    def stop(self) -> None:
        self._ended = self._ended or INTERRUPTED

    @override
    def close(self) -> None:
        self._closing.close()

    def _awaited(self, target: Target) -> Awaited | None:
        """Return what is to be signed of a target; None where its code is known already."""
        try:
            if self.acting.recorded(target) is not None:
                self.codes[target.act_id] = ""
                return None
            with refusing():
                doc = self.acting.document(target.document_id)
                return Awaited(target, own_item(doc, target, self.actor.person_id))
        except RefusedError as refused:
            self.codes[target.act_id] = refused.code
            return None

    def _opened(self, group: list[Awaited], pin: Proof, closing: ExitStack) -> list[Opened]:
        """Open the keys for a group, all in one session, so that remote holders ask in turn.

        A paper that just went elsewhere falls out, and so does one whose key is missing.

        Raises:
            RefusedError: the PIN is refused, or the desk does not answer; nothing was signed yet.
        """
        listed = [(one.target.document_id, one.item.item_id) for one in group]
        try:
            key = self.desk.unlock_personal(self.actor.person_id, pin, listed)
        except NotOnTheListError as refused:
            middle = len(group) // 2
            if not middle:
                return self._without(group, refused)
            halves = (group[:middle], group[middle:])  # one of them holds what went elsewhere
            return [pair for half in halves for pair in self._opened(half, pin, closing)]
        except KEY_IS_AWAY as refused:
            parts = _by_certificate(group)
            if len(parts) == 1:
                return self._without(group, refused)
            return [pair for part in parts for pair in self._opened(part, pin, closing)]
        closing.callback(self._forget, key)
        return [(key, group)]

    def _without(self, group: list[Awaited], refused: SigningError) -> list[Opened]:
        """Note why none of a group can be signed."""
        self.codes |= {one.target.act_id: refused.code for one in group}
        return []

    def _forget(self, key: SigningSession) -> None:
        """Let the desk forget a key, but the one that awaits the phone.

        Where the desk is away, it has forgotten all.
        """
        if self._waits is not None and self._waits.details["session"] == key.token:
            return
        with suppress(SigningError):
            self.desk.lock(key)

    def _sign_all(self, key: SigningSession, group: list[Awaited], note: Note) -> None:
        """Sign a group, several on their way at a time; each is told of as soon as it is done."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sign") as hands:
            for _ in hands.map(lambda one: self._tell(key, one, note), group):
                pass

    def _tell(self, key: SigningSession, one: Awaited, note: Note) -> None:
        with HANDS:
            self.codes[one.target.act_id] = self._give(key, one)
            self._note(note, one.target)

    def _note(self, note: Note, target: Target) -> None:
        """Have it noted where a paper itself was refused, and not all that was left."""
        code = self.codes.get(target.act_id, "")
        if code and code not in SAYS_NOTHING_OF_IT:
            note(target, code)

    def _signed(self, key: SigningSession, one: Awaited) -> BlobRef:
        try:
            return self.desk.sign(key, one.target.document_id, one.item.item_id)
        except AwaitingPhoneError as waits:
            raise still_awaited(key, waits) from waits

    def _give(self, key: SigningSession, one: Awaited) -> str:
        """Sign one item and hand it to its workflow; return the code of a refusal."""
        if self._ended:
            return self._ended
        try:
            with refusing():
                cms = self._signed(key, one)
                order = signing_order(self.actor, one.target, one.item, cms)
                self.acting.perform(one.target.document_id, order)
        except RefusedError as refused:
            if refused.code in AWAITING:
                self._waits = self._waits or refused
            if refused.code in ENDS_IT_ALL:
                self._ended = refused.code
            return refused.code
        return ""


def _by_certificate(group: list[Awaited]) -> list[list[Awaited]]:
    parts: dict[str, list[Awaited]] = defaultdict(list)
    for one in group:
        parts[one.item.certificate_sha256].append(one)
    return list(parts.values())


def refuse_too_many(targets: Sequence[Target]) -> None:
    """Let nobody ask for more at once than are signed on one PIN.

    Raises:
        RefusedError: more than `MOST`.
    """
    if len(targets) > MOST:
        raise RefusedError(TOO_MANY, {"most": MOST})


def own_item(doc: Document, target: Target, person_id: str) -> Item:
    """Return the item that awaits this very person, of the paper that he was shown.

    Raises:
        NothingToSignError: none is prepared, or it is a number or seal: no one's own signature.
        SignatureUnderWayError: it was signed and is being put in.
        NoRightError: it awaits somebody else.
        StaleError, OtherContentError: the paper is another than the one that was shown.
    """
    paper = doc.paper
    if paper is None or paper.item is None or paper.item.role in CLERK_FIELDS:
        raise NothingToSignError(doc.document_id)
    if paper.cms is not None:
        raise SignatureUnderWayError(doc.document_id)
    if paper.item.person_id != person_id:
        raise NoRightError(Act.SIGN)
    if target.seen_version < doc.moved_version:
        raise StaleError(doc.document_id)
    if target.seen_sha256 != paper.current.sha256:
        raise OtherContentError(doc.document_id)
    return paper.item
