import {
  event,
  finding,
  fixture,
  fixtureNames,
  longTitle,
  networkConnection,
  OTHER_PUBLIC_V4,
  portProbe,
  PUBLIC_V4,
  PUBLIC_V6,
} from "./findings";

/** Jest types its asymmetric matchers as any. */
const textLike = (pattern: RegExp) => expect.stringMatching(pattern) as unknown;

const REMOTE_V4 = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4";
const REMOTE_V6 = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV6";

describe("fixtures", () => {
  it("has one file for every kind of finding", () => {
    expect(fixtureNames()).toEqual([
      "action-object-only",
      "api-call",
      "archived",
      "control-failed",
      "critical-no-address",
      "custom-action-several",
      "documentation-host",
      "high-with-address",
      "ipv6-connection",
      "kubernetes-api-call",
      "malformed-address",
      "network-object-ipv6",
      "no-product-fields",
      "notified",
      "old-unprefixed-keys",
      "other-product",
      "own-instance-dos",
      "port-probe",
      "private-host",
      "resolved",
      "sample-additional-info",
      "sample-product-field",
      "sample-top-level",
      "ssh-brute-force",
      "suppressed",
    ]);
  });

  describe.each(fixtureNames())("%s", (name) => {
    it("is an EventBridge event of Security Hub", () => {
      expect(fixture(name)).toEqual({
        version: "0",
        id: textLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        "detail-type": `Security Hub Findings - ${name === "custom-action-several" ? "Custom Action" : "Imported"}`,
        source: "aws.securityhub",
        account: "111122223333",
        time: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: "us-west-2",
        resources: [textLike(/^arn:aws:securityhub:us-west-2:/)],
        detail: expect.objectContaining({ findings: fixture(name).detail.findings }) as unknown,
      });
    });

    it("carries findings of our invented account, within ASFF's limits for text", () => {
      const { findings } = fixture(name).detail;
      expect(findings).toHaveLength(name === "custom-action-several" ? 3 : 1);
      for (const each of findings) {
        expect(each).toMatchObject({ SchemaVersion: "2018-10-08", AwsAccountId: "111122223333" });
        expect(String(each["Title"]).length).toBeLessThanOrEqual(256);
        expect(String(each["Description"]).length).toBeLessThanOrEqual(1_024);
      }
    });

    it("has ProductFields of strings: at most 50 pairs, key 128, value 2,048", () => {
      const pairs = fixture(name).detail.findings.map(({ ProductFields = {} }) => Object.entries(ProductFields));
      expect(Math.max(...pairs.map((list) => list.length))).toBeLessThanOrEqual(50);
      const tooLong = pairs.flat().filter(([key, value]) => {
        return typeof value !== "string" || key.length > 128 || value.length > 2_048;
      });
      expect(tooLong).toEqual([]);
    });

    it("mentions no account but our own", () => {
      const accounts = JSON.stringify(fixture(name)).match(/(?<=[:/"])\d{12}(?=[:/"])/g);
      expect(new Set(accounts)).toEqual(new Set(["111122223333"]));
    });
  });

  it("gives every finding its own Id", () => {
    const ids = fixtureNames().flatMap((name) => fixture(name).detail.findings.map(({ Id }) => Id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("names the action in a custom action event", () => {
    expect(fixture("custom-action-several").detail.actionName).toBe("Block host");
  });
});

describe("factories", () => {
  it.each([
    ["an IPv4 host under ipAddressV4", PUBLIC_V4, REMOTE_V4],
    ["an IPv6 host under ipAddressV6", PUBLIC_V6, REMOTE_V6],
  ])("networkConnection puts %s", (_, ip, key) => {
    expect(networkConnection(ip).ProductFields).toMatchObject({ [key]: ip });
  });

  it("portProbe numbers its details as Security Hub does", () => {
    expect(portProbe([PUBLIC_V4, OTHER_PUBLIC_V4]).ProductFields).toMatchObject({
      "aws/guardduty/service/action/portProbeAction/portProbeDetails.0_/remoteIpDetails/ipAddressV4": PUBLIC_V4,
      "aws/guardduty/service/action/portProbeAction/portProbeDetails.1_/remoteIpDetails/ipAddressV4": OTHER_PUBLIC_V4,
    });
  });

  it("gives findings about different hosts different Ids, and the same host the same", () => {
    expect(networkConnection(PUBLIC_V4).Id).toBe(networkConnection(PUBLIC_V4).Id);
    expect(networkConnection(PUBLIC_V4).Id).not.toBe(networkConnection(OTHER_PUBLIC_V4).Id);
  });

  it("merges ProductFields and replaces every other field", () => {
    const changed = networkConnection(PUBLIC_V4, { RecordState: "ARCHIVED", ProductFields: { extra: "1" } });
    expect(changed).toMatchObject({ RecordState: "ARCHIVED", ProductFields: { extra: "1", [REMOTE_V4]: PUBLIC_V4 } });
  });

  it.each([
    ["a field", { Severity: undefined }, ["Severity"]],
    ["all ProductFields", { ProductFields: undefined }, ["ProductFields"]],
    ["one pair of ProductFields", { ProductFields: { [REMOTE_V4]: undefined } }, ["ProductFields", REMOTE_V4]],
  ])("takes away %s that is overridden with undefined", (_, overrides, path) => {
    expect(networkConnection(PUBLIC_V4)).toHaveProperty(path);
    expect(networkConnection(PUBLIC_V4, overrides)).not.toHaveProperty(path);
  });

  it("makes a title of exactly 10,000 characters", () => {
    expect(longTitle()["Title"]).toHaveLength(10_000);
  });

  it("wraps findings in an event, one resource each", () => {
    const made = event([finding(), portProbe()], { region: "eu-west-1" });
    expect(made).toMatchObject({ region: "eu-west-1", detail: { findings: [finding(), portProbe()] } });
    expect(made.resources).toHaveLength(2);
  });
});
