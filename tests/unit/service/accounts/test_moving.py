"""Somebody has another post: the certificate stays, the rights change, copies of seals do not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.accounts.administration import ByAdmin
from service.accounts.ending_posts import Move, move
from service.accounts.errors import LastPostError, PostNotHeldError
from service.desk.cabinet import Cabinet, KeyCard
from service.desk.protocol import Purpose
from storage.people import certificates, posts
from tests.unit.service.accounts.conftest import BINH, NOW, Site

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)
OWN, SEAL = "b" * 64, "c" * 64
TO_CLERK, BACK = Move("binh", "post-head", "post-clerk"), Move("binh", "post-clerk", "post-head")


@pytest.fixture
def cabinet(site: Site, tmp_path: Path) -> Cabinet:
    """Binh's own key and a copy of the seal; a clerk's post is there to be taken."""
    kept = Cabinet(tmp_path / "desk")
    for sha256, purpose, issuer in ((OWN, Purpose.PERSONAL, ""), (SEAL, Purpose.AGENCY, "u-so")):
        kept.put(KeyCard(BINH, sha256, purpose, issuer, NOW - DAY, NOW + DAY), b"wrapped")
    with site.door.database.writing() as conn:
        posts.add_post(conn, posts.Post("post-clerk", "u-so", "clerk", "Văn thư"))
        own = certificates.Certificate(b"der", "personal", NOW - DAY, None, BINH)
        certificates.add_certificate(conn, own)
    return kept


def moved(site: Site, cabinet: Cabinet | None, moving: Move) -> int:
    site.acts += 1
    by = ByAdmin("admin", f"act-{site.acts}", site.now)
    return len(move(site.door.database, cabinet, moving, by))


def held(site: Site) -> list[str]:
    with site.door.database.reading() as conn:
        found = posts.holdings_of(conn, BINH)
    return [h.post_id for h in found if h.since <= site.now and not (h.until or site.now) < site.now
            and h.until != site.now]  # fmt: skip


def test_who_becomes_a_clerk_keeps_certificate_and_seal(site: Site, cabinet: Cabinet) -> None:
    assert moved(site, cabinet, TO_CLERK) == 0
    assert held(site) == ["post-clerk"]
    assert cabinet.digests(BINH) == (OWN, SEAL)
    with site.door.database.reading() as conn:
        assert len(certificates.certificates_of_person(conn, BINH, site.now)) == 1


def test_who_is_no_clerk_any_more_loses_the_seal_alone(site: Site, cabinet: Cabinet) -> None:
    moved(site, cabinet, TO_CLERK)
    site.later(days=1)
    assert moved(site, cabinet, BACK) == 1
    assert held(site) == ["post-head"]
    assert cabinet.digests(BINH) == (OWN,)
    assert [act for act, _ in site.acts_in_the_ledger()] == [
        "move_post", "move_post", "withdraw_key",
    ]  # fmt: skip


def test_the_desks_machine_ends_what_another_began(site: Site, cabinet: Cabinet) -> None:
    moved(site, cabinet, TO_CLERK)
    site.later(days=1)
    assert moved(site, None, BACK) == 0
    site.later(days=1)
    assert moved(site, cabinet, BACK) == 1
    assert [act for act, _ in site.acts_in_the_ledger()].count("move_post") == 2


def test_the_last_post_is_not_given_up_like_this(site: Site, cabinet: Cabinet) -> None:
    with pytest.raises(LastPostError):
        moved(site, cabinet, Move("binh", "post-head"))
    for wrong in (Move("binh", "post-admin"), Move("binh", "post-head", "post-none")):
        with pytest.raises(PostNotHeldError):
            moved(site, cabinet, wrong)
    assert held(site) == ["post-head"]
    assert site.acts_in_the_ledger() == []
