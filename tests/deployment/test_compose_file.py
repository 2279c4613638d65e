"""docker-compose.yml keeps its word: commands and settings exist, nothing is open by default."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import PurePosixPath

import click
import pytest

from service.cli import COMMANDS
from service.config import NAMES, Settings
from service.deployment.secrets import NAMES as SECRETS
from service.deployment.transport import TransportPki
from tests.servers import temporal
from tests.servers.compose import COMPLETED, DEMO, HEALTHY, MAIN, ROOT, Service, read, variables

BOTH = pytest.mark.parametrize("files", [(MAIN,), (MAIN, DEMO)], ids=["main", "demo"])
ENDS, STAYS = "on-failure:5", "unless-stopped"
PINNED = re.compile(r"[a-z0-9/-]+:[\w.-]*\d[\w.-]*")  # a tag with a number in it, on the usual hub
PUBLISHED = re.compile(r"127\.0\.0\.1:\d+:\d+")
SECRET_WORDS = ("key", "password", "secret", "token")


def services(*files: str) -> list[Service]:
    return list(read(*files).services.values())


def options_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that `trinhky words` calls, and what is left for it."""
    command = getattr(importlib.import_module(COMMANDS[words[0]]), words[0])
    rest = words[1:]
    if isinstance(command, click.Group):
        command, rest = command.commands[rest[0]], rest[1:]
    assert isinstance(command, click.Command)
    return command, rest


@BOTH
def test_every_command_of_ours_can_be_called_so(files: tuple[str, ...]) -> None:
    ours = [one for one in services(*files) if one.is_ours]
    assert {one.command[0] for one in ours} >= {"web", "worker", "desk", "db", "store", "namespace"}
    for one in ours:
        asked = [str(word) for word in one.told.get("healthcheck", {}).get("test", [])]
        for words in (one.command, asked[2:]):
            if words:
                command, rest = options_of(words)
                command.make_context("trinhky", rest)  # refuses what it does not know
        assert asked[:2] in ([], ["CMD", "trinhky"])


@BOTH
def test_every_setting_is_known_and_makes_sense(
    files: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    secrets = tmp_path_factory.mktemp("secrets")
    for name in (*SECRETS, *TransportPki.FILES):
        (secrets / name).write_text(name, encoding="ascii")
    for one in services(*files):
        told = {k: v.replace("/run/secrets", str(secrets)) for k, v in one.environment.items()}
        assert {name for name in told if name.startswith("TRINHKY_")} - NAMES == set(), one.name
        if one.is_ours:
            assert all(name.startswith("TRINHKY_") for name in told), one.name
            Settings.from_env(told)


def test_what_an_operator_may_set_is_among_the_settings() -> None:
    assert variables(MAIN) | variables(DEMO) <= NAMES
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in variables(MAIN) if f"\n{name}=" not in example] == []


@BOTH
def test_secrets_are_files_and_given_only_to_whom_they_are_declared(files: tuple[str, ...]) -> None:
    declared = read(*files).told["secrets"]
    assert set(declared) == {*SECRETS, *TransportPki.FILES}
    assert declared == {name: {"file": f"./secrets/{name}"} for name in declared}
    for one in services(*files):
        told = [*one.environment.values(), *one.command]
        read_there = {PurePosixPath(v).name for v in told if v.startswith("/run/secrets/")}
        more = set(read_in_scripts(one))
        assert read_there | more == set(one.secrets), one.name


def read_in_scripts(service: Service) -> list[str]:
    """The secrets that a mounted script reads by itself."""
    scripts = [ROOT / out for inside, out in service.volumes.items() if inside.endswith(".sh")]
    texts = [script.read_text(encoding="utf-8") for script in scripts]
    return [name for text in texts for name in re.findall(r"\$secrets/(\w+)", text)]


@BOTH
def test_no_password_stands_in_the_file(files: tuple[str, ...]) -> None:
    for one in services(*files):
        for name, value in one.environment.items():
            if any(word in name.lower() for word in SECRET_WORDS):
                assert value.startswith("/run/secrets/"), f"{one.name}: {name}"
            assert not re.search(r"://[^/@]*:[^/@]*@", value), f"{one.name}: {name}"


@BOTH
def test_only_the_web_is_published_and_only_on_this_machine(files: tuple[str, ...]) -> None:
    published = {one.name: one.told["ports"] for one in services(*files) if "ports" in one.told}
    assert set(published) == {"web"}
    assert [port for port in published["web"] if not PUBLISHED.fullmatch(port)] == []
    networks = read(*files).told["networks"]
    assert networks["inner"] == {"internal": True}
    reach_out = {one.name for one in services(*files) if one.told["networks"] != ["inner"]}
    assert reach_out == {"web", "worker"}


