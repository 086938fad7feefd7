#!/usr/bin/env bash
# The verdict in the job's summary, and its findings at their lines in the pull request.
set -euo pipefail
here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cat -- "$PLIMSOLL_FOLDER/verdict.md" >>"$GITHUB_STEP_SUMMARY"
node "$here/annotate.mjs" "$PLIMSOLL_FOLDER/verdict.json"
