"""The desk as it runs: a process, a socket, and people who try things with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.desk.errors import BadRequestError
from signing.errors import (
    DeskClosedError,
    KeyLockedError,
    NotOnTheListError,
    PreparedVoidError,
    WrongPinError,
)
from tests.desk.room import (
    CLERK,
    INTRUDER,
    ISSUER,
    LEADER,
    PIN,
    WRONG_PIN,
    Room,
    item_of,
    items_of,
)
from tests.waiting import until
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from service.desk.cabinet import KeyCard

NOBODY = 65534
ENTER_AS_ANOTHER = """
import os, socket, sys
os.setgid(65534); os.setuid(65534)
with socket.socket(socket.AF_UNIX) as s:
    s.connect(sys.argv[1])
    s.sendall(b'{"do":"ping"}\\n')
    sys.stdout.buffer.write(s.recv(1000))
"""


def say(room: Room, said: bytes) -> bytes:
    """Speak to the socket without the client; return what comes back."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(room.socket))
        try:
            connection.sendall(said)
            return connection.recv(10_000)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_one_pin_signs_every_paper_of_its_list(room: Room) -> None:
    docs = [room.awaiting_signature(f"vb-{n}") for n in range(3)]
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(*docs))
        tickets = [room.client.sign(session, *pair) for pair in items_of(*docs)]
    for doc, ticket in zip(docs, tickets, strict=True):
        room.check(item_of(doc), ticket)
    assert 0 < session.ttl <= 300


def test_five_hundred_papers_are_one_list(room: Room) -> None:
    """All are looked up before the PIN; the session lasts as long as so many may take."""
    first = room.awaiting_signature("vb-0")
    docs = [first, *(room.record(replace(first, document_id=f"vb-{n}")) for n in range(1, 500))]
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(*docs))
        ticket = room.client.sign(session, *items_of(docs[0])[0])
        room.record(replace(docs[321], state=State.DRAFTING))
        with pytest.raises(NotOnTheListError):
            room.client.unlock_personal(LEADER, WRONG_PIN, items_of(*docs))
    room.check(item_of(first), ticket)
    assert session.ttl == 1_500


def test_a_clerk_opens_the_seal_before_the_fields_are_prepared(room: Room) -> None:
    doc = room.awaiting_number("vb-1")
    with room.start():
        session = room.client.unlock_agency(CLERK, PIN, ISSUER, [("vb-1", "number")])
        doc = room.with_number_prepared(doc)
        ticket = room.client.sign(session, "vb-1", item_of(doc).item_id)
    room.check(item_of(doc), ticket)


def test_the_same_item_gives_the_same_signature_even_after_a_restart(room: Room) -> None:
    doc = room.awaiting_signature("vb-1")
    [pair] = items_of(doc)
    with room.start() as desk:
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        first, again = room.client.sign(session, *pair), room.client.sign(session, *pair)
        desk.kill()
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        later = room.client.sign(session, *pair)
    assert first == again == later


def test_a_hijacked_web_signs_nothing_beyond_the_list(room: Room) -> None:
    shown = room.awaiting_signature("vb-shown")
    hidden = room.awaiting_signature("vb-hidden")
    foreign = room.awaiting_signature("vb-foreign", INTRUDER)
    sealable = room.with_number_prepared(room.awaiting_number("vb-seal"))
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, items_of(shown))
        for doc in (hidden, foreign, sealable):
            [pair] = items_of(doc)
            with pytest.raises(NotOnTheListError):
                room.client.sign(session, *pair)
        with pytest.raises(NotOnTheListError):  # a listed item under another document's name
            room.client.sign(session, "vb-hidden", item_of(shown).item_id)
        with pytest.raises(NotOnTheListError):
            room.client.sign(session, "vb-shown", item_of(hidden).item_id)


def test_five_wrong_pins_lock_the_key_across_restarts_and_kills(room: Room) -> None:
    pairs = items_of(room.awaiting_signature("vb-1"))
    left = []
    for _ in range(2):
        with room.start() as desk:
            for _ in range(2):
                with pytest.raises(WrongPinError) as wrong:
                    room.client.unlock_personal(LEADER, WRONG_PIN, pairs)
                left.append(wrong.value.left)
            desk.kill()
    with room.start():
        with pytest.raises(KeyLockedError):
            room.client.unlock_personal(LEADER, WRONG_PIN, pairs)
        with pytest.raises(KeyLockedError):
            room.client.unlock_personal(LEADER, PIN, pairs)
        assert room.cabinet.unlock_key(LEADER) == 1
        room.client.unlock_personal(LEADER, PIN, pairs)
    assert left == [4, 3, 2, 1]


def test_a_right_pin_clears_the_count(room: Room) -> None:
    pairs = items_of(room.awaiting_signature("vb-1"))
    with room.start():
        for _ in range(2):
            with pytest.raises(WrongPinError) as wrong:
                room.client.unlock_personal(LEADER, WRONG_PIN, pairs)
            room.client.unlock_personal(LEADER, PIN, pairs)
            assert wrong.value.left == 4


def test_a_session_ends_by_itself(room: Room) -> None:
    [pair] = items_of(room.awaiting_signature("vb-1"))
    with room.start(session_seconds=0.5):
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        time.sleep(3.2)  # three seconds for each paper of its list, at the least
        with pytest.raises(DeskClosedError):
            room.client.sign(session, *pair)


def test_a_locked_session_signs_no_more(room: Room) -> None:
    [pair] = items_of(room.awaiting_signature("vb-1"))
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        room.client.lock(session)
        with pytest.raises(DeskClosedError):
            room.client.sign(session, *pair)


