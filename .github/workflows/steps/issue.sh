#!/usr/bin/env bash
# The drift of all environments as one issue: opened when there is some, updated every night, with a comment when it is
# another than the night before, closed when there is none.
# An environment whose check failed counts as drift: nobody knows.
set -euo pipefail
. .github/workflows/steps/common.sh

marker='<!-- sechub-firewall: drift -->'
issues=repos/$GITHUB_REPOSITORY/issues
ids=$(gh api --paginate "$issues?state=open&per_page=100" --jq ".[] | select(.user.login == \"github-actions[bot]\" and ((.body // \"\") | startswith(\"$marker\"))) | .number")
id=${ids%%$'\n'*}

clean=true
while read -r name; do
  head -n 1 "summaries/$name.md" 2>/dev/null | grep -qx 'No drift\.' || clean=false
done < <(jq -r '.[]' <<<"$ENVIRONMENTS")
if [ $clean = true ] && [ -z "$id" ]; then exit 0; fi

# The issue's text is changed without a word to anybody; a comment is what people are told by.
headlines=$(headlines)
seen="<!-- headlines: $(cksum <<<"$headlines") -->"
if [ -n "$id" ] && [ $clean = false ]; then
  before=$(gh api "$issues/$id" --jq .body)
  grep -qxF -e "$seen" <<<"$before" ||
    jq -n --arg body "Another drift than at the last look:"$'\n\n'"$headlines" '{ $body }' |
    gh api --method POST "$issues/$id/comments" --input - --jq .html_url
fi
body=$(
  printf '%s\n%s\nAs of %s, by [this run](%s).\n' "$marker" "$seen" "$(date -u '+%Y-%m-%d %H:%M UTC')" "$(run_url)"
  sections
)
state=open
if [ $clean = true ]; then state=closed; fi
title="Drift: changed by hand, or rules and table out of step"
if [ -n "$id" ]; then
  jq -n --arg body "$body" --arg state "$state" '{ $body, $state }' | gh api --method PATCH "$issues/$id" --input - --jq .html_url
else
  jq -n --arg title "$title" --arg body "$body" '{ $title, $body }' | gh api --method POST "$issues" --input - --jq .html_url
fi
