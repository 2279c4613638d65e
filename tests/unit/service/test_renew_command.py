"""`trinhky renew --dry-run` says what is due, and changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from service.cli import run
from tests.homes import settings_in
from tests.workflow.records import Records

if TYPE_CHECKING:
    import pytest

    from service.stack.layout import Layout


def test_what_is_due_is_listed_with_its_reason(
    own_home: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = Records(settings_in(own_home))
    records.lost("vb-2", records.archived("vb-1"))
    records.copied("a1")
    monkeypatch.setenv("TRINHKY_HOME", str(own_home.home))
    assert run(["renew", "--dry-run", "--json"]) == 0
    assert told(capsys) == [("vb-2", "unreadable")]
    monkeypatch.setenv("TRINHKY_RENEW_DAYS", "3650")
    assert run(["renew", "--dry-run", "--json"]) == 0
    assert told(capsys) == [
        ("vb-1", "authority"), ("vb-2", "unreadable"), ("sao-a1", "authority"),
    ]  # fmt: skip
    monkeypatch.setenv("TRINHKY_RENEW_DAYS", "10")
    monkeypatch.setenv("TRINHKY_ALGORITHM_ENDS", "rsa2048:2026-01-01 sha256:2040-01-01")
    assert run(["renew", "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "vb-1  2026-01-01  thuật toán của dấu thời gian sắp hết tin cậy"
    assert said[-1] == "3 bản lưu đến hạn gia hạn dấu thời gian"
    assert records.gateway.document("vb-1").renewals == 0


def told(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(line["document_id"], line["why"]) for line in lines]


def test_a_setting_that_is_no_day_is_refused(
    own_home: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRINHKY_HOME", str(own_home.home))
    for name, value in (("RENEW_DAYS", "0"), ("ALGORITHM_ENDS", "rsa:2030-01-01")):
        monkeypatch.setenv(f"TRINHKY_{name}", value)
        assert run(["renew", "--dry-run"]) == 1
        assert f"TRINHKY_{name}" in capsys.readouterr().err
        monkeypatch.delenv(f"TRINHKY_{name}")
