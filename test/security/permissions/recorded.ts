import type { FunctionName } from "../../../functions/contract/function-names";
import { lineOf, type Call } from "./call";

const PREFIX = "sechub";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;
const table = (name: string) => arn("dynamodb", `table/${PREFIX}-${name}`);
const parameter = (name: string) => arn("ssm", `parameter/sechub/${name}`);
const RULE_GROUP = arn("network-firewall", `stateless-rulegroup/${PREFIX}-blocklist`);

/** The topic of the scenario everywhere-else, and its further webhook: resources that are there by config. */
export const BY_CONFIG: readonly string[] = [arn("sns", "security"), parameter("mattermost-url")];

const CALLS: Readonly<Record<FunctionName, readonly (readonly [resource: string, ...actions: readonly string[]])[]>> = {
  "add-ip-to-ddb": [
    [table("blocklist"), "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    [table("memory"), "dynamodb:GetItem"],
  ],
  "get-ip-from-ddb": [[table("blocklist"), "dynamodb:Scan"]],
  "remove-ip-from-ddb": [
    [table("blocklist"), "dynamodb:DeleteItem", "dynamodb:GetItem"],
    [table("memory"), "dynamodb:PutItem"],
  ],
  "update-nf-rg": [
    [table("blocklist"), "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
    [table("lease"), "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    [RULE_GROUP, "network-firewall:DescribeRuleGroup", "network-firewall:UpdateRuleGroup"],
  ],
  "send-gd-finding": [
    [table("notified"), "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    [parameter("slack-webhook-url"), "ssm:GetParameter"],
    [parameter("mattermost-url"), "ssm:GetParameter"],
    [arn("sns", "security"), "sns:Publish"],
  ],
};

/**
 * What the functions' bundles call, as it arrived at the stand-ins over all scenarios, each call signed by its function.
 * test/local/scenarios/scenarios.test.ts collects it again in each run, and fails if there is one call more or less.
 */
export const recordedCalls: readonly Call[] = Object.entries(CALLS).flatMap(([name, resources]) =>
  resources.flatMap(([resource, ...actions]) =>
    actions.map((action): Call => ({ caller: `${PREFIX}-${name}`, action, resource })),
  ),
);

/** For a comparison that shows what differs. */
export const linesOf = (calls: readonly Call[]): readonly string[] =>
  calls.map((call) => `${call.caller}: ${lineOf(call)}`).sort();
