/** How the rule group leaves firewall policies and comes back: the runbook's commands against policies as AWS keeps them. */
import { blockWith } from "./runbook";
import { describeCommands, filesThere, has, paste, read, standIn, write } from "./runbook-shell";

const ARN = "arn:aws:network-firewall:us-west-2:111122223333:";
const GROUP = `${ARN}stateless-rulegroup/sechub-prod-blocklist`;
const OTHER = { ResourceArn: `${ARN}stateless-rulegroup/other`, Priority: 7 };
const OURS = { ResourceArn: GROUP, Priority: 3 };
const KEY = { Type: "CUSTOMER_KMS", KeyId: "key" };

interface Policy {
  readonly StatelessRuleGroupReferences?: readonly object[];
  readonly StatelessDefaultActions: readonly string[];
}
const policy = (...references: readonly object[]): Policy => ({
  StatelessRuleGroupReferences: references,
  StatelessDefaultActions: ["aws:forward_to_sfe"],
});
/** As a policy is that never had a stateless rule group. */
const bare: Policy = { StatelessDefaultActions: ["aws:pass"] };

/** An update needs the token of the last look, replaces the whole policy, and may not use a priority twice. */
const AWS = `
name=\${4##*/}
case $2 in
  list-firewall-policies) printf '${ARN}firewall-policy/%s\\t' $(ls | sed -n 's/^policy-\\(.*\\).json$/\\1/p') ;;
  describe-firewall-policy) cat "policy-$name.json"; echo ;;
  describe-firewall) echo "${ARN}firewall-policy/edge" ;;
  describe-rule-group)
    [ ! -e gone ] || { echo "An error occurred (ResourceNotFoundException)" >&2; exit 254; }
    case $* in
      *NumberOfAssociations*) cat policy-*.json | jq -s 'map(select(any(.FirewallPolicy.StatelessRuleGroupReferences[]?; .ResourceArn == "${GROUP}"))) | length' ;;
      *"--rule-group-name sechub-prod-blocklist --type STATELESS"*) echo "${GROUP}" ;;
    esac ;;
  update-firewall-policy)
    input=\${4#file://}
    name=$(jq -r .FirewallPolicyArn "$input"); name=\${name##*/}
    [ ! -e "refuse-$name" ] || { echo "An error occurred (AccessDenied)" >&2; exit 254; }
    jq -e --slurpfile input "$input" '($input[0].UpdateToken == .UpdateToken) and
      ($input[0].FirewallPolicy.StatelessRuleGroupReferences | map(.Priority) | length == (unique | length))' "policy-$name.json" > /dev/null || { echo "An error occurred (InvalidRequestException)" >&2; exit 254; }
    jq --slurpfile input "$input" '.UpdateToken += "+" | .FirewallPolicy = $input[0].FirewallPolicy
      | .FirewallPolicyResponse += {Description: $input[0].Description, EncryptionConfiguration: $input[0].EncryptionConfiguration}' "policy-$name.json" > new.json
    mv new.json "policy-$name.json" ;;
esac`;

function given(policies: Readonly<Record<string, Policy>>): void {
  standIn("aws", AWS);
  for (const [name, FirewallPolicy] of Object.entries(policies)) change(name, FirewallPolicy);
}
/** Somebody else writes the policy. */
const change = (name: string, FirewallPolicy: Policy) =>
  write(
    `policy-${name}.json`,
    JSON.stringify({
      UpdateToken: "token",
      FirewallPolicyResponse: {
        FirewallPolicyName: name,
        FirewallPolicyArn: `${ARN}firewall-policy/${name}`,
        Description: "of the edge",
        EncryptionConfiguration: KEY,
        NumberOfAssociations: 1,
      },
      FirewallPolicy,
    }),
  );
interface Described {
  readonly FirewallPolicy: Policy;
  readonly FirewallPolicyResponse: object;
}
const described = (name: string) => JSON.parse(read(`policy-${name}.json`)) as Described;
const now = (name: string) => described(name).FirewallPolicy;
const updates = (calls: readonly string[]) => calls.filter((call) => call.includes(" update-firewall-policy "));

const detach = () => paste(blockWith("A full group", "detach.json"));
const attach = () => paste(blockWith("A full group", "attach.json"));

const putInto = () =>
  paste(
    `${blockWith("Put the group into a policy", "describe-firewall ")}\n${blockWith("Put the group into a policy", "PRIORITY=")}`,
  );

