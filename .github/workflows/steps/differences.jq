# jq -rn --slurpfile a A.json --slurpfile b B.json -f differences.jq
# What two plans (`terraform show -json`) would do differently: a line for each address, nothing when they do the same.
# Names only: a value may be sensitive. Attributes that neither plan changes are left out of the comparison, since they
# move by themselves: the update token of the rule group is another one after every block.

def done:
  (.before // {}) as $before | (.after // {}) as $after | (.after_unknown // {}) as $unknown
  | { actions, replace_paths, importing, after_sensitive: (.actions != ["delete"] and (.after_sensitive // false)),
      attributes:
        (if .actions == ["delete"] then {}
         elif ($before | type) != "object" or ($after | type) != "object" or ($unknown | type) != "object" then
           { value: { before: (if $unknown == true then null else .before end), after: .after, unknown: $unknown } }
         else
           reduce ([$before, $after, $unknown] | map(keys[]) | unique[]) as $key ({};
             if $unknown[$key] == true then .[$key] = { unknown: true }
             elif $before[$key] != $after[$key] or ($unknown[$key] // false | [.. | booleans] | any) then
               .[$key] = { before: $before[$key], after: $after[$key], unknown: $unknown[$key] }
             else . end)
         end) };

def changes:
  ([ .resource_changes[]?
     | select(.change.actions != ["no-op"] and .change.actions != ["read"] or .previous_address != null)
     | { key: (.address + (if .deposed then " (deposed \(.deposed))" else "" end)),
         value: { previous_address, change: (.change | done) } } ]
   + [ .output_changes // {} | to_entries[] | select(.value.actions != ["no-op"])
       | { key: "output \(.key)", value: (.value | done) } ]
   # A plan that could not be finished is equal to none.
   + [ select(.errored == true or .complete == false) | { key: "an unfinished plan", value: true } ])
  | from_entries;

($a[0] | changes) as $first | ($b[0] | changes) as $second
| ([$first, $second] | map(keys[]) | unique[])
| select($first[.] != $second[.] or . == "an unfinished plan")
