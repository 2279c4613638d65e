"""Units, people, posts and their keys. Names of people stand here and in no other table."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from storage.schema import CODE, HASH, ID, METADATA, Instant

UNITS = Table(
    "units",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("parent_id", ID, ForeignKey("units.id"), index=True),
    Column("kind", CODE, nullable=False),
)

UNIT_NAMES = Table(
    "unit_names",
    METADATA,
    Column("unit_id", ID, ForeignKey(UNITS.c.id), primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant),
    Column("name", String(300), nullable=False),
    Column("superior_line", String(300), nullable=False),
    Column("place", String(100), nullable=False),
    Column("code", String(50), nullable=False),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("full_name", String(200), nullable=False),
    Column("email", String(254), nullable=False),
    Column("erased_at", Instant),
)

POSTS = Table(
    "posts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("unit_id", ID, ForeignKey(UNITS.c.id), nullable=False, index=True),
    Column("role", CODE, nullable=False),
    Column("title", String(200), nullable=False),
)

HOLDINGS = Table(
    "holdings",
    METADATA,
    Column("post_id", ID, ForeignKey(POSTS.c.id), primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True, index=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant),
)

DELEGATIONS = Table(
    "delegations",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("post_id", ID, ForeignKey(POSTS.c.id), nullable=False, index=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), nullable=False, index=True),
    Column("prefix", String(10), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("authority", String(300), nullable=False),  # the written act, its number and date
)

ABSENCES = Table(
    "absences",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("noted_by", ID, nullable=False),
    Column("act_id", ID, nullable=False, unique=True),
    CheckConstraint("until >= since", name="ends_after_it_begins"),
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("password_hash", String(300), nullable=False),
    Column("failed_count", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("session_epoch", Integer, nullable=False),
)

TEMPORARY_PASSWORDS = Table(  # who must choose another one before anything else
    "temporary_passwords",
    METADATA,
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True),
    Column("until", Instant, nullable=False),
)

SECOND_FACTORS = Table(
    "second_factors",
    METADATA,
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),  # its key is not in the database
    Column("begun_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger, nullable=False),
    Column("failed_count", Integer, nullable=False),
    Column("asked_at_sign_in", Boolean, nullable=False),
)

RECOVERY_CODES = Table(  # a row for each that was not used yet
    "recovery_codes",
    METADATA,
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True),
    Column("code_sha256", HASH, primary_key=True),
)

STEP_UPS = Table(
    "step_ups",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), nullable=False, index=True),
    Column("document_id", ID, nullable=False),
    Column("seen_sha256", HASH, nullable=False),
    Column("at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_by_act", ID),
)

CERTIFICATES = Table(
    "certificates",
    METADATA,
    Column("sha256", HASH, primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), index=True),
    Column("unit_id", ID, ForeignKey(UNITS.c.id), index=True),
    Column("role", String(20), nullable=False),
    Column("der", LargeBinary, nullable=False),
    Column("key_reference", String(300), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_owner"),
    CheckConstraint("role IN ('personal', 'agency')", name="role_known"),
)

DEPARTURES = Table(  # who has left: the account is closed, certificates and posts ended then
    "departures",
    METADATA,
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", CODE, nullable=False),
    Column("noted_by", ID, nullable=False),
    Column("act_id", ID, nullable=False, unique=True),
    Column("keys_gone_at", Instant),  # when the desk's folder held no key of his any more
)

REVOCATIONS = Table(  # certificates of who has left, until whoever issued them has revoked them
    "revocations",
    METADATA,
    Column("sha256", HASH, ForeignKey(CERTIFICATES.c.sha256), primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id), nullable=False, index=True),
    Column("wanted_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", ID),
)

IMAGES = Table(
    "images",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, ForeignKey(PEOPLE.c.id)),
    Column("unit_id", ID, ForeignKey(UNITS.c.id)),
    Column("kind", String(20), nullable=False),
    Column("png", LargeBinary, nullable=False),
    Column("diameter_mm", Float),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_owner"),
    CheckConstraint("kind IN ('signature', 'seal')", name="kind_known"),
)
Index("ix_images_person_id_kind", IMAGES.c.person_id, IMAGES.c.kind)
Index("ix_images_unit_id_kind", IMAGES.c.unit_id, IMAGES.c.kind)
