import type { Host } from "../../../functions/domain/host";
import { hostsOf } from "../support/world";
import { parseAllowlist } from "../../../functions/domain/allowlist";
import { readFinding } from "../../../functions/domain/finding";
import { refuseFinding, refuseHost } from "../../../functions/domain/refusals";
import { networkConnection } from "../../support/findings";

/** Everything is wrong with it; each repair lets the next check speak. */
it("pins the order in which a finding is refused", () => {
  let raw: Record<string, unknown> = {
    ...networkConnection(),
    ProductArn: "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default",
    Sample: true,
    RecordState: "ARCHIVED",
    Workflow: { Status: "SUPPRESSED" },
  };
  const reasons = [
    {},
    { ProductArn: networkConnection().ProductArn },
    { Sample: false },
    { RecordState: "ACTIVE" },
    { Workflow: { Status: "RESOLVED" } },
    { Workflow: { Status: "NOTIFIED" } },
  ].map((repair) => {
    raw = { ...raw, ...repair };
    return refuseFinding(readFinding(raw))?.reason;
  });
  expect(reasons).toEqual(["NOT_GUARDDUTY", "SAMPLE", "ARCHIVED", "SUPPRESSED", "RESOLVED", undefined]);
});

it.each([
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty", true],
  ["arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/guardduty", true],
  ["arn:aws-cn:securityhub:cn-north-1::product/aws/guardduty", true],
  ["arn:aws:securityhub:us-west-2:111122223333:product/aws/guardduty", false],
  ["arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default", false],
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty-lookalike", false],
  ["arn:aws:securityhub:us-west-2::product/aws/guardduty\n", false],
  ["x arn:aws:securityhub:us-west-2::product/aws/guardduty", false],
  ["", false],
])("takes %j for GuardDuty's product: %s", (ProductArn, isGuardDuty) => {
  const refusal = refuseFinding(readFinding(networkConnection("5.6.7.8", { ProductArn })));
  expect(refusal?.reason).toBe(isGuardDuty ? undefined : "NOT_GUARDDUTY");
});

it.each([
  ["10.0.0.1", "NOT_PUBLIC", "10.0.0.1 is not a public address (private)"],
  ["5.6.7.8", "ALLOWLISTED", "5.6.7.8 is on the allowlist (0.0.0.0/0)"],
])("refuses %s as %s: a special range speaks before the allowlist", (text, reason, detail) => {
  expect(refuseHost(hostsOf(text)[0] as Host, parseAllowlist(["0.0.0.0/0"]))).toEqual({ reason, detail });
});

it("lets a public host pass that is on no allowlist", () => {
  expect(refuseHost(hostsOf("5.6.7.8")[0] as Host, parseAllowlist(["5.6.7.9"]))).toBeUndefined();
});
