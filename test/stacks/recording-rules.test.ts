import { readFinding } from "../../functions/domain/finding";
import { remoteAddresses } from "../../functions/domain/remote-hosts";
import { alternativesOf } from "../../local/event-bus/alternatives";
import { validatePattern } from "../../local/event-bus/validate-pattern";
import { CONFIGS } from "../event-ruler/configs";
import { mutations } from "../event-ruler/mutations";
import { fixture, fixtureNames, type Finding } from "../support/findings";
import { matching, rulesOf } from "../support/matching-rules";

const everything = rulesOf(CONFIGS["everything on"]);
const mutated = fixtureNames().flatMap((name) => mutations(fixture(name)).map((each) => ({ ...each, name })));
const findingsOf = (given: unknown) => (given as { detail: { findings: unknown } }).detail.findings;
const isHeard = (given: Record<string, unknown>) =>
  given["region"] === "us-west-2" &&
  given["source"] === "aws.securityhub" &&
  given["detail-type"] === "Security Hub Findings - Imported";

describe("the rules that record", () => {
  it("take every finding of GuardDuty in which the function reads a remote host, when everything is on", () => {
    const named = mutated.filter(({ about, event: given }) => {
      const findings = findingsOf(given);
      return (
        isHeard(given as Record<string, unknown>) &&
        Array.isArray(findings) &&
        // Port probes are known by their action's type alone.
        !about.includes("another type of action") &&
        (findings as Finding[]).some(
          (finding) =>
            readFinding(finding).productArn.endsWith("::product/aws/guardduty") &&
            remoteAddresses(readFinding(finding)).length > 0,
        )
      );
    });
    expect(named.length).toBeGreaterThan(500);
    expect(named.filter(({ event: given }) => matching(everything.record, given).length === 0)).toEqual([]);
  });

  it("leave to catch-ipv4 what it takes, so that no finding starts two executions", () => {
    const twice = mutated.filter(({ event: given }) => {
      const rules = matching(everything.record, given);
      return rules.includes("ipv4") && rules.length > 1 && !hasSeveral(given);
    });
    expect(twice).toEqual([]);
  });

  it.each([
    ...["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"].map((Status) => ({ Workflow: { Status } })),
    { RecordState: "ARCHIVED" },
  ])("take a finding in the state %j as they take it in any other: a suppression lifts its block", (state) => {
    for (const name of fixtureNames()) {
      const given = fixture(name);
      const findings = given.detail.findings.map((finding) => ({ ...finding, ...state }));
      const changed = { ...given, detail: { ...given.detail, findings } };
      expect([name, ...matching(everything.record, changed)]).toEqual([name, ...matching(everything.record, given)]);
    }
  });
});

describe("a product that the config lists", () => {
  const PRODUCT = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";
  const of = (name: string, ProductArn: string) => {
    const given = fixture(name);
    const findings = given.detail.findings.map((finding) => ({ ...finding, ProductArn }));
    return { ...given, detail: { ...given.detail, findings } };
  };

  it.each(["ipv6-connection", "port-probe", "action-object-only"])("is taken by the rules of GuardDuty: %s", (name) => {
    const listing = rulesOf({ ...CONFIGS["everything on"], blockFrom: { products: [PRODUCT] } });
    const asGuardDuty = matching(everything.record, fixture(name));
    expect(asGuardDuty).toHaveLength(1);
    expect(matching(listing.record, of(name, PRODUCT))).toEqual(asGuardDuty);
    expect(matching(listing.record, fixture(name))).toEqual(asGuardDuty);
    expect(matching(listing.record, of(name, PRODUCT.replace("default", "other")))).toEqual([]);
    expect(matching(everything.record, of(name, PRODUCT))).toEqual([]);
  });
});

const hasSeveral = (given: unknown) => {
  const findings = findingsOf(given);
  return Array.isArray(findings) && findings.length > 1;
};

describe("what EventBridge asks of a pattern", () => {
  it("holds with as many products as the config takes, in the region with the longest name", () => {
    const product = (n: number) =>
      `arn:aws:securityhub:ap-southeast-2:11112222${String(3333 + n)}:product/11112222${String(3333 + n)}/default`;
    const upTo = (count: number) => Array.from({ length: count }, (_, n) => product(n));
    const fits = (count: number) => JSON.stringify(upTo(count)).length <= 1_000;
    const count = Array.from({ length: 40 }, (_, n) => n).findLast(fits) ?? 0;
    const withProducts = (products: readonly string[]) =>
      rulesOf({
        ...CONFIGS["everything on"],
        region: "ap-southeast-2",
        blockFrom: { products: [...products] },
      }).all;

    expect(count).toBeGreaterThan(10);
    for (const pattern of Object.values(withProducts(upTo(count))))
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
    expect(() => withProducts(upTo(count + 1))).toThrow(/blockFrom\.products .* at most 1000 characters together/);
  });

  const patterns = Object.entries(CONFIGS).flatMap(([config, given]) =>
    Object.entries(rulesOf(given).all).map(([rule, pattern]) => [config, rule, pattern] as const),
  );

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, and eb-event-patterns-best-practices.html
  it.each(patterns)(
    "holds, with %s, for %s: valid, at most 2,048 characters, fewer than 1,000 alternatives",
    (...given) => {
      const [, , pattern] = given;
      expect(validatePattern(pattern)).toEqual([]);
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
      expect(alternativesOf(pattern).length).toBeLessThan(1_000);
    },
  );
});
