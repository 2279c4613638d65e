"""`trinhky audit` on the story's own ledger: whole, spoilt in every way, cut, and grown."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from service.cli import run
from storage.ledger.chain import NewEntry, as_dict, canonical, link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.stack.layout import Layout
    from tests.story.playing import Story

    Ask = Callable[..., tuple[int, dict[str, Any]]]
    Spoil = Callable[[list[bytes]], list[bytes]]

pytestmark = [pytest.mark.temporal, pytest.mark.office]
PLACE = 20  # the entry that is attacked, from 1
ROW = {"verdict", "code", "count", "head", "seq", "reason"}


@pytest.fixture
def lines(story: Story) -> list[bytes]:
    return story.ledger.read_bytes().splitlines(keepends=True)


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Judge these lines as an export; return exit code and answer."""

    def verify(export: list[bytes], *options: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "export.jsonl"
        file.write_bytes(b"".join(export))
        code = run(["audit", "verify", str(file), "--json", *options])
        row: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, row

    return verify


@pytest.fixture
def ask_own(own_copy: Layout, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Judge the ledger of this test's own home."""
    del own_copy

    def verify(*options: str) -> tuple[int, dict[str, Any]]:
        code = run(["audit", "verify", "--json", *options])
        row: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, row

    return verify


def head_of(lines: list[bytes]) -> str:
    return str(json.loads(lines[-1])["hash"])


def noted(lines: list[bytes]) -> tuple[str, ...]:
    return "--count", str(len(lines)), "--head", head_of(lines)


def test_the_storys_ledger_holds_and_its_head_is_said(lines: list[bytes], ask: Ask) -> None:
    code, row = ask(lines)
    assert set(row) == ROW
    assert (code, row["verdict"], row["seq"]) == (0, "holds", None)
    assert (row["count"], row["head"]) == (len(lines), head_of(lines))
    assert ask(lines, *noted(lines))[0] == 0
    assert ask(lines, "--head", head_of(lines).upper())[0] == 0


def replaced(lines: list[bytes], line: bytes) -> list[bytes]:
    return [*lines[: PLACE - 1], line, *lines[PLACE:]]


def with_another_person(lines: list[bytes]) -> list[bytes]:
    entry = json.loads(lines[PLACE - 1])
    return replaced(lines, canonical(entry | {"person_id": "ng-999"}) + b"\n")


def with_a_line_less(lines: list[bytes]) -> list[bytes]:
    return lines[: PLACE - 1] + lines[PLACE:]


def with_two_lines_swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[: PLACE - 1], lines[PLACE], lines[PLACE - 1], *lines[PLACE + 1 :]]


def with_a_line_twice(lines: list[bytes]) -> list[bytes]:
    return [*lines[: PLACE - 1], lines[PLACE - 2], *lines[PLACE - 1 :]]


def with_a_float(lines: list[bytes]) -> list[bytes]:
    seq = f'"seq":{PLACE},'.encode()
    return replaced(lines, lines[PLACE - 1].replace(seq, seq[:-1] + b".0,"))


def with_a_key_twice(lines: list[bytes]) -> list[bytes]:
    return replaced(lines, lines[PLACE - 1].replace(b'{"act":', b'{"act":"view","act":', 1))


def with_a_field_more(lines: list[bytes]) -> list[bytes]:
    entry = json.loads(lines[PLACE - 1])
    return replaced(lines, canonical(entry | {"note": ""}) + b"\n")


def with_garbage(lines: list[bytes]) -> list[bytes]:
    return replaced(lines, b"\xff\xfe\n")


def with_a_line_break_inside(lines: list[bytes]) -> list[bytes]:
    line = lines[PLACE - 1]
    return replaced(lines, line[:40] + b"\n" + line[40:])


SPOILT = [
    with_another_person, with_a_line_less, with_two_lines_swapped, with_a_line_twice, with_a_float,
    with_a_key_twice, with_a_field_more, with_garbage, with_a_line_break_inside,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_spoilt_ledger_is_broken_at_the_first_spoilt_entry(
    lines: list[bytes], ask: Ask, spoil: Spoil
) -> None:
    spoilt = spoil(lines)
    assert spoilt != lines
    code, row = ask(spoilt)
    assert (code, row["verdict"], row["seq"]) == (1, "broken", PLACE)
    assert str(PLACE) in row["reason"]
    assert (row["count"], row["head"]) == (None, None)


def test_no_changed_byte_is_overlooked(lines: list[bytes], ask: Ask) -> None:
    line = lines[PLACE - 1]
    for place in range(0, len(line), max(1, len(line) // 60)):
        spoilt = replaced(lines, line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :])
        code, row = ask(spoilt)
        assert (code, row["seq"]) == (1, PLACE), place


def test_a_cut_tail_holds_by_itself_and_is_found_by_what_was_noted(
    lines: list[bytes], ask: Ask
) -> None:
    cut = lines[:-5]
    assert ask(cut)[0] == 0
    for options in (noted(lines), noted(lines)[:2], noted(lines)[2:]):
        code, row = ask(cut, *options)
        assert (code, row["verdict"], row["code"]) == (1, "broken", "audit.not_as_noted")
    assert ask(cut, "--count", str(len(lines)))[1]["seq"] == len(lines) - 4


def forged_after(lines: list[bytes]) -> list[bytes]:
    """One more entry, rightly chained: anybody who can write the file can do this."""
    last = json.loads(lines[-1])
    new = NewEntry(at=last["at"], act_id="forged", act="view", person_id="ng-001")
    return [*lines, canonical(as_dict(link(len(lines) + 1, last["hash"], new))) + b"\n"]


def test_an_appended_entry_holds_by_itself_and_is_found_by_what_was_noted(
    lines: list[bytes], ask: Ask
) -> None:
    longer = forged_after(lines)
    assert ask(longer)[0] == 0
    for options in (noted(lines), noted(lines)[:2], noted(lines)[2:]):
        assert ask(longer, *options)[0] == 1
    assert ask(longer, "--count", str(len(lines)))[1]["seq"] == len(lines) + 1


def test_an_appended_copy_breaks_the_chain(lines: list[bytes], ask: Ask) -> None:
    code, row = ask([*lines, lines[-1]])
    assert (code, row["seq"]) == (1, len(lines) + 1)


@pytest.mark.parametrize("export", [[], [b"\n"], [b"a text\n"], [b"[1]\n"], [b"{}\n"]])
def test_what_is_no_export_is_not_usable(export: list[bytes], ask: Ask) -> None:
    code, row = ask(export)
    assert (code, row["verdict"]) == (3, "unusable")


def test_a_file_that_is_not_there_is_not_usable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "verify", str(tmp_path / "none.jsonl")]) == 3
    assert "KHÔNG KIỂM TRA ĐƯỢC" in capsys.readouterr().out


def test_a_head_that_is_no_hash_is_a_wrong_command(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "verify", str(story.ledger), "--head", "abc"]) == 2
    assert "64" in capsys.readouterr().err


