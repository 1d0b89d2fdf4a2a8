import type { DescribeFirewallPolicyResponse, RuleGroupResponse, Tag } from "@aws-sdk/client-network-firewall";
import { isDeepStrictEqual } from "node:util";

type Attributes = Readonly<Record<string, unknown>>;

/**
 * In which attributes the live group is not as Terraform's state has it. Its rules are not compared: the functions write them.
 * @param state the attributes of aws_networkfirewall_rule_group in the state
 * @returns names of attributes; `status` for a group that is being deleted
 */
export const groupDifferences = (live: RuleGroupResponse, state: Attributes): readonly string[] =>
  differing({
    name: [live.RuleGroupName, state.name],
    type: [live.Type, state.type],
    capacity: [live.Capacity, state.capacity],
    description: [live.Description || undefined, state.description || undefined],
    encryption_configuration: [
      encryptionOf(live.EncryptionConfiguration?.KeyId, live.EncryptionConfiguration?.Type),
      encryptionIn(state),
    ],
    tags: [tagsOf(live.Tags), tagsIn(state)],
    status: [live.RuleGroupStatus ?? "ACTIVE", "ACTIVE"],
  });

/**
 * The same for a firewall policy of the stack: it reads the group, so no targeted plan may look at it. Anything that the
 * stack never writes into a policy (stateful groups, variables, TLS) counts as a difference.
 */
export function policyDifferences(
  { FirewallPolicyResponse: about, FirewallPolicy: policy = undefined }: DescribeFirewallPolicyResponse,
  state: Attributes,
): readonly string[] {
  const {
    StatelessDefaultActions,
    StatelessFragmentDefaultActions,
    StatelessRuleGroupReferences = [],
    ...more
  } = policy ?? { StatelessDefaultActions: undefined, StatelessFragmentDefaultActions: undefined };
  const [known = {}] = (state.firewall_policy ?? []) as readonly Attributes[];
  const { stateless_default_actions, stateless_fragment_default_actions, stateless_rule_group_reference, ...others } =
    known;
  return differing({
    name: [about?.FirewallPolicyName, state.name],
    description: [about?.Description || undefined, state.description || undefined],
    encryption_configuration: [
      encryptionOf(about?.EncryptionConfiguration?.KeyId, about?.EncryptionConfiguration?.Type),
      encryptionIn(state),
    ],
    tags: [tagsOf(about?.Tags), tagsIn(state)],
    status: [about?.FirewallPolicyStatus ?? "ACTIVE", "ACTIVE"],
    stateless_default_actions: [sorted(StatelessDefaultActions), sorted(stateless_default_actions)],
    stateless_fragment_default_actions: [
      sorted(StatelessFragmentDefaultActions),
      sorted(stateless_fragment_default_actions),
    ],
    stateless_rule_group_reference: [
      sorted(StatelessRuleGroupReferences.map(({ ResourceArn, Priority }) => `${Priority} ${ResourceArn}`)),
      sorted(
        ((stateless_rule_group_reference ?? []) as readonly Attributes[]).map(
          ({ resource_arn, priority }) => `${String(priority)} ${String(resource_arn)}`,
        ),
      ),
    ],
    firewall_policy: [filled(more), filled(others)],
  });
}

const differing = (pairs: Readonly<Record<string, readonly [unknown, unknown]>>): readonly string[] =>
  Object.entries(pairs)
    .filter(([, [live, known]]) => !isDeepStrictEqual(live, known))
    .map(([name]) => name);

/** AWS's own key is the default, and the provider writes nothing for it. */
const encryptionOf = (key: unknown, type: unknown): unknown =>
  type === undefined || type === "AWS_OWNED_KMS_KEY" ? undefined : [key, type];

function encryptionIn({ encryption_configuration }: Attributes): unknown {
  const [one] = (encryption_configuration ?? []) as readonly Attributes[];
  return encryptionOf(one?.key_id, one?.type ?? undefined);
}

/** Tags that AWS itself sets are none of ours. */
const tagsOf = (tags: readonly Tag[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tags.flatMap(({ Key = "", Value = "" }) => (Key.startsWith("aws:") ? [] : ([[Key, Value]] as const))).sort(),
  );

const tagsIn = ({ tags, tags_all }: Attributes): unknown =>
  Object.fromEntries(Object.entries((tags_all ?? tags ?? {}) as Attributes).sort());

const sorted = (list: unknown): readonly string[] => [...((list ?? []) as readonly string[])].sort();

/** Names of what holds something. */
const filled = (more: Attributes): readonly string[] =>
  Object.entries(more)
    .filter(([, value]) => value !== null && value !== undefined && value !== "" && !isEmpty(value))
    .map(([name]) => name);

/** `[]`, `{}`, and blocks of nothing but these. */
const isEmpty = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((inner) => inner === null || inner === undefined || inner === "" || isEmpty(inner));
