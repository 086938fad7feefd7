#!/usr/bin/env bash
# All files of a call are one change. `args:` of the hook come first, as options; files follow.
set -euo pipefail
exec bash "$(dirname "${BASH_SOURCE[0]}")/../plimsoll.sh" check "$@"
