"""Temporal's histories and the worker's log hold ids, references, codes and hashes; nothing else.

A name, a citizen's number and a sentence are planted wherever people can write, every activity
fails at least once as it would in life, and then everything that Temporal kept is read.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from service.demo import DEMO_PIN, NEW_PLANS
from service.demo.organisation import PEOPLE
from service.gateway import Actor, AnswerGiven, Extras, RefusedError
from storage.blobs.port import Area
from storage.readmodel.tables import INCIDENTS
from tests.waiting import until
from tests.workflow.office import (
    CHAIR,
    CLERK,
    CONTENT,
    DRAFTER,
    FORM,
    HEAD,
    LEADER,
    MEMBER,
    SECRETARY,
    Office,
    awaits,
)  # fmt: skip
from tests.workflow.running import running_desk, worker_process
from tests.workflow.temporal_runs import histories
from workflows.domain.document import Ticket
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from service.config import Settings

pytestmark = [pytest.mark.temporal, pytest.mark.office]
NAME, NUMBER = "Nguyễn Thị Ánh Tuyết", "038199012345"
SENTENCE = "Đồng chí ấy đi học muộn ba buổi"
PLANTED = f"{NAME} ({NUMBER}): {SENTENCE}"
TITLE = "Kế hoạch bí mật của riêng tôi"
NEEDLES = (NAME, NUMBER, SENTENCE, TITLE, *(person.name for person in PEOPLE))
TRACES = ("Traceback", 'File "', '.py", line')
PATHS = re.compile(r"(?<![\w/.:])/(?:[\w.+-]+/)+[\w.+-]+")
ACTIVITIES = {"record", "render", "prepare", "embed", "archive"}


def office_that_fails_once(folder: Path) -> Path:
    """A LibreOffice that breaks down the first time, with the paper's own words on its lips."""
    program, was_here = folder / "soffice", folder / "was-here"
    program.write_text(
        f'#!/bin/sh\n[ -e {was_here} ] || {{ touch {was_here}; echo "{PLANTED}"; exit 77; }}\n'
        'exec /usr/bin/soffice "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


@contextmanager
def away(path: Path) -> Iterator[None]:
    """Take a file away and put it back."""
    aside = path.with_name(f"{path.name}.aside")
    path.rename(aside)
    try:
        yield
    finally:
        aside.rename(path)


def failed(office: Office) -> set[str]:
    """Return which activities have failed so far; resolved or not."""
    with office.gateway.recorder.database.reading() as conn:
        return set(conn.execute(select(INCIDENTS.c.location)).scalars())


def test_nothing_that_people_wrote_reaches_temporal_or_the_log(
    own_settings: Settings, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    office = Office(own_settings)
    soffice = office_that_fails_once(tmp_path)
    lists = copytree(own_settings.pki_dir, tmp_path / "pki")  # the desk's stay when ours go away
    with (
        worker_process(own_settings, soffice, surroundings),
        running_desk(own_settings, {**surroundings, "TRINHKY_PKI_DIR": str(lists)}),
    ):
        plan = planted(office)
        refused_content(office, plan)
        through_its_round(office, plan)
        returned_and_approved(office, plan)
        issued(office, plan)
    assert failed(office) >= ACTIVITIES
    told = [text for run in histories(own_settings, plan) for text in texts(run.to_json_dict())]
    assert len(told) > 500
    assert found_in(told) == []
    assert [text for text in told if PATHS.search(text)] == []
    log = (own_settings.layout.logs / "worker.log").read_text("utf-8")
    assert "worker ready" in log
    assert found_in([log]) == []


def planted(office: Office) -> str:
    content = json.loads(json.dumps(CONTENT))
    content["title"] = TITLE
    content["sections"][0]["paragraphs"][0]["text"] = PLANTED
    return office.cast.create(DRAFTER, NEW_PLANS["so"], content)


def refused_content(office: Office, plan: str) -> None:
    """Save a content that cannot be one: `record` fails on it."""
    body = json.dumps({"title": PLANTED}, ensure_ascii=False).encode()
    ref = office.gateway.recorder.blobs.put(Area.CONTENT, plan, body)
    ticket = Ticket(ref.key, ref.sha256, ref.size)
    with pytest.raises(RefusedError, match=r"content\."):
        office.gateway.perform(plan, office.order(DRAFTER, plan, Act.SAVE, content=ticket))


def through_its_round(office: Office, plan: str) -> None:
    """Comment, answer, vote; `render` fails by itself, `prepare` and `embed` without anchors."""
    anchors = office.settings.pki_dir / "trust.pem"
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    office.cast.comment(MEMBER, plan, "s1p1", PLANTED)
    office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
    for comment in office.cast.open_comments(plan):
        office.cast.answer(DRAFTER, plan, AnswerGiven(comment, "declined", PLANTED))
    with away(anchors):
        members = len(office.cast.members(plan))
        extras = Extras(
            vote=Vote(members, members - 1, members - 1, 0, 0), absent={MEMBER: PLANTED}
        )
        office.cast.act(SECRETARY, plan, Act.RECORD_VOTE, extras)
        until(lambda: {"render", "prepare"} <= failed(office), 240)
    office.until(plan, lambda doc: awaits(doc, SECRETARY))
    with ThreadPoolExecutor() as pool:
        with away(anchors):
            signing = pool.submit(office.sign, SECRETARY, plan)
            until(lambda: "embed" in failed(office), 240)
        signing.result()
    office.sign(CHAIR, plan)
    office.until(plan, lambda doc: doc.state is State.AGREED)


def returned_and_approved(office: Office, plan: str) -> None:
    office.cast.act(DRAFTER, plan, Act.SUBMIT)
    office.cast.act(HEAD, plan, Act.RETURN, Extras(reason=PLANTED))
    office.cast.act(DRAFTER, plan, Act.SUBMIT)
    office.cast.act(HEAD, plan, Act.APPROVE, Extras(approval="content"))
    office.cast.act(FORM, plan, Act.APPROVE, Extras(approval="form"))


def issued(office: Office, plan: str) -> None:
    """Sign, number, seal; `archive` fails because a file stands where its folder must be."""
    office.sign(LEADER, plan)
    in_the_way = office.settings.blob_directory / Area.RECORD / plan
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_bytes(b"")
    office.gateway.number_and_seal(Actor(CLERK, "test"), office.target(plan), DEMO_PIN)
    until(lambda: "archive" in failed(office), 240)
    in_the_way.unlink()
    if office.document(plan).stuck:
        office.cast.act(DRAFTER, plan, Act.RETRY)
    office.until(plan, lambda doc: doc.state is State.ARCHIVED)


def texts(value: Any) -> Iterator[str]:
    """Return every text of a history, what its payloads hold decoded."""
    if isinstance(value, dict) and {"metadata", "data"} <= value.keys():
        yield from texts(json.loads(base64.b64decode(value["data"])))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    else:
        yield unicodedata.normalize("NFC", str(value))


def found_in(told: list[str]) -> list[str]:
    """Return which of the planted words, or traces of a stack, stand in these texts."""
    return [needle for needle in (*NEEDLES, *TRACES) if any(needle in text for text in told)]


def test_the_search_finds_what_is_hidden_in_a_payload() -> None:
    r"""The test of the test: base64 and \\u escapes hide a name from a plain search."""
    data = base64.b64encode(json.dumps({"a": [NAME]}).encode()).decode()
    event = {"input": {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": data}]}}
    assert NAME not in json.dumps(event)
    assert found_in(list(texts(event))) == [NAME]
    decomposed = unicodedata.normalize("NFD", SENTENCE)
    assert found_in(list(texts({"failure": {"message": decomposed}}))) == [SENTENCE]
    assert PATHS.search("no such file: /tmp/tk-1/pki/trust.pem")
