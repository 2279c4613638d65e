#!/bin/sh
# Temporal's tables on PostgreSQL, made or brought to this version; may be repeated.
set -eu

SQL_PASSWORD=$(cat "$TEMPORAL_DB_PASSWORD_FILE")
export SQL_PASSWORD

upgrade() { # database, schema
  temporal-sql-tool --plugin postgres12 --endpoint "$TEMPORAL_DB_HOST" --port "${TEMPORAL_DB_PORT:-5432}" \
    --user temporal --database "$1" setup-schema --version 0.0
  temporal-sql-tool --plugin postgres12 --endpoint "$TEMPORAL_DB_HOST" --port "${TEMPORAL_DB_PORT:-5432}" \
    --user temporal --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

upgrade temporal temporal
upgrade temporal_visibility visibility
