#!/usr/bin/env bash
# Plans $ENVIRONMENT. Leaves plan/ (the artifact) and summaries/$ENVIRONMENT.md, and the outputs `code` and `artifact`.
set -euo pipefail
. .github/workflows/steps/common.sh

arguments=(--env "$ENVIRONMENT" --markdown)
if [ -n "${FAIL_ON:-}" ]; then arguments+=(--fail-on "$FAIL_ON"); fi
rm -rf plan cdktf.out/plans
mkdir -p plan summaries
code=0
node scripts/run.mjs ops/plan/main.ts "${arguments[@]}" >"summaries/$ENVIRONMENT.md" || code=$?
cat "summaries/$ENVIRONMENT.md" >>"$GITHUB_STEP_SUMMARY"
case $code in
0 | 2 | 3) ;;
*)
  cat "summaries/$ENVIRONMENT.md"
  exit "$code"
  ;;
esac

# The plans, and beside them of what they were made: npm run deploy -- --plan takes the folder as a whole.
cp -R cdktf.out/plans/. plan/
cp "summaries/$ENVIRONMENT.md" plan/summary.md
{
  echo "code=$code"
  echo "artifact=$ARTIFACT-$ENVIRONMENT-$(tree)"
} >>"$GITHUB_OUTPUT"
