/**
 * Of the group, what the functions write in it: Terraform ignores three of them (docs/adr/0002), and each block makes
 * another token; the rules are judged by the table. Of the others, what another value says only that something was
 * updated: whatever that was shows by itself.
 */
const NOT_SHAPE: Readonly<Record<string, readonly string[]>> = {
  aws_lambda_function: ["last_modified"],
  aws_networkfirewall_firewall_policy: ["update_token"],
  aws_networkfirewall_rule_group: ["rule_group", "description", "encryption_configuration", "update_token"],
  aws_sfn_state_machine: ["revision_id"],
};

/** The values of a resource of that type that are its shape: who else writes it changed it by hand. */
export function shapeOf(type: string, values: unknown): unknown {
  if (typeof values !== "object" || values === null) return values;
  const ours = NOT_SHAPE[type] ?? [];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !ours.includes(name)));
}
