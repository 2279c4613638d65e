"""What the minutes of a comment round print (Mẫu 1.9), made from checked content. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.layout import blocks
from doc_templates.layout.blocks import Context, Node, node, nodes, text
from doc_templates.layout.header import USUAL, header, number_fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Occasion, SignatureBlock

_ANSWERS = {
    "accepted": "Tiếp thu",
    "partly": "Tiếp thu một phần",
    "declined": "Không tiếp thu",
}
_ARCHIVE = "VT, Hồ sơ"  # as the form prints it
_SHORT = 500  # characters; a conclusion that can move to the signatures' page as a whole
_LABELS = ("THƯ KÝ", "CHỦ TỌA")  # printed by the form itself


def context(content: Node, signers: Mapping[str, SignatureBlock], occasion: Occasion) -> Context:
    """Return what the template names; `signers` holds `secretary` and `chair`.

    Raises:
        ContentInvalidError: one of the two was not named.
    """
    return {
        **header(node(content, "issuer"), text(content, "code"), occasion.number_width),
        **blocks.title(text(content, "meeting"), "meeting"),
        "body": blocks.with_end_mark(body(content)),
        "secretary": _signature(signers, "secretary"),
        "chair": _signature(signers, "chair"),
        "recipients": blocks.recipients((), _ARCHIVE),
    }


def _signature(signers: Mapping[str, SignatureBlock], role: str) -> Context:
    block = blocks.signer(signers, role)
    posts = tuple(post for post in blocks.posts(block) if post not in _LABELS)
    return {"posts": posts, "name": block.name}


def too_wide(content: Node) -> list[str]:
    """Return the places of texts that must stand on one line of the header and do not fit it."""
    return [] if number_fits(f"Số: /{text(content, 'code')}", USUAL) else ["/code"]


def body(content: Node) -> list[tuple[str, str]]:
    """Return the text of the minutes, which is the same in either form."""
    drafted = [*_opening(content), *_people(content), *_comments(content), *_vote(content)]
    if conclusion := text(content, "conclusion"):
        style = "NoiDungCuoi" if len(conclusion) < _SHORT else "NoiDung"
        drafted += [("TieuDe", "Kết luận"), (style, conclusion)]
    closing = f"Cuộc họp kết thúc vào {text(content, 'ended_at')}."
    return [*drafted, ("NoiDung", closing)]


def _opening(content: Node) -> list[tuple[str, str]]:
    return [
        ("NoiDung", f"Thời gian bắt đầu: {text(content, 'started_at')}"),
        ("NoiDung", f"Địa điểm: {text(content, 'place')}"),
    ]


def _people(content: Node) -> list[tuple[str, str]]:
    present, absent = nodes(content, "present"), nodes(content, "absent")
    drafted = [("NoiDungGiu", f"Thành phần tham dự ({len(present)}/{content['total']}):")]
    drafted += _items([_with_post(person) for person in present])
    if absent:
        drafted.append(("NoiDungGiu", f"Vắng mặt ({len(absent)}/{content['total']}):"))
        drafted += _items([_absence(person) for person in absent])
    return [
        *drafted,
        ("NoiDung", f"Chủ trì (chủ tọa): {_with_post(node(content, 'chair'))}"),
        ("NoiDung", f"Thư ký (người ghi biên bản): {_with_post(node(content, 'secretary'))}"),
    ]


def _items(texts: list[str]) -> list[tuple[str, str]]:
    """Return the lines of a list: each ends in `;`, the last in `.`."""
    last = len(texts) - 1
    return [
        ("NoiDung", f"- {words}{'.' if number == last else ';'}")
        for number, words in enumerate(texts)
    ]


def _with_post(person: Node) -> str:
    return f"{text(person, 'name')}, {text(person, 'post')}".removesuffix(", ")


def _absence(person: Node) -> str:
    reason = text(person, "reason")
    return f"{text(person, 'name')}: {reason}" if reason else text(person, "name")


def _comments(content: Node) -> list[tuple[str, str]]:
    drafted = [("NoiDungGiu", f"Nội dung (góp ý {text(content, 'document_title')}):")]
    for number, comment in enumerate(nodes(content, "comments"), 1):
        where = f" ({text(comment, 'where')})" if text(comment, "where") else ""
        said = f"{text(comment, 'who')}{where}: {text(comment, 'text')}"
        drafted += [("NoiDung", f"{number}. {said}"), ("NoiDung", f"- {_answer(comment)}")]
    return drafted


def _answer(comment: Node) -> str:
    answer = _ANSWERS[text(comment, "answer")]
    explanation = text(comment, "explanation")
    return f"{answer}: {explanation}" if explanation else f"{answer}."


def _vote(content: Node) -> list[tuple[str, str]]:
    vote = node(content, "vote")
    result = (
        f"Có mặt {vote['present']}; tán thành {vote['agree']}; "
        f"không tán thành {vote['disagree']}; không có ý kiến {vote['abstain']}."
    )
    return [("TieuDe", "Kết quả biểu quyết"), ("NoiDung", result)]
