#!/usr/bin/env bash
# The gate: `scripts/gate.sh check` reads the code (about a minute), `... test` reads it and runs every test but the soak.
# Every part is run even if an earlier one failed; what failed is named at the end. pytest speaks last.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# Python 3.11 before .8 can fail to print a traceback while another thread prints one, because both parse source for the
# little marks under a line; pytest then ends without saying which test had failed.
export PYTHONNODEBUGRANGES=1

what=${1:?say check, test or soak}
failed=()

part() {
  step "$@" || failed+=("$1")
}

read_the_code() {
  part "ruff check" .venv/bin/ruff check --quiet .
  part "ruff format" .venv/bin/ruff format --quiet --check .
  part "mypy --strict" .venv/bin/mypy
  part "import layers" .venv/bin/lint-imports --no-logo
  part "shell scripts" shellcheck -x scripts/*.sh deploy/*/*.sh .ci/run
}

case $what in
  check)
    read_the_code
    part "pytest without servers" .venv/bin/pytest -m 'not (temporal or office or judges or browser or minio or postgres or soak)'
    ;;
  test)
    read_the_code
    part "pytest" .venv/bin/pytest -m "not soak" --durations=10 -n 2
    ;;
  soak)
    part "pytest, the long ones" .venv/bin/pytest -m soak --durations=0 --timeout=0
    ;;
  *) refuse "unknown: $what" ;;
esac

if [ "${#failed[@]}" -gt 0 ]; then
  printf 'the gate is shut:\n' >&2
  printf '  %s\n' "${failed[@]}" >&2
  exit 1
fi
