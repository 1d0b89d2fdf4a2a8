import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { createServer } from "node:http";
import { networkFirewallRuleGroup } from "../../../functions/adapters/network-firewall-rule-group";
import { merge } from "../../../functions/domain/merge";
import { listenOnLoopback } from "../../../local/stand-ins/http-server";
import { clientConfig, customAction, RULE_GROUP_ARN } from "../../local/stand-ins/support";
import { PUBLIC_V4 } from "../../support/findings";
import { codeOf, desired, groupOf, MANAGED, PLACEHOLDER, startWorld, type World } from "../support/world";

const FOREIGN = {
  Priority: 7,
  RuleDefinition: {
    MatchAttributes: {
      Sources: [{ AddressDefinition: "10.0.0.1/24" }],
      DestinationPorts: [{ FromPort: 1, ToPort: 9 }],
      Protocols: [6],
      TCPFlags: [{ Flags: ["SYN"], Masks: ["SYN", "ACK"] }],
    },
    Actions: ["aws:pass", "theirs"],
  },
};
const SETTINGS = {
  description: "Made by Terraform, in one line: é",
  encryptionConfiguration: { Type: "CUSTOMER_KMS", KeyId: "arn:aws:kms:us-west-2:111122223333:key/k" } as const,
  sourceMetadata: { SourceArn: "arn:aws:x", SourceUpdateToken: "t" },
  summaryConfiguration: { RuleOptions: ["MSG" as const] },
};

let world: World;
beforeEach(async () => {
  world = await startWorld({ ...SETTINGS, ruleGroup: groupOf([FOREIGN, PLACEHOLDER], [customAction("theirs", "x")]) });
});
afterEach(() => world.close());

const block = (snapshot: Parameters<typeof merge>[0]) => merge(snapshot, desired(PUBLIC_V4), MANAGED);

it("describes the rules, the capacity and who uses the group", async () => {
  expect(await world.ruleGroup.describe()).toMatchObject({
    rules: [FOREIGN, PLACEHOLDER],
    customActions: [customAction("theirs", "x")],
    capacityUnits: 1_000,
    numberOfAssociations: 1,
  });
});

/** Key order is the SDK's own; every value, and the order of every list, is compared as its text. */
const inOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inOrder)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, one]) => [key, inOrder(one)]),
        )
      : value;

it("brings all that others wrote out of an update byte for byte", async () => {
  const before = world.firewall.ruleGroup(RULE_GROUP_ARN);
  const snapshot = await world.ruleGroup.describe();
  expect(await world.ruleGroup.update(snapshot, block(snapshot))).toMatchObject({ outcome: "updated" });
  const now = world.firewall.ruleGroup(RULE_GROUP_ARN);
  expect(now).toMatchObject(SETTINGS);
  expect(JSON.stringify(inOrder(world.rules().slice(0, 2)))).toBe(JSON.stringify(inOrder([FOREIGN, PLACEHOLDER])));
  expect(world.customActions()[0]).toEqual(customAction("theirs", "x"));
  expect(world.held()).toEqual([PUBLIC_V4]);
  expect(now.updateToken).not.toBe(before.updateToken);
});

it("tells whether anyone has updated since a version, which an update names too", async () => {
  const snapshot = await world.ruleGroup.describe();
  expect(await world.ruleGroup.isCurrent(snapshot.version)).toBe(true);
  const updated = await world.ruleGroup.update(snapshot, block(snapshot));
  expect(await world.ruleGroup.isCurrent(snapshot.version)).toBe(false);
  expect(updated.outcome === "updated" && (await world.ruleGroup.isCurrent(updated.version))).toBe(true);
  world.firewall.editByHand(RULE_GROUP_ARN, groupOf([PLACEHOLDER]));
  expect(updated.outcome === "updated" && (await world.ruleGroup.isCurrent(updated.version))).toBe(false);
});

it("leaves settings as they were that nobody has set", async () => {
  await world.close();
  world = await startWorld();
  const snapshot = await world.ruleGroup.describe();
  await world.ruleGroup.update(snapshot, block(snapshot));
  expect(world.firewall.ruleGroup(RULE_GROUP_ARN)).not.toHaveProperty("description");
  // Describe names AWS's own key, and an update that sends it back changes nothing.
  expect(world.firewall.ruleGroup(RULE_GROUP_ARN).encryptionConfiguration).toEqual({
    KeyId: "AWS_OWNED_KMS_KEY",
    Type: "AWS_OWNED_KMS_KEY",
  });
});

it("answers stale, and changes nothing, when somebody updated since", async () => {
  const snapshot = await world.ruleGroup.describe();
  const edited = world.firewall.editByHand(RULE_GROUP_ARN, groupOf([PLACEHOLDER]));
  expect(await world.ruleGroup.update(snapshot, block(snapshot))).toEqual({ outcome: "stale" });
  expect(world.firewall.ruleGroup(RULE_GROUP_ARN)).toEqual(edited);
});

