"""Words that OCR or haste spoils often; each is pointed out with a suggestion, none is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.read.model import WarningCode

if TYPE_CHECKING:
    from doc_templates.read.model import Notes

_SUGGESTIONS = {
    "luong y": "lương y",
    "vi sức khỏe": "vì sức khỏe",
    "vi sức khoẻ": "vì sức khoẻ",
    "vi sự nghiệp": "vì sự nghiệp",
    "phân đấu": "phấn đấu",
    "nhận rộng": "nhân rộng",
    "đồng đảo": "đông đảo",
    "xúc tích": "súc tích",
    "phong trao": "phong trào",
    "thì đua": "thi đua",
    "cán bô": "cán bộ",
    "chi bô": "chi bộ",
    "đảng uy": "đảng ủy",
    "y tê": "y tế",
}
_SUSPECT = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(word) for word in _SUGGESTIONS) + r")(?!\w)", re.IGNORECASE
)
# "Công nhận rộng rãi" is good Vietnamese.
_INNOCENT_BEFORE = re.compile(r"(?:công|ghi|đón|tiếp|thừa|chấp) $", re.IGNORECASE)


def note_suspects(text: str, place: str, notes: Notes) -> None:
    """Warn of each suspect word in `text`, found as `phân đấu → phấn đấu`."""
    for match in _SUSPECT.finditer(text):
        word = match[0]
        rest = text[match.end() : match.end() + 4].lower()
        if word.lower() == "nhận rộng" and (
            rest == " rãi"
            or _INNOCENT_BEFORE.search(text[max(0, match.start() - 6) : match.start()])
        ):
            continue
        better = _SUGGESTIONS[word.lower()]
        better = better[0].upper() + better[1:] if word[0].isupper() else better
        notes.add(WarningCode.OCR_SUSPECT, place, f"{word} → {better}")
