"""After signing in nobody is led to another host."""

from __future__ import annotations

import pytest

from service.accounts.next_page import HOME, safe_next


@pytest.mark.parametrize("target", ["/", "/van-ban/vb-1", "/van-ban?trang-thai=issued&truoc=9"])
def test_a_page_of_ours_is_kept(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "http://example.org/", "//example.org/", "///example.org", "/\\example.org",
        "\\\\example.org", "/\t/example.org", "/\n//example.org", "javascript:alert(1)",
        "example.org", "/van-ban\\..\\..", " /van-ban", "https:/example.org", "/\u200b//x",
    ],
)  # fmt: skip
def test_anything_else_leads_home(target: str | None) -> None:
    assert safe_next(target) == HOME