def test_people_are_told_in_vietnamese(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify", str(story.ledger)]) == 0
    said = capsys.readouterr().out
    assert "SỔ NHẬT KÝ NGUYÊN VẸN" in said
    assert "--head" in said


def test_the_database_holds_what_its_export_holds(lines: list[bytes], ask_own: Ask) -> None:
    code, row = ask_own(*noted(lines))
    assert (code, row["count"], row["head"]) == (0, len(lines), head_of(lines))


def test_a_living_ledger_may_have_grown_since_its_head_was_noted(
    lines: list[bytes], ask_own: Ask, ask: Ask
) -> None:
    early = lines[:PLACE]
    assert ask_own(*noted(early))[0] == 0
    assert ask_own("--head", head_of(early))[0] == 0
    assert ask(lines, *noted(early))[0] == 1  # an export is what it was
    other = "0" * 63 + "1"
    assert ask_own("--count", str(PLACE), "--head", other)[0] == 1


def execute(home: Layout, statement: str, *values: object) -> None:
    """Change the file behind the program's back."""
    with closing(sqlite3.connect(home.database)) as raw, raw:
        raw.execute(statement, values)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE ledger_entries SET person_id = 'ng-999' WHERE seq = ?", PLACE),
        ("UPDATE ledger_entries SET details = '{\"a\": 1.5}' WHERE seq = ?", PLACE),
        ("DELETE FROM ledger_entries WHERE seq = ?", PLACE),
    ],
)
def test_a_row_changed_in_the_database_is_named(
    own_copy: Layout, ask_own: Ask, statement: str, seq: int
) -> None:
    execute(own_copy, statement, seq)
    code, row = ask_own()
    assert (code, row["verdict"], row["seq"]) == (1, "broken", seq)


def test_a_tail_cut_off_in_the_database_is_found(
    own_copy: Layout, lines: list[bytes], ask_own: Ask
) -> None:
    execute(own_copy, "DELETE FROM ledger_entries WHERE seq > ?", PLACE)
    assert ask_own()[0] == 0
    assert ask_own("--count", str(len(lines)))[0] == 1
    assert ask_own("--head", head_of(lines))[0] == 1


def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRINHKY_HOME", str(tmp_path))
    assert run(["audit", "verify"]) == 3
    assert "TRINHKY_HOME" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_setting_is_not_taken_for_a_broken_ledger(
    own_copy: Layout, ask_own: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRINHKY_HMOE", str(own_copy.home))
    assert ask_own()[0] == 3


def test_an_export_is_the_ledger_and_never_overwrites(
    story: Story, own_copy: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own_copy.home / "xuat.jsonl"
    assert run(["audit", "export", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert file.read_bytes() == story.ledger.read_bytes()
    assert said["count"] == len(file.read_bytes().splitlines())
    file.write_bytes(b"another")
    assert run(["audit", "export", str(file)]) == 3
    assert file.read_bytes() == b"another"
    assert [f.name for f in own_copy.home.iterdir() if f.name.startswith(".")] == []


def test_a_broken_ledger_is_not_exported(own_copy: Layout) -> None:
    execute(own_copy, "DELETE FROM ledger_entries WHERE seq = ?", PLACE)
    file = own_copy.home / "xuat.jsonl"
    assert run(["audit", "export", str(file)]) == 1
    assert not file.exists()
