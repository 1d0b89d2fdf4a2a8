#!/usr/bin/env bash
# Is the plan of the merged commit in plan/ what the pull request showed? It is looked up by the tree of the commit: same
# content, same name. A state, a branch or a default that moved in between makes another plan, and nothing is applied.
set -euo pipefail
. .github/workflows/steps/common.sh

by_hand="Look at this run's plan, then run the workflow \`deploy\` by hand for \`$ENVIRONMENT\`: its plan is what the environment's reviewers approve."
name=plan-$ENVIRONMENT-$(tree)
# Not of forks: whoever opens a pull request can leave an artifact of any name.
found=$(gh api "repos/$GITHUB_REPOSITORY/actions/artifacts?name=$name&per_page=100" --jq '
  [.artifacts[] | select((.expired | not) and .workflow_run.head_repository_id == .workflow_run.repository_id)]
  | sort_by(.created_at) | last // empty | "\(.id) \(.workflow_run.id)"')
[ -n "$found" ] || stop "No pull request showed a plan of \`$ENVIRONMENT\` for exactly this content: none was made, it is older than its retention, or the branch was not up to date when it was merged. $by_hand"
read -r artifact run <<<"$found"
read -r event at workflow < <(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$run" --jq '"\(.event) \(.run_started_at) \(.path)"')
[ "${workflow%%@*}" = .github/workflows/plan.yml ] || stop "The artifact \`$name\` was not made by the workflow \`plan\` but by \`$workflow\`. $by_hand"
[ "$event" = pull_request ] || stop "The artifact \`$name\` was not made for a pull request but for \`$event\`. $by_hand"

rm -rf reviewed reviewed.zip
gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$artifact/zip" >reviewed.zip
unzip -q reviewed.zip -d reviewed
code=0
different=$(node scripts/run.mjs ops/plan/main.ts --from plan --same-as reviewed) || code=$?
case $code in
0) ;;
2) stop "The plan is not what the pull request showed, in: $(paste -sd';' <<<"$different"). $by_hand" ;;
*) stop "The plan could not be compared with the one that the pull request showed. $by_hand" ;;
esac
tell "The plan is the one that [the pull request showed]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$run), made at $at."
