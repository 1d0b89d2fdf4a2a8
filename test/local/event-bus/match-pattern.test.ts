import type { EventPattern } from "../../../local/event-bus/event-pattern";
import { matches } from "../../../local/event-bus/match-pattern";
import { fixture } from "../../support/findings";
import cases from "./cases.json";

/** cases.json was compared with AWS's event-ruler, entry by entry: what it says is what EventBridge does. */
const table = (expected: "matches" | "ignores") =>
  cases.flatMap(({ about, pattern, ...events }) =>
    (events[expected] as unknown[]).map((event) => [about, JSON.stringify(event), pattern, event] as const),
  );

describe("matches", () => {
  it.each(table("matches"))("sees %s in %s", (_about, _text, pattern, event) => {
    expect(matches(pattern as unknown as EventPattern, event)).toBe(true);
  });

  it.each(table("ignores"))("does not see %s in %s", (_about, _text, pattern, event) => {
    expect(matches(pattern as unknown as EventPattern, event)).toBe(false);
  });

  it.each([null, "text", 5, [{ a: "x" }], undefined])("ignores %p, which is not an object", (event) => {
    expect(matches({ a: ["x"] }, event)).toBe(false);
  });

  it("refuses a pattern that EventBridge refuses, with every problem", () => {
    const pattern = { a: [], b: [{ contains: "x" }] } as unknown as EventPattern;
    expect(() => matches(pattern, {})).toThrow(/a: an empty array.*b\[0\]: unknown operator "contains"/);
  });
});

describe("the seed's rules on our fixtures", () => {
  const remote = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4";
  const imported = {
    "detail-type": ["Security Hub Findings - Imported"],
    region: ["us-west-2"],
    source: ["aws.securityhub"],
  };
  const catchIpv4: EventPattern = {
    ...imported,
    detail: { findings: { ProductFields: { [remote]: [{ exists: true }] } } },
  };
  const highOrCritical: EventPattern = {
    ...imported,
    detail: { findings: { Severity: { Label: ["HIGH", "CRITICAL"] } } },
  };

  it.each([
    ["ssh-brute-force", true, false],
    ["malformed-address", true, false],
    ["suppressed", true, false],
    ["own-instance-dos", true, true],
    ["high-with-address", true, true],
    ["other-product", true, false],
    ["critical-no-address", false, true],
    ["control-failed", false, true],
    ["port-probe", false, false],
    ["ipv6-connection", false, false],
    ["action-object-only", false, false],
    ["old-unprefixed-keys", false, false],
    ["no-product-fields", false, false],
    ["custom-action-several", false, false],
  ])("for %s: catch-ipv4 %p, high or critical %p", (name, address, severe) => {
    const event = fixture(name);
    expect([matches(catchIpv4, event), matches(highOrCritical, event)]).toEqual([address, severe]);
  });
});
