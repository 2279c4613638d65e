"""An office whose authorities and holders of keys can be made to fail, over one running stack."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from service.accounts.administration import ByAdmin
from service.accounts.keys import KeyElsewhere, KeyFile, KeyRoom, WhoseKey, file_key
from service.accounts.secret_box import box_of
from service.app import create_app
from service.config import Settings
from service.demo import DEMO_PASSWORD, DEMO_PIN
from service.demo.organisation import SO
from service.desk.cabinet import Cabinet
from service.desk.keepers import Keepers
from service.gateway import Actor, RefusedError
from service.labels import explain
from service.services import Services
from signing.trust.own_ca import Issued
from signing.verify.codes import Code
from signing.verify.judge import verify
from storage.people import accounts
from tests.far.service import PASSWORD, USER, FarService, far_service, serving
from tests.far.token import TOKEN_PIN, SoftToken, open_token
from tests.homes import real_clock, settings_in
from tests.waiting import until
from tests.web.office import Visitor
from tests.workflow.authorities import Authorities, anchors_of, authorities_of
from tests.workflow.office import CHAIR, CLERK, LEADER, SECRETARY, Office
from tests.workflow.running import RunningWorker, running_desk
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from service.desk.client import Proof
    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer
    from workflows.domain.document import Document, Paper

ADMIN: Final = "quantri"
FAR_PLACE: Final = {"credential_id": "cred-1", "user": USER, "password": PASSWORD}


@dataclass
class House:
    """Secretary and agency have their keys at the desk, the chair in a token, the leader far away.

    The state of all their certificates is asked for at `town`.
    """

    office: Office
    town: Authorities
    settings: Settings
    token: SoftToken
    far: FarService
    leader: Issued
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    def file(self, person: str, issued: Issued, issuer_id: str = "") -> None:
        """File a key at the desk."""
        word = secrets.token_hex(8)
        whose = WhoseKey(self.login(person), DEMO_PIN, issuer_id)
        file_key(self.room, whose, KeyFile(issued.p12(word), word), self.by())

    def file_elsewhere(self, person: str, keeper: str, place: dict[str, str], own: Issued) -> None:
        """File where a key is."""
        chain = (own.der, *own.chain_der)
        whose = WhoseKey(self.login(person), DEMO_PIN)
        file_key(self.room, whose, KeyElsewhere(keeper, place, chain), self.by())

    def give_leader_his_next(self) -> None:
        """File the leader's next certificate, whose key is at the service too."""
        self.leader = self.town.issue("Trịnh Hữu Hùng")
        self.far.owner, self.far.signs_with = self.leader, self.leader.key
        self.file_elsewhere(LEADER, "far", FAR_PLACE, self.leader)

    @property
    def room(self) -> KeyRoom:
        folder = self.settings.desk_dir
        keepers = Keepers(folder, lambda: secrets.token_hex(8))
        return KeyRoom(self.office.gateway.recorder.database, Cabinet(folder), keepers)

    def by(self) -> ByAdmin:
        return ByAdmin(ADMIN, self.office.act_id(), real_clock())

    def login(self, person: str) -> str:
        with self.office.gateway.recorder.database.reading() as conn:
            return next(
                login for login, one in accounts.people_by_login(conn).items() if one == person
            )

    def keepers(self, label: str = "", seconds: float = 20.0) -> None:
        """Write what the desk knows of both holders; `seconds` is how long the token may take."""
        self.settings.desk_dir.joinpath("keepers.toml").write_text(
            f'[hsm]\nkind = "pkcs11"\nmodule = "{self.token.module}"\n'
            f'token = "{label or self.token.label}"\nanswer_seconds = {seconds}\n'
            f'[far]\nkind = "csc"\nversion = 2\nurl = "{self.far.url}"\nwait_seconds = 60\n'
            "poll_seconds = 0.05\n"
        )

    def sign(self, person: str, document_id: str, proof: Proof = DEMO_PIN) -> RefusedError | None:
        """Sign as the page does; return what it is told."""
        try:
            self.office.gateway.sign(Actor(person, "test"), self.office.target(document_id), proof)
        except RefusedError as refused:
            return refused
        return None

    def told(self, person: str, document_id: str, proof: Proof = DEMO_PIN) -> str:
        """Sign; return the code of the refusal, "" for none."""
        refused = self.sign(person, document_id, proof)
        return refused.code if refused else ""

    def page(self, login: str, document_id: str) -> str:
        """Return the words of the dossier as somebody sees it."""
        if login not in self._visitors:
            self._visitors[login] = self._signed_in(login)
        return self._visitors[login].open(f"/van-ban/{document_id}").text

    def waits(self, document_id: str, code: str, reader: str) -> None:
        """The paper waits: tried again and again, and its dossier says why and since when."""
        until(lambda: any(one.attempts > 1 for one in self.office.incidents(document_id)))
        [incident] = self.office.incidents(document_id)
        assert (incident.code, self.office.document(document_id).stuck) == (code, "")
        self.says(document_id, code, reader)

    def says(self, document_id: str, code: str, reader: str) -> None:
        words = self.page(reader, document_id)
        assert explain(code).message in words
        assert f"Mã: {code} · Từ " in words, words

    def lists(self, document_id: str, code: str, reader: str) -> None:
        """The list of documents says of one of them why it does not go on."""
        page = self._visitors[reader].open("/van-ban").tree
        [row] = page.xpath(f"//tr[.//a[@href='/van-ban/{document_id}']]")
        told, stuck = row.text_content(), self.office.document(document_id).stuck
        assert explain(code).message in told
        assert ("đang kẹt" if stuck else "đang chờ") in told

    def judged(self, document_id: str) -> tuple[list[Code], list[int], list[bytes]]:
        """Judge every paper at rest: its verdict, how many signed it, and its bytes."""
        doc = self.office.document(document_id)
        papers = [paper for paper in (doc.minutes, doc.main) if paper and paper.signatures]
        bodies = [self.fetch(paper) for paper in papers]
        anchors = anchors_of(self.town.home)
        reports = [verify(body, anchors, real_clock()) for body in bodies]
        counts = [len(report.signatures) for report in reports]
        assert counts == [len(paper.signatures) for paper in papers]
        return [report.code for report in reports], counts, bodies

    def at_rest(self, document_id: str) -> list[bytes]:
        """Return the signed papers; each is valid."""
        codes, _, bodies = self.judged(document_id)
        assert set(codes) <= {Code.VALID}, codes
        return bodies

    def fetch(self, paper: Paper) -> bytes:
        return self.office.gateway.recorder.blobs.get(blob_ref(paper.current))

    def signers(self, doc: Document) -> list[str]:
        return [one.person_id for one in (doc.main.signatures if doc.main else ())]

    def _signed_in(self, login: str) -> Visitor:
        gateway = self.office.gateway
        recorder = gateway.recorder
        app = create_app(
            Services(
                gateway=gateway, database=recorder.database, blobs=recorder.blobs,
                clock=recorder.clock, new_id=lambda: secrets.token_hex(16),
                secret_key="only for this test", base_url="http://127.0.0.1",
                box=box_of(self.settings),
            )
        )  # fmt: skip
        visitor = Visitor(app.test_client()).open("/dang-nhap")
        return visitor.press("/dang-nhap", login=login, password=DEMO_PASSWORD)


