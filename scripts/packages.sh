#!/usr/bin/env bash
# See that the Debian packages of packages.txt are here: `scripts/packages.sh run` or `... dev` (run and dev).
# Root installs what is missing; anyone else is told the exact command.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

use=${1:?say run or dev}

wanted() {
  awk -v use="$use" '/^#/ || !NF {next} $1 == "run" || use == "dev" {print $2, $3}' packages.txt
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_here() {
  local package command
  while read -r package command; do
    if command -v dpkg-query >/dev/null; then
      installed "$package" || echo "$package"
    elif [ "$command" != - ]; then
      command -v "$command" >/dev/null || echo "$package"
    fi
  done < <(wanted)
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -q -y --no-install-recommends "$@"
}

mapfile -t missing < <(missing_here)
[ "${#missing[@]}" -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  refuse "missing here, by their Debian names: ${missing[*]}. Install them with this system's package tool."
elif [ "$(id -u)" -ne 0 ]; then
  refuse "missing Debian packages. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
fi
step "install Debian packages: ${missing[*]}" install "${missing[@]}"