@BOTH
def test_every_container_is_held_tight(files: tuple[str, ...]) -> None:
    for one in services(*files):
        uid, _, gid = str(one.told["user"]).partition(":")
        assert int(uid) > 0, one.name
        assert int(gid) > 0, one.name
        assert one.told["read_only"] is True, one.name
        assert one.told["cap_drop"] == ["ALL"], one.name
        assert one.told["security_opt"] == ["no-new-privileges:true"], one.name
        assert "privileged" not in one.told, one.name


def test_the_desk_is_alone_with_its_keys() -> None:
    found = read(MAIN).services
    desk, web = found["desk"], found["web"]
    keys = desk.environment["TRINHKY_DESK_DIR"]
    holders = {one.name for one in found.values() if desk.volumes[keys] in one.volumes.values()}
    assert holders == {"desk"}
    uids = {name: str(one.told["user"]).split(":")[0] for name, one in found.items()}
    assert list(uids.values()).count(uids["desk"]) == 1
    assert desk.environment["TRINHKY_DESK_CALLER_UID"] == uids["web"]
    assert str(desk.told["user"]).split(":")[1] == str(web.told["user"]).split(":")[1]
    socket = PurePosixPath(web.environment["TRINHKY_DESK_SOCKET"])
    assert desk.environment["TRINHKY_DESK_SOCKET"] == str(socket)
    assert desk.volumes[str(socket.parent)] == web.volumes[str(socket.parent)]


@BOTH
def test_what_stays_says_whether_it_is_well_and_what_ends_is_waited_for(
    files: tuple[str, ...],
) -> None:
    compose = read(*files)
    once = compose.once()
    assert {"migrate", "bucket", "namespace", "temporal-schema"} <= once
    for one in compose.services.values():
        assert one.told["restart"] == (ENDS if one.name in once else STAYS), one.name
        assert ("healthcheck" in one.told) == (one.name not in once), one.name
        for name, condition in one.waits_for.items():
            assert condition == (COMPLETED if name in once else HEALTHY), one.name


def test_workers_can_be_multiplied() -> None:
    worker = read(MAIN).services["worker"].told
    assert not {"container_name", "ports", "hostname"} & worker.keys()


@BOTH
def test_images_are_pinned(files: tuple[str, ...]) -> None:
    found = {one.name: one.image for one in services(*files)}
    assert {name: image for name, image in found.items() if not PINNED.fullmatch(image)} == {}
    assert found["temporal"].endswith(f":{temporal.VERSION.removeprefix('v')}")
    assert temporal.VERSION.removeprefix("v") in found["temporal-schema"]


def test_our_image_bears_our_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = {one.image for one in services(MAIN, DEMO) if one.is_ours}
    assert ours == {f"trinhky:{project['version']}"}


@BOTH
def test_every_mounted_file_is_there_and_every_volume_is_named(files: tuple[str, ...]) -> None:
    named = set(read(*files).told["volumes"])
    outside = {out for one in services(*files) for out in one.volumes.values()}
    assert named - outside <= {"keys", "socket"}  # what the demonstration does not use
    made_by_operator = {"./pki"}
    paths = {out for out in outside if out.startswith(".")} - made_by_operator
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert outside - paths - made_by_operator <= named


def test_the_image_s_folders_belong_to_who_uses_them() -> None:
    """A new volume takes the owner of the folder that the image has in its place."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    folders = re.findall(r"--owner=(\d+) --group=(\d+) --mode=\d+ (/srv/\w+)", text)
    made = {place: f"{owner}:{group}" for owner, group, place in folders}
    desk, trial = read(MAIN).services["desk"], read(MAIN, DEMO).services["demo"]
    for one in (desk, trial):
        assert {made[inside] for inside in one.volumes} == {one.told["user"]}


def test_the_image_is_built_from_the_lists_that_are_tested() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "FROM python:3.11-slim-bookworm" in text
    assert "packages.txt" in text
    assert "--require-hashes --requirement requirements.lock" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)


def test_secrets_and_documents_stay_out_of_image_and_history() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/secrets/", "/pki/", "/var/"} <= set(ignored)
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in left_out if line.startswith("!")}
    assert "*" in left_out
    assert let_in == {
        "packages.txt", "requirements.lock", "pyproject.toml", "README.md", "LICENSE",
        "doc_templates", "service", "signing", "storage", "workflows",
    }  # fmt: skip
