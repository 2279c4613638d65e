"""Who may speak to the desk: its own user, one other that was named, and nobody else."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from service.desk.files import SHARED_FILE, SHARED_FOLDER
from service.desk.server import peer_uid
from tests.waiting import until

if TYPE_CHECKING:
    from tests.desk.room import Room

OTHERS = {"web": 64_201, "stranger": 64_202}  # user ids that no system gives away
ASK = """
import os, socket, sys
os.setgroups([])
os.setgid(int(sys.argv[3]))
os.setuid(int(sys.argv[2]))
with socket.socket(socket.AF_UNIX) as caller:
    caller.settimeout(10)
    caller.connect(sys.argv[1])
    try:
        caller.sendall(b'{"do": "ping"}\\n')
        print(caller.recv(1000).decode(), end="")
    except (BrokenPipeError, ConnectionResetError):
        pass
"""


def said_to(name: str, room: Room) -> str:
    """What the desk answers a process of another user who is in the desk's group."""
    become = [str(room.socket), str(OTHERS[name]), str(os.getegid())]
    command = [sys.executable, "-S", "-c", ASK, *become]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_kernel_tells_who_calls() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert peer_uid(ours) == os.geteuid()


def test_the_socket_is_for_the_desk_s_own_user_alone(room: Room) -> None:
    with room.start():
        assert stat.S_IMODE(room.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(room.socket.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run processes of other users")
def test_one_other_user_is_answered_when_named_and_no_third_one(room: Room) -> None:
    room.folder.chmod(0o711)  # so that others come as far as the socket
    room.caller_uid, room.place = OTHERS["web"], "shared/desk.sock"
    with room.start():
        assert stat.S_IMODE(room.socket.stat().st_mode) == SHARED_FILE
        assert stat.S_IMODE(room.socket.parent.stat().st_mode) == SHARED_FOLDER
        room.client.ping()  # its own user, as before
        assert json.loads(said_to("web", room)) == {"ok": True}
        assert said_to("stranger", room) == ""
        until(lambda: "another user's process was refused" in room.log())


def test_guests_are_not_let_into_the_folder_of_the_keys(room: Room) -> None:
    room.caller_uid = os.geteuid() + 1
    assert room.spawn().ended() == 1
    assert "SettingInvalidError: TRINHKY_DESK_SOCKET" in room.log()
