#!/usr/bin/env bash
# Make .venv from the lock files: `scripts/python.sh run` or `... dev`. Costs nothing when the stamp still fits.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

use=${1:?say run or dev}
python=${PYTHON:-python3}
venv=.venv

stamp_of() {
  local lock=requirements.lock
  [ "$1" = run ] || lock=requirements-dev.lock
  { echo "$1"; cat "$lock" pyproject.toml; } | sha256sum | cut -d ' ' -f 1
}

# An environment made for development also runs the product.
up_to_date() {
  [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' || return 1
  grep -qxF -e "$(stamp_of "$use")" -e "$(stamp_of dev)" "$venv/made-from" 2>/dev/null
}

make_environment() {
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || refuse "$python is older than Python 3.11; name another one: make PYTHON=python3.12"
  "$python" -m venv "$venv" || refuse "$python cannot make a virtual environment; on Debian run: sudo apt-get install python3-venv"
}

install_locked() {
  local lock=requirements.lock
  [ "$use" = run ] || lock=requirements-dev.lock
  "$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
}

# Without build isolation: the build back end is in the lock file too, so nothing unhashed is fetched.
install_project() {
  "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
}

up_to_date && exit 0
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  step "make $venv" make_environment
fi
step "install Python packages from the lock file (first time: some minutes)" install_locked
step "install this project into $venv" install_project
stamp_of "$use" > "$venv/made-from"
