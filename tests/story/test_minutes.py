"""Minutes come about whatever people write: on several lines, at length, about anything."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from service.demo import DRAFTERS, NEW_PLANS
from service.gateway import AnswerGiven, Extras
from service.story import lines, material
from service.story.people import Cast
from tests.judges.tools import tool
from tests.waiting import until
from workflows.domain.lifecycle import Act
from workflows.domain.rounds import Answer, Vote
from workflows.recording.comments import LONGEST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story.playing import Story
    from workflows.domain.document import Document

pytestmark = [pytest.mark.temporal, pytest.mark.office]

LONGEST_TITLE = 500
TITLE = ("Học tập " * 100)[: LONGEST_TITLE - 1] + "p"
COMMENTS = (
    ("s1p1", "Dòng thứ nhất.\r\nDòng thứ hai,\tcó dấu cách dài.\n\nĐoạn mới."),
    ("title", ("dài " * LONGEST)[: LONGEST - 1] + "i"),
    ("lt1", "Về nội dung làm theo."),
    ("", "Về toàn văn bản."),
)
WHY = "Lý do thứ nhất;\nlý do thứ hai."


def minuted(story: Story) -> Document:
    """A plan whose round was held on all these comments, up to the minutes on the table."""
    cast, script = Cast(story.stage.gateway, "minutes"), lines.UNIT
    drafter = DRAFTERS["don-vi"]
    content = material.unit_content() | {"title": TITLE}
    ident = cast.create(drafter, NEW_PLANS["don-vi"], content)
    cast.act(drafter, ident, Act.OPEN_ROUND)
    for about, text in COMMENTS:
        cast.comment("ng-110", ident, about, text)
    cast.act(script.chair, ident, Act.CLOSE_ROUND)
    for comment_id in cast.open_comments(ident):
        cast.answer(drafter, ident, AnswerGiven(comment_id, Answer.DECLINED, WHY))
    members = len(cast.members(ident))
    vote = Vote(members, members - 1, agree=members - 1, disagree=0, abstain=0)
    away = Extras(vote=vote, absent={"ng-113": "Nghỉ ốm,\ncó đơn"})
    cast.act(script.secretary, ident, Act.RECORD_VOTE, away)
    until(lambda: settled(cast.document(ident)), limit_s=120)
    return cast.document(ident)


def settled(doc: Document) -> bool:
    return bool(doc.stuck) or (doc.minutes is not None and doc.minutes.item is not None)


def test_minutes_take_what_a_comment_box_takes(story: Story, tmp_path: Path) -> None:
    doc = minuted(story)
    assert (doc.stuck, doc.incident) == ("", "")
    assert doc.minutes is not None
    file = tmp_path / "minutes.pdf"
    file.write_bytes(story.bytes_of(doc.minutes.base))
    command = [tool("pdftotext", "poppler-utils"), str(file), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    for said in (
        "Dòng thứ nhất. Dòng thứ hai, có dấu cách dài. Đoạn mới.",
        "(I. MỤC ĐÍCH, YÊU CẦU: “1. Học tập, quán triệt",
        "(“Giải quyết hồ sơ hành chính cho người bệnh”): Về nội dung làm theo.",
        "Thái Bá Vinh: Về toàn văn bản.",
        "Không tiếp thu: Lý do thứ nhất; lý do thứ hai.",
        "Trịnh Thị Nga: Nghỉ ốm, có đơn.",
    ):
        assert said in words
    officers = [words.index(name) for name in ("Hồ Sỹ Cường", "Nghiêm Thị Hạnh", "Thái Bá Vinh")]
    assert officers == sorted(officers)
