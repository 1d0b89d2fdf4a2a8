import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { readFileSync } from "node:fs";
import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { KEY_CALLS, type KeyCall } from "../../local/stand-ins/network-firewall/key-rights";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../../local/stand-ins/network-firewall/server";
import { blocking, clientConfig, RULE_GROUP_ARN, RULE_GROUP_NAME } from "../local/stand-ins/support";
import { KEY_ARN, resource, statements, synth, type IamStatement } from "../support/synth";

const { orchestration } = synth({ prefix: "acme", accountIds: ["111122223333"], kmsKeyArn: KEY_ARN });
const ofRole = statements(resource(orchestration, "aws_iam_role_policy", "update-nf-rg_role_policy")["policy"]);
const page = /^```json\n(.*?)^```/ms.exec(readFileSync("docs/kms-key.md", "utf8"))?.[1] ?? "";
const ofKey = (
  JSON.parse(
    page.replaceAll("PREFIX", "acme").replaceAll("REGION", "us-west-2").replaceAll("ACCOUNT_ID", "111122223333"),
  ) as { readonly Statement: readonly IamStatement[] }
).Statement;

/** What KMS sees of a call that Network Firewall makes for update-nf-rg. */
const REQUEST: Readonly<Record<string, string>> = {
  "aws:PrincipalArn": "arn:aws:iam::111122223333:role/acme-update-nf-rg",
  "kms:ViaService": "network-firewall.us-west-2.amazonaws.com",
  "kms:GrantIsForAWSResource": "true",
};
const CALLER = "acme-update-nf-rg";

const holds = (condition: IamStatement["Condition"] = {}): boolean =>
  Object.values(condition).every((keys) =>
    Object.entries(keys).every(([key, values]) => [values].flat().includes(REQUEST[key] ?? "absent")),
  );
const allows = (policy: readonly IamStatement[], call: KeyCall): boolean =>
  policy.some(({ Action, Condition }) => [Action].flat().includes(call) && holds(Condition));

let firewall: NetworkFirewallStandIn;
let client: NetworkFirewallClient;
let rights: readonly KeyCall[];
beforeEach(async () => {
  rights = KEY_CALLS;
  firewall = await startNetworkFirewall({ keyRights: (caller) => (caller === CALLER ? rights : []) });
  firewall.createRuleGroup({
    name: RULE_GROUP_NAME,
    arn: RULE_GROUP_ARN,
    capacity: 10,
    ruleGroup: blocking("127.0.0.1/32"),
    encryptionConfiguration: { Type: "CUSTOMER_KMS", KeyId: KEY_ARN },
  });
  client = new NetworkFirewallClient({
    ...clientConfig(firewall.url),
    credentials: { accessKeyId: CALLER, secretAccessKey: "x" },
  });
});
afterEach(async () => {
  client.destroy();
  await firewall.close();
});

async function readAndWrite(): Promise<void> {
  const group = networkFirewallRuleGroup(client, RULE_GROUP_ARN);
  const described = await group.describe();
  await group.update(described, { rules: described.rules, customActions: [] });
}

it("can be used by update-nf-rg for all that Network Firewall does, by its role and by the key's policy", async () => {
  rights = KEY_CALLS.filter((call) => allows(ofRole, call) && allows(ofKey, call));

  await readAndWrite();

  expect(rights).toEqual(KEY_CALLS);
  expect(firewall.ruleGroup(RULE_GROUP_ARN).encryptionConfiguration).toEqual({ Type: "CUSTOMER_KMS", KeyId: KEY_ARN });
});

it.each(KEY_CALLS)("without %s ends in an error that names the rights, and is not tried again", async (missing) => {
  rights = KEY_CALLS.filter((call) => call !== missing);

  const error = await readAndWrite().catch((reason: unknown) => reason as Error);

  expect(error).toMatchObject({ name: "KEY_REFUSED" });
  for (const said of [...KEY_CALLS, "docs/kms-key.md", "Given KMS key is misconfigured"]) {
    expect((error as Error).message).toContain(said);
  }
});

it("is not asked for when the group is under AWS's own key", async () => {
  rights = [];
  const arn = `${RULE_GROUP_ARN}-2`;
  firewall.createRuleGroup({ name: "other", arn, capacity: 10, ruleGroup: blocking("127.0.0.1/32") });

  expect((await networkFirewallRuleGroup(client, arn).describe()).capacityUnits).toBe(10);
});
