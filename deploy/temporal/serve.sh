#!/bin/sh
# Temporal's server with the settings beside this file; the password of its database comes from a file.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
TEMPORAL_DB_PASSWORD=$(cat "$TEMPORAL_DB_PASSWORD_FILE")
TEMPORAL_DYNAMIC_CONFIG=$here/dynamic.yaml
export TEMPORAL_DB_PASSWORD TEMPORAL_DYNAMIC_CONFIG

# Who may speak to it is settled by certificates: it has no further list of users.
exec temporal-server --root / --config "$here" --env server --allow-no-auth start
