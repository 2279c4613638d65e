"""What the bytes of a file say by themselves, before any PDF library looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signing.verify.accounting import Seal, Written, account, names_a_range, seals_in
from signing.verify.codes import Code

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_NOTHING_FOUND: Final = frozenset({Code.DAMAGED, Code.UNSIGNED})


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The whole signatures of a file, and the revisions behind the first of them."""

    seals: tuple[Seal, ...]
    revisions: tuple[Written, ...]
    code: Code | None  # why the bytes behind the first signature are not revisions
    names_a_range: bool  # something in it claims to be signed

    def codes_beside(self, reason: Code) -> frozenset[Code]:
        """Return why a file is refused whose reading ended with `reason`.

        What cannot be read although it was once signed is not merely damaged: somebody took the
        signature out, or wrote behind it what readers understand differently.
        """
        found: AbstractSet[Code] = {reason}
        if self.code is not None:
            found |= {self.code}
        elif reason is Code.UNSIGNED and self.seals:
            found |= {Code.SIGNATURE_REMOVED}
        elif reason in _NOTHING_FOUND and self.names_a_range and not self.seals:
            found |= {Code.BYTE_RANGE}
        return frozenset(found)


def read_skeleton(pdf: bytes) -> Skeleton:
    """Read the bytes alone.

    Raises:
        NotUsableError: more claims to be signed than anybody reads.
    """
    seals = seals_in(pdf)
    if not seals:
        return Skeleton((), (), None, names_a_range(pdf))
    revisions, code = account(pdf, seals[0].end)
    return Skeleton(seals, revisions, code, names_a_range=True)
