#!/usr/bin/env bash
# The plans of all environments as one comment of the pull request: found by its hidden first line, and changed.
set -euo pipefail
. .github/workflows/steps/common.sh

marker='<!-- sechub-firewall: plan -->'
comments=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments
body=$(
  printf '%s\n# Plan of %s\n' "$marker" "${HEAD_SHA:0:12}"
  sections
)
# Only our own: anybody can write the marker.
ids=$(gh api --paginate "$comments?per_page=100" --jq ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id")
id=${ids%%$'\n'*}
if [ -n "$id" ]; then
  jq -n --arg body "$body" '{ $body }' | gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --input - --jq .html_url
else
  jq -n --arg body "$body" '{ $body }' | gh api --method POST "$comments" --input - --jq .html_url
fi
