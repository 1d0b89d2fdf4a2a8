import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../../../local/stand-ins/network-firewall/server";
import { refreshFolders } from "../../../ops/drift/refresh-stacks";
import { stackDrift } from "../../../ops/drift/stack-drift";
import { targetOf } from "../../../ops/aws/target";
import { liveGroup, type LiveGroup } from "../../../ops/terraform/live-group";
import { planFolders } from "../../../ops/terraform/plan-stacks";
import type { Terraform } from "../../../ops/terraform/run-terraform";
import { planText, resource } from "../plan/plan-json";

const ARN = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/sechub-blocklist";
const GROUP = "aws_networkfirewall_rule_group.rule-group";
const RULES = {
  RulesSource: {
    StatelessRulesAndCustomActions: {
      StatelessRules: [
        {
          Priority: 1,
          RuleDefinition: {
            Actions: ["aws:drop"],
            MatchAttributes: { Sources: [{ AddressDefinition: "198.51.100.7/32" }] },
          },
        },
      ],
    },
  },
};

let folder: string;
let firewall: NetworkFirewallStandIn;
let live: LiveGroup;
let calls: string[][];
let said: string[];
/** What terraform answers to the targeted look: its exit code, and what `show` prints of it. */
let look: { status: number; json: string };
let state: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub look-"));
  mkdirSync(path.join(folder, "plans"));
  firewall = await startNetworkFirewall();
  firewall.createRuleGroup({ name: "sechub-blocklist", arn: ARN, capacity: 100, description: "d", ruleGroup: RULES });
  const environments = {
    dev: { endpoints: { dynamodb: "http://127.0.0.1:1", networkfirewall: firewall.url } },
  };
  live = liveGroup(targetOf({ environment: "dev", environments, outputs: undefined, env: {} }), {});
  const body = { resource: { aws_networkfirewall_rule_group: { "rule-group": {} }, aws_sns_topic: { alarms: {} } } };
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(body));
  [calls, said] = [[], []];
  look = { status: 0, json: planText({}) };
  state = stateOf({});
  shown = planText({});
});
afterEach(async () => {
  await firewall.close();
  rmSync(folder, { recursive: true, force: true });
});

function stateOf(attributes: object, more: object = {}): string {
  const known = {
    arn: ARN,
    name: "sechub-blocklist",
    type: "STATELESS",
    capacity: 100,
    description: "d",
    tags_all: {},
  };
  const managed = (type: string, name: string, of: object) => ({
    mode: "managed",
    type,
    name,
    instances: [{ attributes: of, ...more }],
  });
  const resources = [
    managed("aws_networkfirewall_rule_group", "rule-group", { ...known, ...attributes }),
    managed("aws_sns_topic", "alarms", {}),
  ];
  return JSON.stringify({ version: 4, serial: 1, resources });
}

/** A terraform that answers as it is told, and whose real plan does nothing. */
const terraform: Terraform = (_, args) => {
  calls.push([...args]);
  const [step, more] = args;
  const out = args.find((arg) => arg.startsWith("-out="))?.slice(5);
  if (out !== undefined) writeFileSync(out, "");
  const answer = (stdout: string, status = 0) => Promise.resolve({ status, stdout, stderr: "" });
  if (step === "state") return answer(more === "pull" ? state : "");
  if (step === "plan") return answer("", args.includes("-refresh-only") ? look.status : 0);
  if (step === "show") return answer(args.at(-1)?.includes(".look.") === true || isDrift ? look.json : shown);
  return answer("");
};
let isDrift = false;
/** What `show` prints of the real plan. */
let shown = planText({});

const STACK = () => [{ stack: "shared", folder, needs: [] }];
async function plan(of: LiveGroup | undefined = live): Promise<readonly string[]> {
  isDrift = false;
  await planFolders(STACK(), path.join(folder, "plans"), terraform, (line) => said.push(line), { live: of });
  return calls.filter(([step]) => step === "plan").map((args) => args.join(" "));
}

