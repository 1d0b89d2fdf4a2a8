#!/usr/bin/env bash
# npm run deploy of $ENVIRONMENT, with the arguments that are given; the run's summary says what was done, or why not.
set -euo pipefail
. .github/workflows/steps/common.sh

work=$(mktemp -d)
code=0
# stdout is what was done. Progress goes to stderr, and so does a refusal before anything was done: its last line.
npm run --silent deploy -- --env "$ENVIRONMENT" "$@" 2>&1 >"$work/done" | tee "$work/progress" || code=$?
[ -s "$work/done" ] || tail -n 1 "$work/progress" >"$work/done"
tell '```text' "$(cat "$work/done")" '```'
rm -r "$work"
[ "$code" = 0 ] || stop "The deploy of \`$ENVIRONMENT\` is not whole, or does not work yet. Mend what is said above, then run the workflow \`deploy\` by hand for \`$ENVIRONMENT\`: what is applied stays, the rest is planned and reviewed anew."
