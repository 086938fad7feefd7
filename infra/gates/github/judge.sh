#!/usr/bin/env bash
# Judges the targets and writes the reports. Never fails itself: the last step of the action does, after the reports are shown.
set -euo pipefail
gates="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mkdir -p -- "$PLIMSOLL_FOLDER"

targets=()
while IFS= read -r line; do
  line="${line#"${line%%[![:space:]]*}"}"
  line="${line%"${line##*[![:space:]]}"}"
  [ -z "$line" ] || targets+=("$line")
done <<<"$PLIMSOLL_TARGETS"

options=(
  --fail-on "$PLIMSOLL_FAIL_ON" --on-error "$PLIMSOLL_ON_ERROR"
  --format json --output "$PLIMSOLL_FOLDER/verdict.json"
  --report "github=$PLIMSOLL_FOLDER/verdict.sarif" --report "markdown=$PLIMSOLL_FOLDER/verdict.md"
  --report "junit=$PLIMSOLL_FOLDER/verdict.xml" --report "html=$PLIMSOLL_FOLDER/verdict.html"
)
[ -z "$PLIMSOLL_POLICY" ] || options+=(--policy "$PLIMSOLL_POLICY")
[ -z "$PLIMSOLL_SERVER" ] || options+=(--server "$PLIMSOLL_SERVER")
[ -z "$PLIMSOLL_ENVIRONMENT" ] || options+=(--environment "$PLIMSOLL_ENVIRONMENT")

rm -f -- "$PLIMSOLL_FOLDER/verdict.json"
log="$(mktemp)"
trap 'rm -f -- "$log"' EXIT
status=0
bash "$gates/plimsoll.sh" check "${options[@]}" -- "${targets[@]}" 2>"$log" || status=$?
# `::` at the start of what the runner takes for a line, and `##[` anywhere, are commands to it. Source: GitHub docs, "Workflow commands"; actions/runner.
sed 's/::/: :/g; s/##/# #/g' "$log" >&2

echo "exit-code=$status" >>"$GITHUB_OUTPUT"
if [ -f "$PLIMSOLL_FOLDER/verdict.json" ]; then
  # From a closed set, so that nothing judged can add an output of its own.
  decision="$(node -e 'const { decision } = JSON.parse(require("fs").readFileSync(process.argv[1])); if (["allow", "warn", "deny", "unknown"].includes(decision)) console.log(decision)' "$PLIMSOLL_FOLDER/verdict.json")"
  folder="${PLIMSOLL_FOLDER//[$'\r\n']/}"
  printf '%s\n' "decision=$decision" "json=$folder/verdict.json" "sarif=$folder/verdict.sarif" >>"$GITHUB_OUTPUT"
else
  # Nothing was judged: why is said where a verdict would be.
  kind=error
  [ "$status" != 0 ] || kind=warning
  said="$(tail -n 5 "$log" | tr '\r' ' ' | cut -c 1-500)"
  line="${said//'%'/%25}"
  printf '%s\n' "::$kind title=Plimsoll did not judge::${line//$'\n'/%0A}"
  printf '%s\n\n' '### Plimsoll did not judge' >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  sed 's/^/    /' <<<"$said" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
