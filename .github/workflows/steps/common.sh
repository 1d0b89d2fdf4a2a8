# What the steps share. Sourced from the root of the checkout, under `set -euo pipefail`.
# shellcheck shell=bash

tell() { printf '%s\n' "$@" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"; }

stop() {
  printf '::error::%s\n' "$1"
  tell "**Stopped.** $1" >/dev/null
  exit 1
}

# The name of a plan binds it to an environment and to the content of a commit, whatever the commit is called.
tree() { git rev-parse 'HEAD^{tree}'; }

# The environments' summaries one below the other, cut so that GitHub takes the text; one that is missing failed.
sections() {
  local names=() name file limit
  mapfile -t names < <(jq -r '.[]' <<<"$ENVIRONMENTS")
  if [ ${#names[@]} = 0 ]; then return; fi
  limit=$((60000 / ${#names[@]}))
  for name in "${names[@]}"; do
    file=summaries/$name.md
    printf '\n## %s\n\n' "$name"
    if [ ! -f "$file" ]; then
      printf 'Failed, or was not run: see [the run](%s).\n' "$(run_url)"
    elif [ "$(wc -c <"$file")" -gt "$limit" ]; then
      # By bytes, then without the broken character that this may leave.
      head -c "$limit" "$file" | iconv -f utf-8 -t utf-8 -c
      # A code block that was open stays open otherwise.
      if [ $(($(head -c "$limit" "$file" | grep -c '^```') % 2)) = 1 ]; then printf '\n```\n'; fi
      printf '\n\n**Cut here.** All of it: the summary of [the run](%s).\n' "$(run_url)"
    else
      cat "$file"
    fi
  done
}

# What each environment's summary says first; what is missing says that.
headlines() {
  local name line
  while read -r name; do
    line=$(head -n 1 "summaries/$name.md" 2>/dev/null) || line='Failed, or was not run.'
    printf -- '- `%s`: %s\n' "$name" "$line"
  done < <(jq -r '.[]' <<<"$ENVIRONMENTS")
}

run_url() { printf '%s/%s/actions/runs/%s' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"; }
