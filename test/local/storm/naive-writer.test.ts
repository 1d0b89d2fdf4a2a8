import type { NaiveOptions } from "../../../local/storm/naive-writer";
import { OUT_OF_TIME, RETRY_WAITS_MS, runNaiveWriter } from "../../../local/storm/naive-writer";
import { naiveFirewall } from "../../../local/storm/naive-firewall";
import { startNetworkFirewall } from "../../../local/stand-ins/network-firewall/server";
import { OTHER_PUBLIC_V4 as B, PUBLIC_V4 as A } from "../../support/findings";

class Refused extends Error {
  override readonly name = "InvalidTokenException";
}

/** Time that passes only in sleep. */
function run(overrides: Partial<NaiveOptions> & Pick<NaiveOptions, "hosts" | "addHost">) {
  let time = 0;
  const waits: number[] = [];
  const options: NaiveOptions = {
    inTurn: (work) => work(),
    limitMs: 60_000,
    now: () => time,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
    ...overrides,
  };
  return runNaiveWriter(options).then((result) => ({ ...result, waits }));
}

describe("the books of the naive writer", () => {
  it("have a row for each host, enforced once its update was taken, and tell once a host", async () => {
    const added: string[] = [];

    const { rows, executions } = await run({
      hosts: [A, B, A],
      addHost: (host) => Promise.resolve(void added.push(host)),
    });

    expect(added).toEqual([A, B]);
    expect(rows).toEqual([
      { HostIp: A, EnforcedAt: "1970-01-01T00:00:00.000Z" },
      { HostIp: B, EnforcedAt: "1970-01-01T00:00:00.000Z" },
    ]);
    expect(executions).toEqual([
      { status: "SUCCEEDED", told: true },
      { status: "SUCCEEDED", told: true },
      { status: "SUCCEEDED", told: false },
    ]);
  });

  it("try again after the seed's waits", async () => {
    let tries = 0;

    const { executions, waits } = await run({
      hosts: [A],
      addHost: () => ((tries += 1) < 3 ? Promise.reject(new Refused()) : Promise.resolve()),
    });

    expect(waits).toEqual(RETRY_WAITS_MS);
    expect(executions).toEqual([{ status: "SUCCEEDED", told: true }]);
  });

  it("count a host that was refused each time as failed, and its row as not enforced", async () => {
    let tries = 0;

    const { executions, rows } = await run({
      hosts: [A],
      addHost: () => Promise.reject(new Refused(String((tries += 1)))),
    });

    expect(tries).toBe(3);
    expect(executions).toEqual([{ status: "FAILED", error: "InvalidTokenException", told: true }]);
    expect(rows).toEqual([{ HostIp: A }]);
  });

  it("leave a host alone that an earlier finding recorded and did not get in: the seed's lost host", async () => {
    const { executions, rows } = await run({ hosts: [A, A], addHost: () => Promise.reject(new Refused()) });

    expect(executions.map(({ status }) => status)).toEqual(["FAILED", "SUCCEEDED"]);
    expect(rows).toEqual([{ HostIp: A }]);
  });

  it("end at the limit", async () => {
    const { executions } = await run({ hosts: [A], addHost: () => Promise.reject(new Refused()), limitMs: 1_000 });

    expect(executions).toEqual([{ status: "FAILED", error: OUT_OF_TIME, told: true }]);
  });

  it("say of each execution when it ends", async () => {
    const ended: string[] = [];

    await run({ hosts: [A, A], addHost: () => Promise.resolve(), onEnd: ({ status }) => void ended.push(status) });

    expect(ended).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  });
});

describe("the naive writer's firewall", () => {
  const arn = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/test";
  const action = "test";
  const foreign = {
    Priority: 7,
    RuleDefinition: {
      Actions: ["aws:drop"],
      MatchAttributes: { Sources: [{ AddressDefinition: "127.0.0.1/32" }] },
    },
  };

  it("adds a host in both directions, keeps what is there, and meets a stale token as an error", async () => {
    const standIn = await startNetworkFirewall();
    standIn.createRuleGroup({
      arn,
      name: "test",
      capacity: 100,
      ruleGroup: {
        RulesSource: {
          StatelessRulesAndCustomActions: {
            StatelessRules: [foreign],
            CustomActions: [
              { ActionName: action, ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "test" }] } } },
            ],
          },
        },
      },
    });
    const firewall = naiveFirewall({
      endpoint: standIn.url,
      region: "us-west-2",
      ruleGroupArn: arn,
      managedAction: action,
    });

    await firewall.addHost(A);
    await firewall.addHost(B);
    const rules = standIn.ruleGroup(arn).ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules;
    standIn.failNext("UpdateRuleGroup", { errorName: "InvalidTokenException" });
    await expect(firewall.addHost(A)).rejects.toMatchObject({ name: "InvalidTokenException" });

    firewall.close();
    await standIn.close();
    const addresses = [A, B].map((host) => ({ AddressDefinition: `${host}/32` }));
    expect(rules).toEqual([
      foreign,
      expect.objectContaining({
        RuleDefinition: { Actions: ["aws:drop", action], MatchAttributes: { Sources: addresses } },
      }),
      expect.objectContaining({
        RuleDefinition: { Actions: ["aws:drop", action], MatchAttributes: { Destinations: addresses } },
      }),
    ]);
    expect(standIn.calls.map(({ operation }) => operation)).toHaveLength(6);
  });
});
