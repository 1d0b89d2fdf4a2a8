#!/usr/bin/env bash
# What was changed by hand in $ENVIRONMENT, as summaries/$ENVIRONMENT.md, which begins with "No drift" when nothing was.
# In place of `npm run drift`, which does not exist yet. Takes no lock: it writes no state, and a deploy need not wait.
set -euo pipefail
. .github/workflows/steps/common.sh

mkdir -p summaries
report=summaries/$ENVIRONMENT.md
npm run --silent synth -- --env "$ENVIRONMENT"
lines=
for stack in "${stacks[@]}"; do
  dir=$(stack_dir "$stack")
  terraform -chdir="$dir" init -input=false -no-color
  code=0
  terraform -chdir="$dir" plan -refresh-only -detailed-exitcode -lock=false -input=false -no-color \
    -out="$PWD/$stack.drift.tfplan" || code=$?
  case $code in
  0) continue ;;
  2) ;;
  *) exit 1 ;;
  esac
  # 2 is also what every block does to the rule group: what counts is in the JSON.
  terraform -chdir="$dir" show -json "$PWD/$stack.drift.tfplan" >"$stack.drift.json"
  found=$(jq -r -f "$here/drift.jq" "$stack.drift.json")
  if [ -n "$found" ]; then lines+=$(printf '\n### %s\n\n%s' "$stack" "$found")$'\n'; fi
done
if [ -z "$lines" ]; then
  echo "No drift." >"$report"
else
  printf 'Changed outside of Terraform. To keep it, write it into the config or the stacks; to undo it, deploy.\n%s' "$lines" >"$report"
fi
cat "$report" >>"$GITHUB_STEP_SUMMARY"
