import { DescribeRuleGroupCommand, NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { startNetworkFirewall, type NetworkFirewallOptions } from "../../../local/stand-ins/network-firewall/server";
import { tokenBucket } from "../../../local/stand-ins/network-firewall/throttle";
import { blocking, clientConfig, firewallCaller, outcomeOf, RULE_GROUP_ARN } from "./support";

const SEED = { name: "g", arn: RULE_GROUP_ARN, capacity: 10, ruleGroup: blocking("127.0.0.1") };
const NEW_RULES = blocking("192.0.2.1");

/** Runs a test against a stand-in with one group, and takes both down. */
async function withFirewall(
  options: NetworkFirewallOptions,
  test: (
    firewall: Awaited<ReturnType<typeof startNetworkFirewall>>,
    caller: ReturnType<typeof firewallCaller>,
  ) => Promise<void>,
): Promise<void> {
  const firewall = await startNetworkFirewall(options);
  firewall.createRuleGroup(SEED);
  const caller = firewallCaller(firewall.url);
  try {
    await test(firewall, caller);
  } finally {
    caller.client.destroy();
    await firewall.close();
  }
}

describe("the throttle", () => {
  it.each([
    ["lets a burst of one second's worth through", 0, 3],
    ["lets one more through a third of a second later", 334, 4],
    ["never saves up more than the burst", 60_000, 6],
  ])("%s", (_what, waitMs, passed) => {
    let at = 0;
    const mayPass = tokenBucket({ ratePerSecond: 3 }, () => at);
    const first = Array.from({ length: 5 }, mayPass);
    at = waitMs;
    const later = waitMs > 0 ? Array.from({ length: 5 }, mayPass) : [];

    expect([...first, ...later].filter(Boolean)).toHaveLength(passed);
  });

  it("lets one call through at once at less than one a second", () => {
    const mayPass = tokenBucket({ ratePerSecond: 0.5 }, () => 0);

    expect([mayPass(), mayPass()]).toEqual([true, false]);
  });

  it("answers ThrottlingException, which the SDK retries as throttling, and applies nothing", async () => {
    let at = 0;
    await withFirewall({ throttle: { ratePerSecond: 1 }, now: () => at }, async (firewall, caller) => {
      const { UpdateToken } = await caller.describe();
      const throttled = await caller.update({ UpdateToken, RuleGroup: NEW_RULES }).catch((error: unknown) => error);
      at = 1000;

      expect(throttled).toMatchObject({ name: "ThrottlingException", $metadata: { httpStatusCode: 400 } });
      expect(firewall.ruleGroup(RULE_GROUP_ARN).updateToken).toBe(UpdateToken);
      expect(await outcomeOf(caller.update({ UpdateToken, RuleGroup: NEW_RULES }))).toBe("ok");
    });
  });

  it("is what an SDK client with retries waits for", async () => {
    await withFirewall({}, async (firewall) => {
      firewall.failNext("DescribeRuleGroup", { errorName: "ThrottlingException" });
      const client = new NetworkFirewallClient({ ...clientConfig(firewall.url), maxAttempts: 2 });

      await client.send(new DescribeRuleGroupCommand({ RuleGroupArn: RULE_GROUP_ARN }));

      expect(firewall.calls.map(({ outcome }) => outcome)).toEqual(["ThrottlingException", "ok"]);
      client.destroy();
    });
  });
});

describe("the latency", () => {
  it("passes half before each call takes effect and half after it, refused calls too", async () => {
    const slept: [number, string][] = [];
    let tokenNow = () => "";
    const sleep = (milliseconds: number) => Promise.resolve(slept.push([milliseconds, tokenNow()]));
    await withFirewall({ latencyMs: 40, sleep }, async (firewall, caller) => {
      tokenNow = () => firewall.ruleGroup(RULE_GROUP_ARN).updateToken;
      const before = tokenNow();

      await outcomeOf(caller.update({ UpdateToken: "stale", RuleGroup: NEW_RULES }));
      await caller.update({ UpdateToken: before, RuleGroup: NEW_RULES });

      expect(slept).toEqual([
        [20, before],
        [20, before],
        [20, before],
        [20, tokenNow()],
      ]);
      expect(tokenNow()).not.toBe(before);
    });
  });
});

it("waits longer for a longer answer", async () => {
  const slept: number[] = [];
  const sleep = (milliseconds: number) => Promise.resolve(slept.push(milliseconds));
  await withFirewall({ msPerMegabyte: 1e6, sleep }, async (firewall, caller) => {
    await caller.describe();
    firewall.editByHand(RULE_GROUP_ARN, blocking("192.0.2.1", "192.0.2.2", "192.0.2.3"));
    await caller.describe();

    expect(slept).toHaveLength(2);
    expect(slept[1]).toBeGreaterThan((slept[0] ?? 0) + 60);
  });
});

describe("a fault", () => {
  it.each([
    ["InternalServerError", 500],
    ["ThrottlingException", 400],
    ["InvalidTokenException", 400],
    ["AccessDeniedException", 400],
  ])("answers %s with %i once, before anything is applied", async (errorName, httpStatusCode) => {
    await withFirewall({}, async (firewall, caller) => {
      firewall.failNext("UpdateRuleGroup", { errorName });
      const { UpdateToken } = await caller.describe();

      const failed = await caller.update({ UpdateToken, RuleGroup: NEW_RULES }).catch((error: unknown) => error);

      expect(failed).toMatchObject({ name: errorName, $metadata: { httpStatusCode } });
      expect(await outcomeOf(caller.update({ UpdateToken, RuleGroup: NEW_RULES }))).toBe("ok");
    });
  });

  it("after the fact leaves the update in place, so that a retry meets a stale token", async () => {
    await withFirewall({}, async (firewall, caller) => {
      firewall.failNext("UpdateRuleGroup", { errorName: "InternalServerError", afterApply: true });
      const { UpdateToken } = await caller.describe();

      expect(await outcomeOf(caller.update({ UpdateToken, RuleGroup: NEW_RULES }))).toBe("InternalServerError");
      expect(firewall.ruleGroup(RULE_GROUP_ARN).ruleGroup).toEqual(NEW_RULES);
      expect(await outcomeOf(caller.update({ UpdateToken, RuleGroup: NEW_RULES }))).toBe("InvalidTokenException");
    });
  });

  it.each([
    ["before", false, SEED.ruleGroup],
    ["after", true, NEW_RULES],
  ])("may be a connection that drops %s the update", async (_when, afterApply, rules) => {
    await withFirewall({}, async (firewall, caller) => {
      firewall.failNext("UpdateRuleGroup", { dropConnection: true, afterApply });

      expect(await outcomeOf(caller.updateWithFreshToken({ RuleGroup: NEW_RULES }))).not.toBe("ok");
      expect(firewall.ruleGroup(RULE_GROUP_ARN).ruleGroup).toEqual(rules);
      expect(firewall.calls.at(-1)?.outcome).toBe("ConnectionDropped");
    });
  });

  it("waits for its own operation, behind the ones before it", async () => {
    await withFirewall({}, async (firewall, caller) => {
      firewall.failNext("DescribeRuleGroup", { errorName: "ThrottlingException" });
      firewall.failNext("DescribeRuleGroup", {});

      expect(await outcomeOf(caller.update({ UpdateToken: "stale", RuleGroup: NEW_RULES }))).toBe(
        "InvalidTokenException",
      );
      expect(await outcomeOf(caller.describe())).toBe("ThrottlingException");
      expect(await outcomeOf(caller.describe())).toBe("InternalServerError");
      expect(await outcomeOf(caller.describe())).toBe("ok");
    });
  });
});

describe("the journal and the protocol", () => {
  it("write down each call with its time, its outcome and its request", async () => {
    let at = 5;
    await withFirewall({ now: () => at }, async (firewall, caller) => {
      await caller.describe();
      at = 6;
      await outcomeOf(caller.update({ UpdateToken: "stale", RuleGroup: NEW_RULES }));
      firewall.editByHand(RULE_GROUP_ARN, NEW_RULES);

      expect(firewall.calls).toEqual([
        {
          operation: "DescribeRuleGroup",
          at: 5,
          outcome: "ok",
          request: { RuleGroupArn: RULE_GROUP_ARN },
          caller: "x",
        },
        {
          operation: "UpdateRuleGroup",
          at: 6,
          outcome: "InvalidTokenException",
          request: { RuleGroupArn: RULE_GROUP_ARN, UpdateToken: "stale", RuleGroup: NEW_RULES },
          caller: "x",
        },
      ]);
    });
  });

  const SIGNED = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "NetworkFirewall_20201112.ListRuleGroups",
    authorization: "AWS4-HMAC-SHA256 Credential=x",
  };
  it.each([
    ["take a signed request", {}, "{}", 200, undefined],
    [
      "refuse an operation that is not served",
      { "x-amz-target": "NetworkFirewall_20201112.CreateFirewall" },
      "{}",
      400,
      "UnknownOperationException",
    ],
    ["refuse another service", { "x-amz-target": "AmazonSSM.ListRuleGroups" }, "{}", 400, "UnknownOperationException"],
    ["refuse an unsigned request", { authorization: "" }, "{}", 403, "MissingAuthenticationTokenException"],
    [
      "refuse the other protocol",
      { "content-type": "application/x-amz-json-1.1" },
      "{}",
      400,
      "SerializationException",
    ],
    ["refuse what is no JSON object", {}, "[]", 400, "SerializationException"],
  ])("%s", async (_what, headers, body, status, type) => {
    await withFirewall({}, async (firewall) => {
      const response = await fetch(firewall.url, { method: "POST", headers: { ...SIGNED, ...headers }, body });

      expect(response.status).toBe(status);
      expect(((await response.json()) as { __type?: string }).__type).toBe(type);
    });
  });

  it("know no group that was not made, and make none twice", async () => {
    await withFirewall({}, (firewall) => {
      expect(() => firewall.ruleGroup("arn:aws:other")).toThrow("no rule group arn:aws:other");
      expect(() => firewall.createRuleGroup(SEED)).toThrow("already has");
      return Promise.resolve();
    });
  });
});
