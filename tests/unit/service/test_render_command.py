"""`trinhky render`: one document from a file of content, or a refusal that says where."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from doc_templates import catalog
from service.cli import run
from tests.paper.measure import sheets
from tests.unit.doc_templates.contents import a_commitment, a_resolution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "noi-dung.json"


def rendered(kind: str, data: Path, *options: str) -> int:
    return run(["render", kind, str(data), str(data.with_suffix(".pdf")), *options])


def pages_beside(data: Path) -> str:
    text = "".join(page.text for page in sheets(data.with_suffix(".pdf").read_bytes()))
    return " ".join(text.split())


@pytest.mark.office
def test_a_commitment_is_printed_with_room_for_who_is_not_named(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text(json.dumps(a_commitment()))
    assert rendered("cam-ket-vien-chuc", data, "--day", "2026-03-12", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["pages"], said["template"]) == (1, "cam-ket-vien-chuc@v1")
    assert {place["name"] for place in said["places"]} == {
        "ChuKyCaNhanTren", "ChuKyCaNhanDuoi", "XacNhanTren", "XacNhanDuoi",
    }  # fmt: skip
    assert "Thanh Hóa, ngày 12 tháng 3 năm 2026" in pages_beside(data)


@pytest.mark.office
def test_who_is_named_is_printed(
    data: Path, tmp_path: Path, surroundings: Mapping[str, str]
) -> None:
    data.write_text(json.dumps(a_resolution()))
    signers = tmp_path / "nguoi-ky.json"
    signers.write_text(json.dumps({"personal": {"position": "BÍ THƯ", "name": "Lê Thị Hoa"}}))
    words = ["render", "nghi-quyet", str(data), str(data.with_suffix(".pdf"))]
    command = [sys.executable, "-m", "service.cli", *words, "--signers", str(signers)]
    told = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"Đã ghi {data.with_suffix('.pdf')}: 2 trang, mẫu nghi-quyet@v1.\n"
    assert "Lê Thị Hoa" in pages_beside(data)


def test_content_that_does_not_fit_is_refused_with_its_places(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without: Any = a_resolution(title="", archive=3)
    del without["signer"]
    data.write_text(json.dumps(without))
    assert rendered("nghi-quyet", data) == 1
    said = capsys.readouterr().err
    assert "[content.invalid]" in said
    places = [line.strip() for line in said.splitlines() if "Chỗ sai" in line]
    assert places == ["Chỗ sai: /", "Chỗ sai: /archive", "Chỗ sai: /title"]
    assert not data.with_suffix(".pdf").exists()


@pytest.mark.parametrize("kind", ["dot", "quyet-dinh"])
def test_a_kind_without_a_form_is_refused_and_the_others_are_named(
    data: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text("{}")
    assert rendered(kind, data) == 2
    said = capsys.readouterr().err
    assert f"không có mẫu in cho loại “{kind}”" in said
    named = [kind for kind in catalog.kinds() if catalog.current(kind).has_form]
    assert all(name in said for name in named)


@pytest.mark.parametrize(
    ("bytes_in_file", "said"),
    [
        (b"{", "không phải JSON hợp lệ (dòng 1, cột 2)"),
        (b"[]", "phải chứa một đối tượng JSON"),
        (b"\xff\xfe\x00", "không đọc được tệp"),
        (b"[" * 100_000, "không đọc được tệp"),
    ],
)
def test_a_file_that_holds_no_content_is_refused(
    data: Path, bytes_in_file: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_bytes(bytes_in_file)
    assert rendered("nghi-quyet", data) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rendered("nghi-quyet", data) == 2
    assert f"không đọc được tệp {data}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("signers", "place"),
    [
        ({"chair": {}}, "/chair"),
        ({"personal": "Lê Thị Hoa"}, "/personal"),
        ({"personal": {"name": 1}}, "/personal/name"),
        ({"personal": {"title": "GS."}}, "/personal/title"),
        ({"personal": {"note": "một dòng"}}, "/personal/note"),
    ],
)
def test_signers_that_are_none_are_refused_with_the_place(
    data: Path, tmp_path: Path, signers: object, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text(json.dumps(a_resolution()))
    file = tmp_path / "nguoi-ky.json"
    file.write_text(json.dumps(signers))
    assert rendered("nghi-quyet", data, "--signers", str(file)) == 2
    assert f"không đúng ở {place}\n" in capsys.readouterr().err


@pytest.mark.office
def test_a_target_that_cannot_be_written_is_said(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text(json.dumps(a_commitment()))
    target = tmp_path / "khong-co" / "ra.pdf"
    assert run(["render", "cam-ket-vien-chuc", str(data), str(target)]) == 2
    assert f"không ghi được tệp {target}" in capsys.readouterr().err
