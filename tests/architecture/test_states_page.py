"""The page of states is drawn from the table, not from memory."""

from __future__ import annotations

from scripts import draw_states


def test_the_page_of_states_is_what_the_table_says() -> None:
    assert draw_states.PAGE.read_text(encoding="utf-8") == draw_states.page(), "run `make docs`"
