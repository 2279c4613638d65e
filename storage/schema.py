"""What all tables share: one metadata with named constraints, and the type of an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import MetaData, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from storage.instants import from_text, to_text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Dialect

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(100)  # of a document, person, unit, post, act: opaque, never a name
CODE = String(100)  # a stable code: a state, an act, a reason key
KEY = String(300)  # of a blob
HASH = String(64)  # sha256, hexadecimal


class Instant(TypeDecorator["datetime"]):
    """An aware datetime, kept as UTC text of fixed width on every database."""

    impl = String(27)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_text(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_text(value)
