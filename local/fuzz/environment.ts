/** The environment that is fuzzed, and what is in it before each input. */

export const BLOCKLIST = "blocklist";
export const MEMORY = "memory";
export const LEASE = "lease";
export const NOTIFIED = "notified";
export const GROUP_ARN = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/fuzzed";
export const TOPIC_ARN = "arn:aws:sns:us-west-2:111122223333:fuzzed";
/** The end is the secret; no line and no message may have it. */
export const WEBHOOK_URL = "https://hooks.slack.com/services/T0FUZZ/B0FUZZ/fuzzedwebhooksecret";
export const MARKING_ACTION = "fuzzblocklist";

export const ALLOWLIST = ["52.1.2.0/24", "2600:1f00::/24"];
export const OWN_ADDRESSES = ["3.4.5.6"];

/** Everything blocks that may: what is refused is refused for what it is. */
export const POLICY = {
  actions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  severity: "INFORMATIONAL",
  types: [],
  accounts: [],
  regions: [],
  products: [],
  partition: "aws",
  neverTypes: [{ type: "Backdoor:EC2/DenialOfService", role: "ACTOR", because: "the remote host is the victim" }],
} as const;
export const STAY = { retentionHours: 720, factor: 2, ceilingHours: 8_760 } as const;

export const NOW_MS = Date.parse("2026-03-02T10:00:00.000Z");
/** A host that no input names, blocked for a finding that no input has: nothing of it may change or show up. */
export const BYSTANDER_HOST = "91.198.174.192";
export const BYSTANDER_MARK = "BYSTANDERMARK";

/** Its row, as it is at that moment. */
export function bystanderAt(nowMs: number) {
  const at = (hours: number) => new Date(nowMs + hours * 3_600_000).toISOString();
  return {
    HostIp: BYSTANDER_HOST,
    CreatedAt: at(-48),
    LastSeenAt: at(-48),
    ExpiresAt: at(600),
    EnforcedAt: at(-47),
    Blocks: 1,
    FindingId: `bystander-${BYSTANDER_MARK}`,
    FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
    Severity: "HIGH",
    AccountId: "999900001111",
    Region: "us-west-2",
    Reason: BYSTANDER_MARK,
    Source: "finding",
    Version: 1,
  } as const;
}

const rule = (Priority: number, sources: readonly string[], destinations: readonly string[], action?: string) => ({
  Priority,
  RuleDefinition: {
    MatchAttributes: {
      ...(sources.length > 0 && { Sources: sources.map((AddressDefinition) => ({ AddressDefinition })) }),
      ...(destinations.length > 0 && {
        Destinations: destinations.map((AddressDefinition) => ({ AddressDefinition })),
      }),
    },
    Actions: ["aws:drop", ...(action === undefined ? [] : [action])],
  },
});

export const RULES_BEFORE = {
  StatelessRules: [
    rule(7, ["198.18.0.0/15"], []),
    rule(100, [`${BYSTANDER_HOST}/32`], [], MARKING_ACTION),
    rule(101, [], [`${BYSTANDER_HOST}/32`], MARKING_ACTION),
    rule(104, ["127.0.0.1/32"], ["127.0.0.1/32"]),
  ],
  CustomActions: [
    {
      ActionName: MARKING_ACTION,
      ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "fuzzed" }] } },
    },
  ],
};
