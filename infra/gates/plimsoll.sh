#!/usr/bin/env bash
# Runs the command of this clone and builds it first when nobody has: gates are used from a clone at a pinned commit.
set -euo pipefail
root="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cli="${PLIMSOLL_CLI:-$root/dist/plimsoll.mjs}"
if [ ! -f "$cli" ]; then
  (cd "$root" && node infra/dev/build.mjs) >&2
fi
exec node "$cli" "$@"