describe("a plan of the stack that holds the rule group", () => {
  it("looks at everything but the group first, then does not read again what is as it was deployed", async () => {
    const [first, second, ...more] = await plan();

    expect(first).toMatch(/-refresh-only .*-lock=false.* -target=aws_sns_topic\.alarms$/);
    expect(first).not.toContain(GROUP);
    expect(second).toContain("-refresh=false");
    expect(second).not.toContain("-target");
    expect(more).toEqual([]);
    expect(firewall.calls.map(({ operation }) => operation)).toEqual(["DescribeRuleGroup"]);
    // The look leaves no plan that could be taken for one.
    expect(readdirSync(path.join(folder, "plans")).sort()).toEqual(["shared.json", "shared.tfplan"]);
  });

  it.each([
    ["capacity", { capacity: 200 }],
    ["tags", { tags_all: { owner: "us" } }],
    ["description", { description: "as it was deployed" }],
    ["encryption_configuration", { encryption_configuration: [{ key_id: "k", type: "CUSTOMER_KMS" }] }],
  ])("reads everything when the group has another %s than the state", async (name, attributes) => {
    state = stateOf(attributes);
    const plans = await plan();

    expect(plans).toEqual([expect.not.stringMatching(/-refresh|-target/)]);
    expect(said).toContain(
      `shared: the rule group is not as it was deployed (${name}): terraform reads everything, which takes minutes when the group is full`,
    );
  });

  it("reads everything when the group is gone", async () => {
    state = stateOf({ arn: `${ARN}-gone` });
    expect(await plan()).toEqual([expect.not.stringMatching(/-refresh|-target/)]);
    expect(said.join("\n")).toContain("the rule group is gone");
  });

  it("reads everything when another resource was changed outside, and not when only its spelling is another", async () => {
    const drift = (after: object) =>
      planText({ resource_drift: [resource("aws_sns_topic.alarms", { before: { name: "a", x: null }, after })] });
    look = { status: 2, json: drift({ name: "by hand" }) };
    expect((await plan()).at(-1)).not.toContain("-refresh=false");
    expect(said).toContain("shared: changed outside terraform, so it reads everything: aws_sns_topic.alarms");

    look = { status: 2, json: drift({ name: "a", x: "" }) };
    expect((await plan()).at(-1)).toContain("-refresh=false");
  });

  it("reads everything when a plan without reading would change what is only old in the state", async () => {
    const stale = resource("aws_sns_topic.alarms", { before: { name: "a", x: null }, after: { name: "a", x: "" } });
    look = { status: 2, json: planText({ resource_drift: [stale] }) };
    shown = planText({ resource_changes: [resource("aws_sns_topic.alarms", { before: { x: 0 }, after: { x: 35 } })] });
    const plans = await plan();
    expect(plans).toHaveLength(3);
    expect(plans[1]).toContain("-refresh=false");
    expect(plans[2]).not.toMatch(/-refresh|-target/);

    calls = [];
    shown = planText({ resource_changes: [resource("aws_sqs_queue.new", { after: {} })] });
    expect((await plan()).at(-1)).toContain("-refresh=false");
  });

  it("reads everything when the look fails, when nobody may ask, and when AWS does not answer", async () => {
    look = { status: 1, json: "" };
    expect((await plan()).at(-1)).not.toContain("-refresh=false");
    calls = [];
    expect(await plan({ group: () => Promise.reject(new Error("not authorized")), policy: live.policy })).toHaveLength(
      1,
    );
    expect(said.join("\n")).toContain("Network Firewall cannot be asked for the rule group (not authorized)");
    calls = [];
    state = "";
    expect(await plan()).toEqual([expect.not.stringMatching(/-refresh|-target/)]);
  });

  it.each(["tainted"])("reads everything when the group is %s", async (status) => {
    state = stateOf({}, { status });
    expect(await plan()).toEqual([expect.not.stringMatching(/-refresh|-target/)]);
  });

  it("says when the state holds the rules, which makes it slow", async () => {
    state = stateOf({ rule_group: [{ a: [{ address_definition: "198.51.100.7/32" }] }] });
    await plan();
    expect(said.join("\n")).toContain("the state holds 1 addresses of the rule group");
  });

  it("asks nobody where there is no rule group", async () => {
    writeFileSync(path.join(folder, "cdk.tf.json"), "{}");
    expect(await plan()).toEqual([expect.not.stringMatching(/-refresh|-target/)]);
    expect(calls.some(([step]) => step === "state")).toBe(false);
    expect(firewall.calls).toEqual([]);
  });
});

describe("the drift of the stack that holds the rule group", () => {
  const drift = async () => {
    isDrift = true;
    return (await refreshFolders(STACK(), path.join(folder, "drift"), terraform, () => undefined, live)).map(
      stackDrift,
    );
  };
  const plans = () => calls.filter(([step]) => step === "plan").map((args) => args.join(" "));

  it("is looked for without the group while the group is as it was deployed, and told as before", async () => {
    const by = resource("aws_sns_topic.alarms", { before: { name: "a" }, after: { name: "by hand" } });
    look = { status: 2, json: planText({ resource_drift: [by] }) };

    expect(await drift()).toMatchObject([{ state: "looked at", changed: [{ address: "aws_sns_topic.alarms" }] }]);
    expect(plans()).toEqual([expect.stringMatching(/-refresh-only .*-target=aws_sns_topic\.alarms$/)]);
  });

  it("is looked for everywhere when the group is not", async () => {
    state = stateOf({ tags_all: { owner: "us" } });
    await drift();
    expect(plans()).toEqual([expect.not.stringContaining("-target")]);
  });
});
