"""A commitment goes into its form and comes back the same; the Party's boxes are in its kind."""

from __future__ import annotations

from typing import Any

import pytest

from doc_templates import catalog
from service.pages.forms.commitment import CommitmentForm, content_from, form_of

KINDS = ("cam-ket-dang", "cam-ket-vien-chuc", "bo-sung-dang", "bo-sung-vien-chuc")


def sample(kind: str) -> dict[str, Any]:
    return dict(catalog.sample(catalog.current(kind)))


def fields(form: CommitmentForm, **changes: str) -> dict[str, str]:
    """Return what a browser sends for this form."""
    sent = {"place": form.place, "bases": form.bases.replace("\n", "\r\n"), **form.person}
    sent |= {"leads": "1"} if form.leads else {}
    sent |= {f"section-{one.id}": one.text.replace("\n", "\r\n") for one in form.sections}
    for number, one in enumerate(form.shortcomings):
        sent |= {f"shortcoming-{number}-{name}": str(value or "") for name, value in one.items()}
    for number, follow in enumerate(form.follows):
        sent |= {f"follow-{number}-{name}": text for name, text in follow.items()}
    return sent | changes


@pytest.mark.parametrize("kind", KINDS)
def test_a_commitment_comes_back_unchanged(kind: str) -> None:
    content = sample(kind)
    assert content_from(fields(form_of(content)), content) == content


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_in_the_form_cannot_be_written(kind: str) -> None:
    content = sample(kind)
    forged = {"kind": "x", "template": "x", "title": "x", "name": "x", "year": "1999",
              "serves": "x", "supplements": "x", "issuer": "x"}  # fmt: skip
    assert content_from(fields(form_of(content), **forged), content) == content


@pytest.mark.parametrize("kind", ["cam-ket-vien-chuc", "bo-sung-vien-chuc"])
def test_the_states_form_takes_nothing_of_the_partys(kind: str) -> None:
    content = sample(kind)
    sent = {"party_post": "Bí thư", "cell": "Chi bộ 1", "section-nghi-quyet": "Theo nghị quyết."}
    changed = content_from(fields(form_of(content), **sent), content)
    assert changed == content
    assert "party_post" not in form_of(content).person


def test_a_shortcoming_keeps_its_id_and_a_new_one_gets_its_own() -> None:
    content = sample("cam-ket-dang")
    known = [one["id"] for one in content["shortcomings"]]
    spare = len(known)
    sent = {f"shortcoming-{spare}-text": "Còn chậm.", f"shortcoming-{spare}-remedy": "Làm sớm."}
    changed = content_from(fields(form_of(content), **sent), content)
    ids = [one["id"] for one in changed["shortcomings"]]
    assert ids[:spare] == known
    assert len(set(ids)) == spare + 1


@pytest.mark.parametrize(("typed", "year"), [("2025", 2025), ("", None), ("năm kia", None)])
def test_a_year_is_four_digits_or_none(typed: str, year: int | None) -> None:
    content = sample("cam-ket-dang")
    changed = content_from(fields(form_of(content), **{"shortcoming-0-year": typed}), content)
    assert changed["shortcomings"][0]["year"] == year


def test_words_in_the_leaders_box_are_never_lost() -> None:
    content = sample("cam-ket-vien-chuc")
    assert content["leads"] is False
    sent = {"section-lanh-dao": "Mỗi tuần đi buồng 02 lần."}
    changed = content_from(fields(form_of(content), **sent), content)
    assert changed["leads"] is True
    assert [s["id"] for s in changed["sections"]][-1] == "lanh-dao"
