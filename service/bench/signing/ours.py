"""Our side: the three steps of a signature, and our verifier, as the worker calls them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from service.bench.signing.member import serve
from service.bench.signing.office import Office, clock
from signing.verify.judge import verify

if TYPE_CHECKING:
    from service.bench.signing.member import Work


class NotGoodError(RuntimeError):
    """A paper that must be good was refused: its figures would say nothing."""


def main(folder: Path) -> None:
    """Serve until the input ends."""
    office = Office(folder)
    signer = office.signer()

    def prepared(kind: str, pages: int) -> tuple[Work, bytes]:
        if kind == "sign":
            return signer.sign, office.blank(pages).read_bytes()
        return _verify(office.pki.anchors), office.signed(pages).read_bytes()

    serve(prepared)


def _verify(anchors: tuple[bytes, ...]) -> Work:
    def work(pdf: bytes) -> None:
        report = verify(pdf, anchors, clock())
        if report.codes or any(one.codes for one in report.signatures):
            raise NotGoodError(str(report))

    return work


if __name__ == "__main__":
    main(Path(sys.argv[1]))
