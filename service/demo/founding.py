"""The founding plans; 241 of 2020 is a draft that waits for whoever opens the demo first."""

from __future__ import annotations

import copy
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from doc_templates.read.plan import read_plan
from service.demo.organisation import DRAFTERS, NEW_PLANS
from service.gateway import Actor, Target

if TYPE_CHECKING:
    from service.gateway import Gateway

SAMPLES = "doc_templates"
ACT_ID = "demo-founding-plan"  # always the same: brought in once, whatever happens


def founding_source() -> bytes:
    """Return plan 241 of 2020 as its file has it."""
    return files(SAMPLES).joinpath("samples/241-kh-syt-2020.txt").read_bytes()


def founding_content(source: bytes) -> dict[str, Any]:
    """Import it; the issuer's lines are the register's, the post is still missing."""
    content = copy.deepcopy(dict(read_plan(source).content))
    content["issuer"] = {
        "superior": "UBND TỈNH THANH HÓA",
        "name": "SỞ Y TẾ",
        "code": "KH-SYT",
    }
    return content


def kon_tum_source() -> bytes:
    """Return Kon Tum's draft of 2024 as its file has it: number and date blank (R-100)."""
    return files(SAMPLES).joinpath("samples/kh-syt-kon-tum-2024.txt").read_bytes()


def kon_tum_content(source: bytes) -> dict[str, Any]:
    """Import it; the issuer's lines are the register's."""
    content = copy.deepcopy(dict(read_plan(source).content))
    content["issuer"] = {
        "superior": "UBND TỈNH KON TUM",
        "name": "SỞ Y TẾ",
        "code": "KH-SYT",
    }
    return content


def bring_in(gateway: Gateway) -> str:
    """Start the founding plan as its drafter would, once; return the document's id.

    Raises:
        RefusedError: the workflows do not answer.
    """
    source = founding_source()
    drafter = Actor(DRAFTERS["so"], "demo")
    content = founding_content(source)
    target = Target("", ACT_ID)
    return gateway.create(drafter, target, NEW_PLANS["so"], content, source).document_id