@contextmanager
def failing_house(
    home: Layout, server: TemporalServer, surroundings: Mapping[str, str], folder: Path
) -> Iterator[House]:
    """Run a worker and a desk over a home whose signers' certificates are asked for in `town`."""
    with ExitStack() as stack:
        town = stack.enter_context(authorities_of(home))
        leader = town.issue("Trịnh Hữu Hùng")
        far = stack.enter_context(serving(far_service(leader)))
        token = open_token(folder)
        settings = settings_in(
            home, temporal_address=server.address, task_queue=f"q-{secrets.token_hex(4)}",
            tsa_urls=f"{town.url}/tsa", revocation_private_hosts="localhost",
        )  # fmt: skip
        house = House(Office(settings), town, settings, token, far, leader)
        house.keepers()
        _give_keys(house)
        stack.enter_context(running_desk(settings, {**surroundings, **token.surroundings}))
        stack.enter_context(RunningWorker(settings))
        yield house


def _give_keys(house: House) -> None:
    chair = house.town.issue("Trương Việt Dũng")
    house.token.put(chair.key, "01")
    house.file(SECRETARY, house.town.issue("Bùi Thanh Tâm"))
    house.file(CLERK, house.town.issue("SỞ Y TẾ"), SO)
    house.file_elsewhere(CHAIR, "hsm", {"key_id": "01", "pin": TOKEN_PIN}, chair)
    house.far.confirmed.set()
    house.file_elsewhere(LEADER, "far", FAR_PLACE, house.leader)
