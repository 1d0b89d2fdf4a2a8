#!/usr/bin/env bash
# npm run deploy of $ENVIRONMENT, with the arguments that are given; the run's summary says what was done, or why not.
set -euo pipefail
. .github/workflows/steps/common.sh

work=$(mktemp -d)
mkfifo "$work/told"
# stdout is what was done. Progress goes to stderr, and so does a refusal before anything was done: its last line.
(trap '' INT TERM && exec tee "$work/progress") <"$work/told" >&2 &
progress=$!
# What stops this script has to reach the deploy, which would go on and apply: npm passes no signal on, and bash none to
# what it waits for in the foreground.
node scripts/run.mjs ops/deploy/main.ts --env "$ENVIRONMENT" "$@" >"$work/done" 2>"$work/told" &
deploy=$!
trap 'kill -TERM "$deploy"' INT TERM
code=0
wait "$deploy" || code=$?
# A signal ends the wait, not the deploy.
while kill -0 "$deploy" 2>/dev/null; do
  code=0
  wait "$deploy" || code=$?
done
wait "$progress"

[ -s "$work/done" ] || tail -n 1 "$work/progress" >"$work/done"
tell '```text' "$(cat "$work/done")" '```'
rm -r "$work"
[ "$code" = 0 ] || stop "The deploy of \`$ENVIRONMENT\` is not whole, or does not work yet. Mend what is said above, then run the workflow \`deploy\` by hand for \`$ENVIRONMENT\`: what is applied stays, the rest is planned and reviewed anew, and where nothing is left to apply the checks are made once more."
