"""The same story on PostgreSQL, a store with object lock and Temporal's own server: the same end.

The processes are those of docker-compose.yml, by hand, with its commands, settings and order.
"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.story.play import play_on
from storage.blobs.minio import MinioBlobStore
from storage.ledger import ledger
from tests.servers.province import Province, province
from workflows.connecting import connect_once
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.story.playing import Story

pytestmark = [
    pytest.mark.temporal,
    pytest.mark.office,
    pytest.mark.postgres,
    pytest.mark.minio,
    pytest.mark.timeout(1800),  # the first time, Temporal's server and the store are built
]


@pytest.fixture(scope="module")
def servers(surroundings: Mapping[str, str]) -> Iterator[Province]:
    with province(surroundings) as running:
        yield running


@pytest.fixture(scope="module")
def report(servers: Province, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("story-on-servers")
    return play_on(servers.stage, folder, lambda _about, _key: None, time.monotonic())


def same(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A report without what differs from one playing to the next: ids, times, bytes."""
    return [
        {
            **{key: value for key, value in entry.items() if key not in {"id", "path", "sha256"}},
            "states": [one["state"] for one in entry["states"]],
            "signatures": [
                {key: value for key, value in one.items() if key != "time"}
                for one in entry["signatures"]
            ],
        }
        for entry in report["documents"]
    ]


def test_the_story_ends_as_on_one_machine(story: Story, report: dict[str, Any]) -> None:
    assert same(report) == same(story.report)
    assert len(report["documents"]) == len(story.entries) > 5


def test_the_ledger_holds_and_the_application_cannot_rewrite_it(
    servers: Province, report: dict[str, Any]
) -> None:
    assert report["documents"]
    with servers.stage.gateway.recorder.database.reading() as conn:
        assert conn.dialect.name == "postgresql"
        assert ledger.verify(conn)[0] > 60
    done = servers.by_hand.run("audit", "verify", "--json", like="web")
    assert (done.returncode, done.stderr) == (0, "")


def test_records_are_locked_for_ever(servers: Province, report: dict[str, Any]) -> None:
    issued = next(entry for entry in report["documents"] if entry["number"])
    doc = servers.stage.gateway.document(issued["id"])
    blobs = servers.stage.gateway.recorder.blobs
    assert isinstance(blobs, MinioBlobStore)
    assert doc.record is not None
    record = blob_ref(doc.record)
    assert record.key.startswith("record/")
    assert blobs.retention_of(record).retain_until is None
    assert blobs.get(record)


def findings(servers: Province, like: str) -> dict[str, str]:
    """What doctor finds with the settings of a service: check -> level."""
    said = servers.by_hand.run("doctor", "--json", like=like)
    return {row["check"]: row["level"] for row in json.loads(said.stdout)}


def test_doctor_is_content_with_the_servers(servers: Province) -> None:
    found = findings(servers, "worker")
    asked = ("temporal", "retention", "transport", "database", "rights", "bucket")
    assert {check: found[check] for check in asked} == dict.fromkeys(asked, "ok")


def test_doctor_sees_that_the_owner_is_too_powerful_to_serve(servers: Province) -> None:
    assert findings(servers, "migrate")["rights"] == "error"


def test_every_process_is_well_and_says_so(servers: Province) -> None:
    for name in ("web", "desk", "worker"):
        asked = servers.by_hand.run("health", name, like=name)
        assert (asked.returncode, asked.stdout) == (0, f"{name}: đang làm việc\n")


@pytest.mark.parametrize("shown", ["nothing", "trust only"])
async def test_temporal_speaks_only_with_whom_it_knows(servers: Province, shown: str) -> None:
    settings = servers.stage.settings
    assert settings.temporal_tls is not None
    anonymous = replace(settings.temporal_tls, cert_file=None, key_file=None)
    tls = None if shown == "nothing" else anonymous
    with pytest.raises(RuntimeError):
        await connect_once(replace(settings, temporal_tls=tls), "stranger")
    known = await connect_once(settings, "test")
    assert await known.service_client.check_health()


def test_pages_are_served_and_everything_behind_them_answers(servers: Province) -> None:
    with urllib.request.urlopen(f"{servers.web_url}/readyz", timeout=30) as answer:  # noqa: S310
        told = json.loads(answer.read())
    assert told == {"database": "ok", "blobs": "ok", "gateway": "ok"}
    with urllib.request.urlopen(servers.web_url, timeout=30) as page:  # noqa: S310
        assert "Đăng nhập" in page.read().decode()


def test_the_one_shot_commands_may_be_repeated(servers: Province) -> None:
    once = servers.by_hand.compose.once()
    assert len(once) == 5
    for name in sorted(once):
        servers.by_hand.run_once(name)


def test_times_are_of_today(report: dict[str, Any]) -> None:
    today = datetime.now(UTC).date()  # noqa: TID251 -- the tests' composition root
    times = [one["at"] for entry in report["documents"] for one in entry["states"]]
    assert {datetime.fromisoformat(at).astimezone(UTC).date() for at in times} <= {today}
