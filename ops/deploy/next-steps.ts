import type { Config } from "../../config/schema";
import type { Target } from "../aws/target";
import type { PlannedStack } from "../plan/summary";

interface Found {
  /** What this run has applied. */
  readonly applied: readonly PlannedStack[];
  readonly usedByNoPolicy: boolean;
  readonly smoke: "held" | "failed" | "not made";
}

/** What is left to do for a person: only what applies, the most urgent first. */
export function nextSteps(
  { config, endpoints, names }: Target,
  { applied, usedByNoPolicy, smoke }: Found,
): readonly string[] {
  const { environment } = config;
  const made = new Set(applied.flatMap(created));
  return [
    ...(usedByNoPolicy
      ? [
          `use the rule group ${names.ruleGroup} in your firewall policy, as a stateless rule group before those that pass traffic: until then a block drops no packet (README, "Deploy")`,
        ]
      : []),
    ...alarmSteps(config, made),
    ...(smoke === "failed" ? [`then again: npm run deploy -- --env ${environment} --check-only`] : []),
    ...(smoke === "held" && !endpoints.local ? [wholeWay(config)] : []),
    `npm run drift -- --env ${environment} finds what is changed by hand; npm run blocklist -- --env ${environment} list shows who is blocked`,
  ];
}

function alarmSteps({ alarmEmail, prefix }: Config, made: ReadonlySet<string>): readonly string[] {
  if (made.has("aws_sns_topic_subscription") && alarmEmail !== undefined) {
    return [`confirm the mail that AWS has sent to ${alarmEmail}: until then no alarm arrives`];
  }
  return made.has("aws_sns_topic") && alarmEmail === undefined
    ? [`subscribe somebody to the topic ${prefix}-alarms (or set alarmEmail): nobody hears the alarms yet`]
    : [];
}

/** Nobody but AWS may send events of aws.securityhub, so the smoke test begins behind the rules. */
const wholeWay = ({ region }: Config): string =>
  [
    "GuardDuty's own samples take the whole way, by Security Hub and EventBridge, within some minutes:",
    `  aws guardduty create-sample-findings --region ${region} --finding-types UnauthorizedAccess:EC2/SSHBruteForce \\`,
    `    --detector-id "$(aws guardduty list-detectors --region ${region} --query 'DetectorIds[0]' --output text)"`,
  ].join("\n");

const created = (planned: PlannedStack): readonly string[] =>
  "plan" in planned
    ? planned.plan.changes.filter(({ action }) => action === "create" || action === "replace").map(({ type }) => type)
    : [];
