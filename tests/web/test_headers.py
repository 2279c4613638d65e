"""What every answer says to the browser, and that no page asks another host for anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from service.app import create_app
from service.security import HEADERS, HSTS, POLICY
from tests.web.office import DRAFTER

if TYPE_CHECKING:
    from tests.web.office import Office

PATHS = ("/dang-nhap", "/healthz", "/khong-co", "/static/trinhky.css", "/du-thao/moi", "/")
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(office: Office, path: str) -> None:
    with office.app.test_client().get(path) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_but_our_own_files() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert "unsafe" not in POLICY
    assert set(rules.values()) == {"'none'", "'self'"}


def test_behind_https_browsers_are_told_to_stay_there(office: Office) -> None:
    secure = create_app(office.services(base_url="https://trinhky.example.vn")).test_client()
    assert secure.get("/healthz").headers["Strict-Transport-Security"] == HSTS
    assert "Strict-Transport-Security" not in office.app.test_client().get("/healthz").headers


def test_private_pages_are_kept_by_nobody(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    assert visitor.client.get("/").headers["Cache-Control"] == "no-store"


def test_pages_have_no_inline_code_and_name_no_other_host(office: Office) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER)
    for path in ("/", "/van-ban", "/du-thao/moi", f"/van-ban/{plan}", f"/van-ban/{plan}/soan"):
        html = visitor.open(path).html
        assert INLINE.findall(html) == [], path
        assert ELSEWHERE.findall(html) == [], path
        assert '<html lang="vi">' in html


def test_a_form_on_every_page_carries_its_token(office: Office) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER)
    for path in ("/", "/du-thao/moi", f"/van-ban/{plan}", f"/van-ban/{plan}/soan"):
        forms = [f for f in visitor.open(path).tree.forms if f.method == "POST"]
        assert forms
        assert all("csrf_token" in f.fields for f in forms), path


@pytest.mark.parametrize("name", ["trinhky.css", "trinhky.js"])
def test_our_own_files_name_no_other_host(office: Office, name: str) -> None:
    with office.app.test_client().get(f"/static/{name}") as answer:
        code = re.sub(r"^\s*//.*$", "", answer.get_data(as_text=True), flags=re.MULTILINE)
    assert "//" not in code