const FAULTS = [
  ["ThrottlingException", { errorName: "ThrottlingException" }, "FIREWALL_UNAVAILABLE"],
  ["InternalServerError", { errorName: "InternalServerError" }, "FIREWALL_UNAVAILABLE"],
  ["InsufficientCapacityException, a 500", { errorName: "InsufficientCapacityException" }, "FIREWALL_UNAVAILABLE"],
  ["a dropped connection", { dropConnection: true }, "FIREWALL_UNAVAILABLE"],
  ["InvalidRequestException", { errorName: "InvalidRequestException" }, "FIREWALL_REFUSED"],
  ["AccessDeniedException", { errorName: "AccessDeniedException" }, "FIREWALL_REFUSED"],
  ["ResourceNotFoundException", { errorName: "ResourceNotFoundException" }, "RULE_GROUP_UNUSABLE"],
] as const;

it.each(FAULTS)("translates %s", async (name, fault, code) => {
  const snapshot = await world.ruleGroup.describe();
  world.firewall.failNext("DescribeRuleGroup", fault);
  expect(await codeOf(world.ruleGroup.describe())).toBe(code);
  if (name === "ThrottlingException") return; // The next test.
  world.firewall.failNext("UpdateRuleGroup", fault);
  expect(await codeOf(world.ruleGroup.update(snapshot, block(snapshot)))).toBe(code);
});

it("answers an update that was throttled as such: it may be sent again as it is", async () => {
  const snapshot = await world.ruleGroup.describe();
  world.firewall.failNext("UpdateRuleGroup", { errorName: "ThrottlingException" });
  expect(await world.ruleGroup.update(snapshot, block(snapshot))).toEqual({ outcome: "throttled" });
  expect(await world.ruleGroup.update(snapshot, block(snapshot))).toMatchObject({ outcome: "updated" });
});

it("says why the firewall refuses what is over capacity", async () => {
  await world.close();
  world = await startWorld({ capacity: 2 });
  const snapshot = await world.ruleGroup.describe();
  await expect(world.ruleGroup.update(snapshot, block(snapshot))).rejects.toMatchObject({
    name: "FIREWALL_REFUSED",
    message: expect.stringContaining("the rules need 3 capacity units; the group has 2") as unknown,
    cause: { name: "InvalidRequestException" },
  });
});

it("finds a group of another kind unusable", async () => {
  const other = await listenOnLoopback(
    createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      response.end(
        JSON.stringify({
          UpdateToken: "t",
          RuleGroup: { RulesSource: { RulesString: "pass" } },
          RuleGroupResponse: { Capacity: 5 },
        }),
      );
    }),
  );
  const client = new NetworkFirewallClient(clientConfig(other.url));
  expect(await codeOf(networkFirewallRuleGroup(client, RULE_GROUP_ARN).describe())).toBe("RULE_GROUP_UNUSABLE");
  client.destroy();
  await other.close();
});

it.each([
  ["does not answer in time", undefined],
  ["answers half a sentence", '{"UpdateToken":'],
])("finds a firewall unavailable that %s", async (_, body) => {
  const broken = await listenOnLoopback(createServer((_request, response) => void (body && response.end(body))));
  const client = new NetworkFirewallClient({
    ...clientConfig(broken.url),
    requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true },
  });
  expect(await codeOf(networkFirewallRuleGroup(client, RULE_GROUP_ARN).describe())).toBe("FIREWALL_UNAVAILABLE");
  client.destroy();
  await broken.close();
});

it("finds a firewall unavailable that is not there", async () => {
  const client = new NetworkFirewallClient(clientConfig("http://127.0.0.1:9"));
  expect(await codeOf(networkFirewallRuleGroup(client, RULE_GROUP_ARN).describe())).toBe("FIREWALL_UNAVAILABLE");
  client.destroy();
});

describe("an answer that takes its time", () => {
  const DESCRIBED = JSON.stringify({
    UpdateToken: "t",
    RuleGroup: { RulesSource: { StatelessRulesAndCustomActions: { StatelessRules: [] } } },
    RuleGroupResponse: { Capacity: 5 },
  });
  const PIECES = 6;
  const pieces = Array.from({ length: PIECES }, (_, index) =>
    DESCRIBED.slice((index * DESCRIBED.length) / PIECES, ((index + 1) * DESCRIBED.length) / PIECES),
  );

  /** @param stopAfter pieces, and then silence */
  async function describeSlowly(stopAfter: number, timeMs?: () => number) {
    const slow = await listenOnLoopback(
      createServer((_request, response) => {
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
        void (async () => {
          for (const piece of pieces.slice(0, stopAfter)) {
            response.write(piece);
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          if (stopAfter >= PIECES) response.end();
        })();
      }),
    );
    const requestHandler = { requestTimeout: 400, socketTimeout: 400, throwOnRequestTimeout: true };
    const client = new NetworkFirewallClient({ ...clientConfig(slow.url), requestHandler });
    try {
      return await networkFirewallRuleGroup(client, RULE_GROUP_ARN).describe(timeMs);
    } finally {
      client.destroy();
      await slow.close();
    }
  }

  it("is not cut while it arrives, though it takes longer in all than an answer may take to begin", async () => {
    expect((await describeSlowly(PIECES)).capacityUnits).toBe(5);
  });

  it("is given up when it stops half-way", async () => {
    expect(await codeOf(describeSlowly(2))).toBe("FIREWALL_UNAVAILABLE");
  });

  it("is given up when the caller's time is up, also while it arrives", async () => {
    expect(await codeOf(describeSlowly(PIECES, () => 250))).toBe("FIREWALL_UNAVAILABLE");
  });
});
