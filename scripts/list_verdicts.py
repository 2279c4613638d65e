"""Write docs/verdicts.md: good papers and forged ones before four judges, and why they differ.

Run by `make verdicts`; it needs Java, Maven and poppler-utils. A test asks the judges again and
fails while the file is not what this prints.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tests.judges.verdict_papers import LAWFUL, papers
from tests.judges.verdicts import Row, rows

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "verdicts.md"
HEAD = """# What four judges say

Written by `make verdicts` from the answers of the judges themselves; do not edit.

The same papers are given to our own verification, to pyHanko's (with its difference analysis), to
EU DSS 6.4 (strict AdES policy) and to poppler's pdfsig: {lawful} lawful ones and {hostile} hostile
ones, one or more of every published class of attack; `tests/hostile` holds some 380. All are judged
offline, with one set of anchors, and, but for pdfsig, which has no such wish, with one time: that
of signing. "passes" is said of a paper whose every signature is good. pdfsig is asked about
signatures only, not about certificates.

| | Trình Ký | pyHanko | EU DSS | pdfsig |
|---|---|---|---|---|
| lawful papers passed, of {lawful} | {good} |
| hostile papers passed, of {hostile} | {bad} |

No one of them is wrong by its own question. DSS and pdfsig ask whether each signature is good over
the revision that it covers; pyHanko asks besides whether the later revisions are of a kind that the
standard permits. We ask whether a reader sees today what each signer signed. That a paper of ours
passes the others is tested elsewhere (see [testing](testing.md#outside-judges)); that the others
pass a paper is no reason for us. The lawful papers that three judges do not pass lack revocation
data: none of them calls such a paper broken.

In the column of DSS stand its indication, the level it gives (the least of the signatures'), and
what it warns of while it passes: *overlap* (something lies over a signature: lawful for a seal),
*unknown changes*, *against DocMDP*, *seen difference* (a page looks different from the signed one).
"""
TABLE = "\n## {group}\n\n| Paper | Trình Ký | pyHanko | EU DSS | pdfsig | Why |\n"


def page() -> str:
    """Ask all judges about all papers and return the text of docs/verdicts.md."""
    judged = rows(papers())
    lawful = [row for row in judged if row.paper.group in LAWFUL]
    hostile = [row for row in judged if row.paper.group not in LAWFUL]
    head = HEAD.format(
        lawful=len(lawful), hostile=len(hostile), good=_passed(lawful), bad=_passed(hostile)
    )
    groups = groupby(judged, key=lambda row: row.paper.group)
    return head + "".join(_section(group, list(found)) for group, found in groups)


def line(row: Row) -> str:
    """Return one line of a table."""
    said = (row.ours, row.pyhanko, row.dss, row.pdfsig)
    cells = (row.paper.shown, *(one.words for one in said), row.paper.why)
    return "| " + " | ".join(cells) + " |\n"


def _section(group: str, found: list[Row]) -> str:
    return TABLE.format(group=group) + "|---" * 6 + "|\n" + "".join(map(line, found))


def _passed(found: list[Row]) -> str:
    judges = zip(*((row.ours, row.pyhanko, row.dss, row.pdfsig) for row in found), strict=True)
    return " | ".join(str(sum(one.passes for one in answers)) for answers in judges)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
