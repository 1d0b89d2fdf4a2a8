#!/usr/bin/env bash
# Applies plan/ stack after stack. As long as nothing before a stack was applied its saved plan is applied, to the byte.
# After that the saved plan may rest on outputs that are no more, and Terraform would not notice: it refuses a plan whose
# own state has moved, not one whose neighbours have. So the stack is planned anew, and applied only if that does the same.
set -euo pipefail
. .github/workflows/steps/common.sh

[ "$(cat plan/tree)" = "$(tree)" ] || stop "The plan is of another commit. Nothing was applied."
npm run --silent synth -- --env "$ENVIRONMENT"
[ "$(synthesized)" = "$(cat plan/synthesized.sha256)" ] || stop "This checkout synthesizes other files than the ones that were planned. Nothing was applied."

applied=()
so_far() { if [ ${#applied[@]} = 0 ]; then echo "Nothing was applied."; else echo "Applied: ${applied[*]}."; fi; }
again="Run the workflow \`deploy\` by hand for \`$ENVIRONMENT\`: what is applied stays, the rest is planned and reviewed anew."

for stack in "${stacks[@]}"; do
  dir=$(stack_dir "$stack")
  file=$PWD/plan/$stack.tfplan
  [ -f "$file" ] || stop "\`$stack\` could not be planned before the stacks in front of it existed. $(so_far) $again"
  cp "plan/$stack.terraform.lock.hcl" "$dir/.terraform.lock.hcl"
  terraform -chdir="$dir" init -input=false -no-color -lockfile=readonly ||
    stop "\`$stack\`: terraform init failed. $(so_far) $again"
  if [ ${#applied[@]} -gt 0 ]; then
    file=$PWD/$stack.after-${applied[-1]}.tfplan
    terraform -chdir="$dir" plan -input=false -no-color -out="$file" ||
      stop "\`$stack\`: terraform plan failed. $(so_far) $again"
    terraform -chdir="$dir" show -json "$file" >"$stack.after.json"
    different=$(jq -rn --slurpfile a "plan/$stack.json" --slurpfile b "$stack.after.json" -f "$here/differences.jq")
    [ -z "$different" ] || stop "\`$stack\` would no longer do what was reviewed, in: $(paste -sd, <<<"$different"). $(so_far) $again"
  fi
  if [ "$(jq .applyable "plan/$stack.json")" = false ]; then
    tell "- \`$stack\`: no changes"
    continue
  fi
  terraform -chdir="$dir" apply -input=false -no-color "$file" ||
    stop "\`$stack\`: terraform apply failed, and may have done a part. $(so_far) $again"
  applied+=("$stack")
  tell "- \`$stack\`: applied"
done
