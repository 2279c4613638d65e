#!/usr/bin/env bash
# Write the lock files anew from pyproject.toml. Hashes of every file, no index and no host name in them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

compile() {
  .venv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
    --python-version 3.11 "$@"
}

step "lock what development needs" compile pyproject.toml scripts/build-requirements.in --extra dev --upgrade -o requirements-dev.lock
step "lock what running needs" compile pyproject.toml scripts/build-requirements.in -c requirements-dev.lock --upgrade -o requirements.lock
