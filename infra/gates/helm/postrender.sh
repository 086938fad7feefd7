#!/usr/bin/env bash
# A Helm post-renderer that changes nothing: manifests in, the same bytes out when they may go, nothing and an error when they may not.
set -euo pipefail
here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rendered="$(mktemp)"
trap 'rm -f -- "$rendered"' EXIT
cat >"$rendered"
status=0
bash "$here/../plimsoll.sh" check - ${PLIMSOLL_POLICY:+--policy "$PLIMSOLL_POLICY"} ${PLIMSOLL_ENVIRONMENT:+--environment "$PLIMSOLL_ENVIRONMENT"} --fail-on "${PLIMSOLL_FAIL_ON:-deny}" \
  --on-error "${PLIMSOLL_ON_ERROR:-unknown}" ${PLIMSOLL_SERVER:+--server "$PLIMSOLL_SERVER"} <"$rendered" >&2 || status=$?
[ "$status" -eq 0 ] || exit "$status"
cat -- "$rendered"
