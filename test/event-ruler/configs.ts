import type { ConfigInput } from "../../config/schema";
import { ACTION_KINDS } from "../../functions/contract/action-kinds";
import { resources, synth } from "../support/synth";

const EVERY_ROUTE = { ipv6: true, portProbes: true, otherForms: true };

/** Configs whose rules are asked about. */
export const CONFIGS = {
  defaults: {},
  "all routing on": { routing: EVERY_ROUTE },
  "API calls on": { blockActions: [...ACTION_KINDS] },
  "only API calls": { blockActions: ["awsApiCall", "kubernetesApiCall"] },
  openWorkflowOnly: { routing: { openWorkflowOnly: true, severities: ["CRITICAL"] } },
  "everything on": { blockActions: [...ACTION_KINDS], routing: EVERY_ROUTE },
} satisfies Readonly<Record<string, ConfigInput>>;

/** The patterns of a config's rules, by the rule's name, as Terraform gets them. */
export const patternsOf = (given: ConfigInput): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(resources(synth(given).routing, "aws_cloudwatch_event_rule")).map(([name, rule]) => [
      name,
      String(rule["event_pattern"]),
    ]),
  );
