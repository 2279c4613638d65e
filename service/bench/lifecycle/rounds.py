"""One round: so many callers at once, each carrying so many documents through all their acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from workflows.domain.lifecycle import Act

PATH: Final = (  # real acts without slow work: what is measured is acts, not LibreOffice
    Act.CREATE,
    Act.SAVE,
    Act.SAVE,
    Act.OPEN_ROUND,
    Act.CLOSE_ROUND,
    Act.SAVE,
    Act.SAVE,
    Act.WITHDRAW,
)


@dataclass(frozen=True, slots=True)
class Load:
    """How much one round asks for; `turn` tells the rounds of as many callers apart."""

    callers: int
    documents_each: int
    turn: int

    @property
    def documents(self) -> list[list[str]]:
        """The documents' names, by caller; the same on both sides."""
        name, each = f"bench-{self.callers}-{self.turn}", range(self.documents_each)
        return [[f"{name}-{caller}-{n}" for n in each] for caller in range(self.callers)]

    @property
    def acts(self) -> int:
        """How many acts that is."""
        return self.callers * self.documents_each * len(PATH)


@dataclass(frozen=True, slots=True)
class Carried:
    """One document at the end of its path: the seconds that its caller waited for each act."""

    workflow_id: str
    waits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What came out: seconds from the first act of all to the last, and every document."""

    load: Load
    seconds: float
    documents: tuple[Carried, ...]
    processor_seconds: float = 0.0  # of server, worker and callers; known to whoever watches them

    @property
    def acts_a_second(self) -> float:
        """How many acts were done in a second, all callers together."""
        return self.load.acts / self.seconds

    @property
    def processor_an_act(self) -> float:
        """How many seconds the processors computed for one act."""
        return self.processor_seconds / self.load.acts

    @property
    def waits(self) -> list[float]:
        """How long callers waited, in seconds, act by act."""
        return [wait for document in self.documents for wait in document.waits]


class Side(Protocol):
    """One of the two that are compared."""

    def run(self, load: Load) -> Round:
        """Carry all documents of the load to their end."""
        ...


def act_id(document: str, number: int) -> str:
    """Return the id of a document's act; the same shape on both sides."""
    return f"{document}-{number}"
