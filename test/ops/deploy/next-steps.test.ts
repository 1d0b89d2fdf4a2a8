import type { ConfigInput } from "../../../config/schema";
import { targetOf } from "../../../ops/aws/target";
import { nextSteps } from "../../../ops/deploy/next-steps";
import { readPlan } from "../../../ops/plan/read-plan";
import { planText, resource } from "../plan/plan-json";

const target = (config: ConfigInput = {}, env: NodeJS.ProcessEnv = {}) =>
  targetOf({ environment: "ops", environments: { ops: config }, outputs: undefined, env });
/** The stack shared, which makes this. */
const making = (...addresses: readonly string[]) => {
  const resource_changes = addresses.map((address) => resource(address, { after: {} }));
  return [{ stack: "shared", plan: readPlan("shared", planText({ resource_changes })) }];
};
const HELD = { applied: [], usedByNoPolicy: false, smoke: "held" } as const;
const LAST = expect.stringMatching(/^npm run drift -- --env ops .*npm run blocklist -- --env ops list /) as string;

describe("what is left to do", () => {
  it("is to send a sample the whole way, and to know the other commands", () => {
    expect(nextSteps(target({ region: "eu-west-1" }), HELD)).toEqual([
      expect.stringMatching(
        /^GuardDuty's own samples .*\n {2}aws guardduty create-sample-findings --region eu-west-1 .*\\\n {4}--detector-id /,
      ),
      LAST,
    ]);
  });

  it("is not that where there is no GuardDuty, or the smoke test was not made", () => {
    const url = "http://127.0.0.1:1";
    const local = target({}, { AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ENDPOINT_URL_NETWORK_FIREWALL: url });
    expect(nextSteps(local, HELD)).toEqual([LAST]);
    expect(nextSteps(target(), { ...HELD, smoke: "not made" })).toEqual([LAST]);
  });

  it("is to check again when a check failed", () => {
    expect(nextSteps(target(), { ...HELD, smoke: "failed" })).toEqual([
      "then again: npm run deploy -- --env ops --check-only",
      LAST,
    ]);
  });

  it("is to use the rule group while no policy does", () => {
    const [first] = nextSteps(target({ prefix: "sechub-x" }), { ...HELD, usedByNoPolicy: true });
    expect(first).toMatch(/^use the rule group sechub-x-blocklist in your firewall policy/);
  });

  it.each<readonly [string, ConfigInput, readonly string[], RegExp | undefined]>([
    [
      "confirm the mail",
      { alarmEmail: "a@example.com" },
      ["aws_sns_topic.alarms", "aws_sns_topic_subscription.e"],
      /^confirm the mail that AWS has sent to a@example\.com/,
    ],
    ["subscribe somebody", {}, ["aws_sns_topic.alarms"], /^subscribe somebody to the topic sechub-alarms/],
    ["do nothing for alarms that are there", { alarmEmail: "a@example.com" }, ["aws_sqs_queue.q"], undefined],
  ])("is to %s", (_, config, made, says) => {
    const steps = nextSteps(target(config), { ...HELD, smoke: "not made", applied: making(...made) });
    expect(steps).toEqual(says === undefined ? [LAST] : [expect.stringMatching(says), LAST]);
  });
});