def test_no_session_survives_a_restart(room: Room) -> None:
    [pair] = items_of(room.awaiting_signature("vb-1"))
    with room.start() as desk:
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        assert desk.stop() == 0
    assert not room.socket.exists()
    with pytest.raises(DeskClosedError):
        room.client.sign(session, *pair)
    with room.start(), pytest.raises(DeskClosedError):
        room.client.sign(session, *pair)


def test_a_file_changed_in_the_store_is_refused(room: Room) -> None:
    doc = room.awaiting_signature("vb-1")
    [pair] = items_of(doc)
    hole = room.path_of(item_of(doc).hole)
    with room.start():
        session = room.client.unlock_personal(LEADER, PIN, [pair])
        body = bytearray(hole.read_bytes())
        body[500] ^= 1
        hole.chmod(0o600)
        hole.write_bytes(body)
        with pytest.raises(PreparedVoidError):
            room.client.sign(session, *pair)


def test_only_our_own_user_may_enter(room: Room) -> None:
    with room.start():
        assert stat.S_IMODE(room.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(room.socket.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_refused_even_where_the_file_system_would_let_him_in(room: Room) -> None:
    enter = [sys.executable, "-I", "-c", ENTER_AS_ANOTHER, str(room.socket)]
    with room.start():
        barred = subprocess.run(enter, capture_output=True, check=False)
        for folder in (room.folder, room.folder / "desk", room.socket.parent):
            folder.chmod(0o755)
        room.socket.chmod(0o666)
        heard = subprocess.run(enter, capture_output=True, check=False)
        assert say(room, b'{"do":"ping"}\n') == b'{"ok":true}\n'
    assert b"PermissionError" in barred.stderr
    assert heard.stdout == b""
    assert "another user" in room.log()


def test_garbage_and_excess_do_not_disturb_the_desk(room: Room) -> None:
    with room.start() as desk:
        for said in (
            b"\n", b"\xff\xfe\n", b"{}\n", b"[" * 200_000 + b"\n", b'{"do":"ping","x":1}\n',
            b'{"do":"ping"}\n{"do":"ping"}\n', b'{"do":"unlock","pin":"246810"}\n',
        ):  # fmt: skip
            assert json.loads(say(room, said)) == {"error": BadRequestError.code}
        say(room, b"x" * 3_000_000)
        with socket.socket(socket.AF_UNIX) as silent:
            silent.connect(str(room.socket))
            silent.sendall(b'{"do":')
            assert desk.answers()
        assert desk.answers()


def test_more_callers_than_places_are_served_once_the_silent_ones_are_dropped(room: Room) -> None:
    silent = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    try:
        with room.start() as desk:
            for caller in silent:
                caller.setblocking(False)  # noqa: FBT003 -- the library's own
                with suppress(BlockingIOError):  # the queue is full: just what is wanted
                    caller.connect(str(room.socket))
            until(desk.answers, 240)
    finally:
        for caller in silent:
            caller.close()


def test_the_process_keeps_its_memory_to_itself(room: Room) -> None:
    with room.start() as desk:
        proc = Path(f"/proc/{desk.popen.pid}")
        core = next(x for x in (proc / "limits").read_text().splitlines() if "core" in x)
    assert core.split()[4:6] == ["0", "0"]


def test_the_pin_is_in_no_log(room: Room) -> None:
    pairs = items_of(room.awaiting_signature("vb-1"))
    with room.start():
        room.client.unlock_personal(LEADER, PIN, pairs)
        with pytest.raises(WrongPinError):
            room.client.unlock_personal(LEADER, WRONG_PIN, pairs)
        say(room, f'{{"do":"unlock","pin":"{PIN}","pin":"{PIN}"}}\n'.encode())
        (room.cabinet.counter(card_of(room))).unlink()
        counter = room.cabinet.counter(card_of(room))
        counter.mkdir()  # an error nobody planned for
        answer = say(room, unlock_line(pairs))
        counter.rmdir()
    assert json.loads(answer)["error"] == "desk.failed"
    assert "incident" in room.log()
    assert PIN not in room.log()
    assert WRONG_PIN not in room.log()


def test_a_second_desk_on_the_same_folder_is_refused(room: Room) -> None:
    with room.start() as desk:
        assert room.spawn().ended() != 0
        assert "DeskInUseError" in room.log()
        assert desk.answers()


def test_the_command_runs_the_desk(room: Room) -> None:
    doc = room.awaiting_signature("vb-1")
    environment = {
        "PATH": os.defpath,
        "TRINHKY_HOME": str(room.folder),
        "TRINHKY_DATABASE_URL": f"sqlite:///{room.folder}/db.sqlite3",
        "TRINHKY_DESK_SOCKET": str(room.socket),
    }
    command = [sys.executable, "-m", "service.cli", "desk"]
    desk = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        until(room.socket.exists)
        session = room.client.unlock_personal(LEADER, PIN, items_of(doc))
        room.check(item_of(doc), room.client.sign(session, *items_of(doc)[0]))
        desk.send_signal(signal.SIGTERM)
        _, _ = desk.communicate(timeout=30)
    finally:
        if desk.poll() is None:
            desk.kill()
            desk.communicate()
    assert desk.returncode == 0


def card_of(room: Room) -> KeyCard:
    return room.cabinet.cards(LEADER)[0]


def unlock_line(pairs: list[tuple[str, str]]) -> bytes:
    items = [{"document_id": d, "item_id": i} for d, i in pairs]
    question = {"do": "unlock", "person_id": LEADER, "pin": PIN, "purpose": "personal"}
    return json.dumps(question | {"issuer_id": "", "items": items}).encode() + b"\n"
