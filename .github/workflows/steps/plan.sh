#!/usr/bin/env bash
# Plans $ENVIRONMENT. Leaves plan/ (the artifact) and summaries/$ENVIRONMENT.md, and the outputs `code` and `artifact`.
set -euo pipefail
. .github/workflows/steps/common.sh

arguments=(--env "$ENVIRONMENT" --markdown)
if [ -n "${FAIL_ON:-}" ]; then arguments+=(--fail-on "$FAIL_ON"); fi
rm -rf plan cdktf.out/plans
mkdir -p plan summaries
code=0
npm run --silent plan -- "${arguments[@]}" >"summaries/$ENVIRONMENT.md" || code=$?
cat "summaries/$ENVIRONMENT.md" >>"$GITHUB_STEP_SUMMARY"
case $code in
0 | 2 | 3) ;;
*)
  cat "summaries/$ENVIRONMENT.md"
  exit "$code"
  ;;
esac

# <stack>.tfplan and <stack>.json, or <stack>'s note that it waits for the stacks in front of it: apply.sh stops there.
cp -R cdktf.out/plans/. plan/
for stack in "${stacks[@]}"; do
  # Applying needs the very provider that planned.
  if [ -f "plan/$stack.tfplan" ]; then cp "$(stack_dir "$stack")/.terraform.lock.hcl" "plan/$stack.terraform.lock.hcl"; fi
done
cp "summaries/$ENVIRONMENT.md" plan/summary.md
tree >plan/tree
synthesized >plan/synthesized.sha256
{
  echo "code=$code"
  echo "artifact=$ARTIFACT-$ENVIRONMENT-$(tree)"
} >>"$GITHUB_OUTPUT"
