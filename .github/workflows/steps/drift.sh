#!/usr/bin/env bash
# What was changed by hand in $ENVIRONMENT, as summaries/$ENVIRONMENT.md, whose first line is "No drift." when nothing was.
set -euo pipefail

report=summaries/$ENVIRONMENT.md
mkdir -p summaries
code=0
node scripts/run.mjs ops/drift/main.ts --env "$ENVIRONMENT" --markdown --accept "${ACCEPT:-}" >"$report" || code=$?
# 2: there is some, and the report says what. With an error there is none: nothing may be taken for one.
case $code in
0 | 2) cat "$report" >>"$GITHUB_STEP_SUMMARY" ;;
*)
  rm -f "$report"
  exit "$code"
  ;;
esac
