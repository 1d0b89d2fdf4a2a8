/**
 * Attributes that say nothing about the shape of a resource.
 *
 * | attributes                                            | why not                                                       |
 * |-------------------------------------------------------|---------------------------------------------------------------|
 * | three of the rule group                               | the functions write them, Terraform ignores them (ADR 2)      |
 * | tokens, revisions, times of the last change           | each says only that something else changed, which is shown    |
 * | policies within a role, a topic, a queue              | copies of what resources of their own hold, and show          |
 * | whether and how a subscription was confirmed          | its owner does that by a mail                                 |
 *
 * A copy differs from the state right after the deploy that made its resource. A test sees that each copy has that resource.
 */
export const NOT_SHAPE: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ["inline_policy", "managed_policy_arns"],
  aws_lambda_function: ["last_modified"],
  aws_networkfirewall_firewall_policy: ["update_token"],
  aws_networkfirewall_rule_group: ["rule_group", "description", "encryption_configuration", "update_token"],
  aws_sfn_state_machine: ["revision_id"],
  aws_sns_topic: ["policy"],
  aws_sns_topic_subscription: ["pending_confirmation", "confirmation_was_authenticated"],
  aws_sqs_queue: ["policy"],
};

/** The values of a resource of that type that are its shape: who else writes it changed it by hand. */
export function shapeOf(type: string, values: unknown): unknown {
  if (typeof values !== "object" || values === null) return values;
  const ours = NOT_SHAPE[type] ?? [];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !ours.includes(name)));
}