describeCommands("the group leaves its policies", () => {
  it("all that have it, and no other, which keep what else they are", () => {
    given({ edge: policy(OTHER, OURS), core: policy({ ...OURS, Priority: 9 }), lone: policy(OTHER), bare });
    const { calls, said, stderr } = detach();
    expect(stderr).toBe("");
    expect(said).toBe(`taken out of ${ARN}firewall-policy/core\ntaken out of ${ARN}firewall-policy/edge\n0`);
    expect(updates(calls)).toHaveLength(2);
    expect([now("edge"), now("core"), now("lone"), now("bare")]).toEqual([
      policy(OTHER),
      policy(),
      policy(OTHER),
      bare,
    ]);
    expect(described("edge").FirewallPolicyResponse).toMatchObject({
      Description: "of the edge",
      EncryptionConfiguration: KEY,
    });
    expect(filesThere(/^attached-/)).toEqual(["attached-core.json", "attached-edge.json"]);
  });

  it("run twice it forgets nothing", () => {
    given({ edge: policy(OTHER, OURS) });
    detach();
    const kept = read("attached-edge.json");
    expect(updates(detach().calls)).toHaveLength(1);
    expect(read("attached-edge.json")).toBe(kept);
    attach();
    expect(now("edge")).toEqual(policy(OTHER, OURS));
  });

  it("stops at the first that refuses, and says how many still have it", () => {
    given({ core: policy(OURS), edge: policy(OURS) });
    write("refuse-core", "");
    const { calls, said, stderr } = detach();
    expect(updates(calls)).toHaveLength(1);
    expect([said, stderr]).toEqual(["2", "An error occurred (AccessDenied)\n"]);
    expect(now("edge")).toEqual(policy(OURS));
  });
});

describeCommands("the group comes back", () => {
  it("where it was, and what others did meanwhile stays", () => {
    given({ edge: policy(OURS, OTHER), core: policy({ ...OURS, Priority: 9 }) });
    detach();
    const meanwhile = { ...policy({ ...OTHER, Priority: 1 }), StatelessDefaultActions: ["aws:drop"] };
    change("edge", meanwhile);
    change("core", bare);
    const { said, stderr } = attach();
    expect(stderr).toBe("");
    expect(said).toMatch(/^put back into \S+core\nput back into \S+edge\n2$/);
    expect(now("edge")).toEqual({ ...meanwhile, StatelessRuleGroupReferences: [{ ...OTHER, Priority: 1 }, OURS] });
    expect(now("core")).toEqual({ ...bare, StatelessRuleGroupReferences: [{ ...OURS, Priority: 9 }] });
    expect(filesThere(/^attached-/)).toEqual([]);
  });

  it("keeps what it needs when the priority is taken by now, and comes back once that is mended", () => {
    given({ edge: policy(OURS) });
    detach();
    change("edge", policy({ ...OTHER, Priority: 3 }));
    expect(attach().said).toBe("0");
    expect(has("attached-edge.json")).toBe(true);
    write("attached-edge.json", read("attached-edge.json").replace('"Priority":3', '"Priority":4'));
    expect(attach().said).toMatch(/\n1$/);
    expect(now("edge")).toEqual(policy({ ...OTHER, Priority: 3 }, { ...OURS, Priority: 4 }));
  });

  it("once only, when somebody has put it back already", () => {
    given({ edge: policy(OURS) });
    detach();
    change("edge", policy(OTHER, { ...OURS, Priority: 5 }));
    expect(attach().said).toMatch(/\n1$/);
    expect(now("edge")).toEqual(policy(OTHER, OURS));
  });

  it.each([
    ["attaching again", attach],
    ["putting it into a policy", putInto],
  ])("not while the group itself is missing, and nothing is forgotten: %s", (_, again) => {
    given({ edge: policy(OTHER, OURS) });
    detach();
    write("gone", "");
    expect(updates(again().calls)).toHaveLength(1);
    expect(now("edge")).toEqual(policy(OTHER));
    expect(has("attached-edge.json")).toBe(true);
  });

  it("not at all without what was kept, which shows", () => {
    given({ edge: policy(OTHER) });
    const { calls, said, stderr } = attach();
    expect([updates(calls), said]).toEqual([[], "0"]);
    expect(stderr).toContain("attached-*.json");
  });
});

describeCommands("the group is put into a policy", () => {
  const ours = { ResourceArn: GROUP, Priority: 10 };

  it.each([
    ["beside the others", policy(OTHER), policy(OTHER, ours)],
    ["that never had any", bare, { ...bare, StatelessRuleGroupReferences: [ours] }],
  ])("%s, with the priority that was chosen", (_, before, after) => {
    given({ edge: before, core: policy(OTHER) });
    expect(putInto().said).toMatch(/\n1$/);
    expect([now("edge"), now("core")]).toEqual([after, policy(OTHER)]);
    expect(described("edge").FirewallPolicyResponse).toMatchObject({ EncryptionConfiguration: KEY });
  });

  it.each([
    ["the group is in this policy already", policy(OURS)],
    ["priority 10 is taken", policy({ ...OTHER, Priority: 10 })],
  ])("or not: %s", (why, before) => {
    given({ edge: before });
    const { calls, stderr } = putInto();
    expect(stderr).toContain(why);
    expect(updates(calls)).toEqual([]);
  });
});
