# A line of Markdown for each attribute that was changed by hand, out of `terraform show -json` of a refresh-only plan.
# The rules of the group are no drift: the functions write them (docs/adr/0002), and each block makes another token.
def ours: { aws_networkfirewall_rule_group: ["rule_group", "update_token", "description", "encryption_configuration"] };

def shown($sensitive):
  if $sensitive | [.. | booleans] | any then "(sensitive)"
  else tojson | gsub("`"; "'") | if length > 200 then .[:200] + "…" else . end | "`\(.)`" end;

.resource_drift[]?
| .address as $address | .type as $type | .change as $change
| if .change.actions == ["delete"] then "- `\($address)`: **missing**"
  elif .change.actions == ["no-op"] then empty
  else
    (($change.before // {}) + ($change.after // {}) | keys[]) as $key
    | select($change.before[$key] != $change.after[$key])
    | select(ours[$type] // [] | index($key) | not)
    | "- `\($address)`, `\($key)`: "
      + ($change.before[$key] | shown($change.before_sensitive | if type == "object" then .[$key] else . end))
      + " is now "
      + ($change.after[$key] | shown($change.after_sensitive | if type == "object" then .[$key] else . end))
  end
