"""A timestamp authority on the network goes down while a plan is being signed, and comes back."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.gateway import RefusedError
from signing.trust.own_ca import DevPki
from signing.verify.judge import verify
from signing.verify.report import Changes, Integrity
from tests.homes import real_clock, settings_in
from tests.waiting import until
from tests.web_site import Answer, web_site
from tests.workflow.office import CHAIR, SECRETARY, Office, awaits
from tests.workflow.running import RunningWorker, running_desk
from workflows.domain.lifecycle import State
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.config import Settings
    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.timeout(900)]
REPLY = {"Content-Type": "application/timestamp-reply"}


def anchor_of(home: Layout) -> bytes:
    pem = (home.home / "pki" / "root.pem").read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def minutes_of(office: Office, document_id: str) -> bytes:
    """The minutes as they are kept now."""
    paper = office.document(document_id).minutes or office.document(document_id).paper
    assert paper is not None
    return office.gateway.recorder.blobs.get(blob_ref(paper.current))


@contextmanager
def signing_with(settings: Settings, surroundings: Mapping[str, str]) -> Iterator[Office]:
    with running_desk(settings, surroundings), RunningWorker(settings):
        yield Office(settings)


def test_what_is_signed_while_the_authority_is_down_waits_visibly_and_goes_on_by_itself(
    own_home: Layout, temporal_server: TemporalServer, surroundings: Mapping[str, str]
) -> None:
    authority = DevPki(own_home.home / "pki", "").tsa(real_clock)

    def answer(_: str, body: bytes) -> Answer:
        return 200, REPLY, authority.respond(body)

    with ExitStack() as up, ExitStack() as stack:
        url = up.enter_context(web_site(answer))
        settings = settings_in(
            own_home, temporal_address=temporal_server.address,
            task_queue=f"q-{secrets.token_hex(4)}", tsa_urls=url,
        )  # fmt: skip
        office = stack.enter_context(signing_with(settings, surroundings))
        plan = office.voted()
        office.sign(SECRETARY, plan)
        office.until(plan, lambda doc: awaits(doc, CHAIR))
        before = minutes_of(office, plan)
        up.close()  # whoever asks now finds nobody there
        with pytest.raises(RefusedError) as told:
            office.sign(CHAIR, plan)
        assert told.value.code == "sign.still_working"
        until(lambda: any(one.attempts > 1 for one in office.incidents(plan)))
        [incident] = office.incidents(plan)
        assert incident.code == "signing.timestamp_unavailable"
        waiting = office.document(plan)
        assert (waiting.state is State.AGREED, waiting.stuck) == (False, "")
        assert minutes_of(office, plan) == before
        with web_site(answer, port=urlsplit(url).port or 0):
            after = office.until(plan, lambda doc: doc.state is State.AGREED)
            until(lambda: not office.incidents(plan))
        kept = minutes_of(office, plan)
    assert after.stuck == ""
    assert kept.startswith(before)
    signatures = verify(kept, [anchor_of(own_home)], real_clock()).signatures
    assert len(signatures) == 2
    assert {one.integrity for one in signatures} == {Integrity.INTACT}
    assert Changes.UNLAWFUL not in {one.changes for one in signatures}
