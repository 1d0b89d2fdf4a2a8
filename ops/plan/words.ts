import { PLACEHOLDER_CIDR } from "../../functions/contract/managed-rules";
import type { Action, ResourceChange } from "./plan";

/** What it means to the people who use the system, by resource type: what is lost, and what is not. */
interface Consequence {
  readonly noun: string;
  readonly replace: string;
  readonly destroy: string;
}

const RULE_GROUP: Consequence = {
  noun: "the rule group",
  replace:
    "all blocks are lifted until reconcile, because the new group starts empty, and rules that others wrote into it are lost. AWS refuses while a firewall policy uses the group (docs/runbook.md, A full group)",
  destroy:
    "nothing is blocked any more, and rules that others wrote into it are lost. AWS refuses while a firewall policy uses it",
};

const BLOCKLIST_LOST =
  "which hosts are blocked, why and until when is lost, and the next reconcile lifts every block. Export or back it up first";

/** Our tables, by their names in Terraform: each may be made anew at another price. */
const TABLES: Readonly<Record<string, Consequence>> = {
  blocklist: { noun: "the blocklist", replace: BLOCKLIST_LOST, destroy: BLOCKLIST_LOST },
  memory: same(
    "the memory",
    "who was blocked before is forgotten: hosts that come back are blocked as if new, and an old event may block again what was lifted",
  ),
  notified: same(
    "the table of what was told",
    "messages may be sent twice, and a digest may have lost its lines. No block is lost",
  ),
  lease: same(
    "the table of the lease",
    "nothing that lasts: for a moment two reconciles may run at once, and the update token keeps them safe",
  ),
};

const CONSEQUENCES: Readonly<Record<string, Consequence>> = {
  aws_networkfirewall_rule_group: RULE_GROUP,
  aws_networkfirewall_firewall_policy: {
    noun: "the firewall policy",
    replace: "a firewall that uses it must get the new one before the old one can go",
    destroy: "no traffic meets the rule group by it any more. AWS refuses while a firewall uses it",
  },
  aws_dynamodb_table: same("a table", "all of its rows are lost"),
  aws_lambda_function: {
    noun: "a function",
    replace: "it is missing for some seconds; executions that need it then fail, and their alarm rings",
    destroy: "executions that call it fail",
  },
  aws_sfn_state_machine: {
    noun: "a state machine",
    replace:
      "its running executions are stopped and their history is lost; events meanwhile wait in retries, then in the dead-letter queue",
    destroy: "its running executions are stopped, and what it did is not done any more",
  },
  aws_sqs_queue: same("a queue", "the messages that wait in it are lost: redrive them first"),
  aws_sns_topic: same(
    "a topic",
    "its subscriptions are lost, so alarms reach nobody until somebody subscribes and confirms again",
  ),
  aws_sns_topic_subscription: same("a subscription", "alarms do not reach it until it is confirmed again"),
  aws_cloudwatch_log_group: same("a log group", "the logs in it are lost"),
  aws_cloudwatch_metric_alarm: {
    noun: "an alarm",
    replace: "it starts without a memory of its state",
    destroy: "nobody is told any more of what it watched",
  },
  aws_cloudwatch_event_rule: {
    noun: "a rule of EventBridge",
    replace: "findings that come meanwhile are neither blocked nor told by it",
    destroy: "findings that it caught are neither blocked nor told any more, unless another rule catches them",
  },
  aws_cloudwatch_event_target: {
    noun: "the target of a rule",
    replace: "findings that come meanwhile start nothing",
    destroy: "what the rule catches starts nothing any more",
  },
  aws_scheduler_schedule: {
    noun: "a schedule",
    replace: "a start that falls into the moment is left out",
    destroy: "blocks that have ended are not lifted any more, and nothing repairs the rules",
  },
  aws_iam_role: {
    noun: "a role",
    replace: "whoever runs with it has no rights until the new one has spread",
    destroy: "whoever runs with it has no rights any more",
  },
  aws_iam_role_policy: {
    noun: "the rights of a role",
    replace: "calls meanwhile are denied",
    destroy: "calls that they allowed are denied",
  },
  aws_kms_key: same("a key", "what is encrypted with it cannot be read once the key is deleted"),
  aws_s3_bucket: same("a bucket", "all objects in it are lost; the bucket of the state holds what Terraform knows"),
};

function same(noun: string, consequence: string): Consequence {
  return { noun, replace: consequence, destroy: consequence };
}

const consequenceOf = ({ type, name }: ResourceChange): Consequence | undefined =>
  (type === "aws_dynamodb_table" ? TABLES[name] : undefined) ?? CONSEQUENCES[type];

/** What is replaced, destroyed or forgotten, as a sentence without its end; undefined for everything else. */
export function lossOf(change: ResourceChange): string | undefined {
  const consequence = consequenceOf(change);
  const noun = consequence?.noun ?? change.type;
  if (change.action === "replace") {
    const order = change.createFirst ? " (the new one is made first)" : "";
    return `replaces ${noun}${order}: ${consequence?.replace ?? "the old one is destroyed"}`;
  }
  if (change.action === "destroy") return `destroys ${noun}: ${consequence?.destroy ?? "it is gone"}`;
  if (change.action === "forget") return `forgets ${noun}: it stays in AWS, and Terraform does not manage it any more`;
  return undefined;
}

/** How much is at stake, where the plan knows it: it has just read the rules that are in the firewall. */
export function extentOf({ type, action, before }: ResourceChange): string | undefined {
  if (type !== "aws_networkfirewall_rule_group" || (action !== "replace" && action !== "destroy")) return undefined;
  const addresses = new Set(JSON.stringify(before).match(/(?<="address_definition":")[^"]+/g));
  addresses.delete(PLACEHOLDER_CIDR);
  return `${addresses.size} ${addresses.size === 1 ? "address stands" : "addresses stand"} in its rules today`;
}

/** Terraform's words for why, where they say more than the plan does. */
export const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "it is tainted: an earlier apply left it half made",
  replace_by_request: "it was asked for by -replace",
  replace_by_triggers: "replace_triggered_by names something that changes",
  delete_because_no_resource_config: "it is not in the configuration any more",
  delete_because_wrong_repetition: "its count or for_each is another now",
  delete_because_count_index: "its count is smaller now",
  delete_because_each_key: "its key is not in for_each any more",
  delete_because_no_module: "its module is not in the configuration any more",
  delete_because_no_move_target: "what it was moved to is not in the configuration",
};

/** In the order in which a reviewer wants them. */
export const ACTION_WORDS: Readonly<Record<Exclude<Action, "no-op">, string>> = {
  destroy: "to destroy",
  replace: "to replace",
  forget: "to forget",
  update: "to update",
  create: "to create",
  read: "to read",
};
