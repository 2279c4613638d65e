"""Every table of the database, for whoever needs the schema as a whole."""

from __future__ import annotations

from storage.ledger import tables as ledger
from storage.people import tables as people
from storage.readmodel import tables as readmodel
from storage.registers import tables as registers
from storage.schema import METADATA

ROOMS = (ledger, registers, people, readmodel)

__all__ = ["METADATA", "ROOMS"]
