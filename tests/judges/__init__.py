"""Judges of our PDFs that are not ours: EU DSS, veraPDF, poppler's pdfsig, pyHanko.

Whatever Trình Ký says about its own files is worth only what these say too. None of them may be
skipped: a missing tool is an error that names the Debian packages to install.
"""

from tests.judges.poppler import PdfsigSignature, pdfsig
from tests.judges.pyhanko_own import PyhankoSignature, pyhanko
from tests.judges.run import (
    DssSignature,
    DssTimestamp,
    DssVerdict,
    Judgement,
    VeraVerdict,
    judge,
)
from tests.judges.tools import ToolMissingError

__all__ = [
    "DssSignature",
    "DssTimestamp",
    "DssVerdict",
    "Judgement",
    "PdfsigSignature",
    "PyhankoSignature",
    "ToolMissingError",
    "VeraVerdict",
    "judge",
    "pdfsig",
    "pyhanko",
]
