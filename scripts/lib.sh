# What the scripts here share. Sourced, never run.
# shellcheck shell=bash

# Say what is being done, do it, and say how long it took.
step() {
  local title=$1 begun=$SECONDS
  shift
  printf '==> %s\n' "$title"
  if "$@"; then
    printf '    done: %s (%d s)\n' "$title" "$((SECONDS - begun))"
  else
    printf '    FAILED: %s (after %d s)\n' "$title" "$((SECONDS - begun))" >&2
    return 1
  fi
}

# Stop with a reason on standard error.
refuse() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
