"""Someone of the office with real keys, a real certificate and software of his own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from service.demo import DEMO_PIN
from service.desk.cabinet import Cabinet
from service.story.lines import SO
from signing.custody import pkcs12
from signing.custody.unlocked import UnlockedKey
from signing.port import FieldRole, NumberAndDate
from signing.seal.embed import embed
from signing.seal.pictures import Ink, Picture, read_picture
from signing.seal.prepare import SigningOrder, prepare
from signing.seal.store import add_revocation
from signing.trust.own_ca import DevPki, Person
from storage.people.images import seal_image
from tests.hostile.forger import Rogue
from tests.signed.office import Office
from tests.story.playing import PLAN_241, Story

if TYPE_CHECKING:
    from signing.seal.appearance import Printed
    from workflows.domain.document import Document

SIGNED_BY_THE_LEADER, NUMBERED = 0, 1  # states of the plan, by its signatures


@dataclass(frozen=True)
class Insider:
    """Has a certificate of his own from the same authority, and the clerk's agency key."""

    story: Story
    office: Office  # the stage's authority, with himself as everybody
    agency_key: UnlockedKey

    @property
    def plan(self) -> Document:
        return self.story.document(PLAN_241)

    def unsigned(self) -> bytes:
        """Plan 241 before anyone signed."""
        assert self.plan.main is not None
        return self.story.bytes_of(self.plan.main.base)

    def after(self, signature: int) -> bytes:
        """Plan 241 as it was when this signature was the last one."""
        assert self.plan.main is not None
        return self.story.bytes_of(self.plan.main.signatures[signature].file)

    def seal(self) -> Picture:
        """The agency's seal, from the register."""
        with self.story.stage.gateway.recorder.database.reading() as conn:
            image = seal_image(conn, self.plan.issuer_id, self.office.now)
        assert image is not None
        return read_picture(image.png, Ink.RED)

    def number(self) -> NumberAndDate:
        """The plan's number with a day of his choice."""
        return NumberAndDate("241", "01", "01", "2020")

    def sign_as_himself(self, pdf: bytes, role: FieldRole, printed: Printed) -> bytes:
        """Sign somebody else's field with his own certificate."""
        rogue = Rogue(self.office, self.office.leader, says=printed, paints=printed)
        return rogue.sign(pdf, role)

    def sign_as_the_agency(self, pdf: bytes, role: FieldRole, printed: Printed) -> bytes:
        """Sign one of the agency's fields with its own key, with timestamp and evidence."""
        now, key = self.office.now, self.agency_key
        order = SigningOrder(
            item_id=f"insider-{role}",
            role=role,
            certificate=key.certificate,
            chain=key.chain,
            signed_at=now,
            expires_at=now + timedelta(hours=1),
            certify=b"/ByteRange" not in pdf,
        )
        prepared, hole = prepare(pdf, order, printed)
        cms = key.sign(hole, prepared)
        signed = embed(hole, prepared, cms, self.office.timestamper(), now)
        return add_revocation(signed, self.office.gatherer().for_last_signature(signed, now))


def insider_of(story: Story) -> Insider:
    """Let somebody of the story's office turn against it."""
    settings, now = story.stage.settings, datetime.now(UTC)  # noqa: TID251 -- a test's root
    pki = DevPki(settings.pki_dir, f"{settings.base_url}/pki")
    himself = pki.issue_person(Person("Kẻ Nội Gián", "ng-990", "Sở Y tế Thanh Hóa"), now)
    office = Office(pki, himself, himself, himself, now)
    cabinet = Cabinet(settings.desk_dir)
    [card] = (card for card in cabinet.cards(SO.clerk) if card.issuer_id)
    key = pkcs12.unlock(cabinet.wrapped(card), DEMO_PIN, cabinet.server_key())
    return Insider(story, office, key)
