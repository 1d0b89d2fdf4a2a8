import type { RuleGroup } from "@aws-sdk/client-network-firewall";
import { marshall } from "@aws-sdk/util-dynamodb";
import { plain, type StoredItem, type Tables } from "../faults/table-client";
import { ruleGroupState, type RuleGroupState } from "../stand-ins/network-firewall/state";
import { FastTables } from "./fast-ports";
import { BLOCKLIST, bystanderAt, GROUP_ARN, LEASE, MEMORY, NOTIFIED, NOW_MS, RULES_BEFORE } from "./environment";

/** A message as a channel got it: what was in the body of the request. */
export interface Sent {
  readonly channel: "slack" | "mrkdwn" | "topic";
  readonly body: string;
}

/** What one input meets, and leaves. */
export interface FuzzWorld {
  /** For the adapters. */
  readonly tables: Tables;
  /** For the ports. */
  readonly fast: FastTables;
  readonly group: RuleGroupState;
  readonly sent: Sent[];
  nowMs: number;
}

/** Nothing in it but the bystander. */
export function freshWorld(): FuzzWorld {
  const group = ruleGroupState(() => NOW_MS);
  group.create({
    name: "fuzzed",
    arn: GROUP_ARN,
    capacity: 10_000,
    ruleGroup: { RulesSource: { StatelessRulesAndCustomActions: RULES_BEFORE } },
  });
  const fast = new FastTables();
  const bystander = bystanderAt(NOW_MS);
  fast.rows.set(bystander.HostIp, bystander);
  return {
    fast,
    tables: {
      [BLOCKLIST]: { hashKey: "HostIp", items: new Map([[bystander.HostIp, marshall(bystander)]]) },
      [MEMORY]: { hashKey: "HostIp", items: new Map() },
      [LEASE]: { hashKey: "LeaseName", items: new Map() },
      [NOTIFIED]: { hashKey: "Key", items: new Map() },
    },
    group,
    sent: [],
    nowMs: NOW_MS,
  };
}

/** A row as it is stored. */
export type Row = Readonly<Record<string, unknown>> & { readonly HostIp: string };

export const rowsOf = ({ tables, fast }: FuzzWorld, adapters: boolean): readonly Row[] =>
  adapters
    ? [...(tables[BLOCKLIST]?.items.values() ?? [])].map((item: StoredItem) => plain(item) as Row)
    : [...fast.rows.values()].map((row) => JSON.parse(JSON.stringify(row)) as Row);

export interface Rule {
  readonly priority: number;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly actions: readonly string[];
}

export const rulesOf = ({ group }: FuzzWorld): readonly Rule[] => rulesIn(group.find(GROUP_ARN)?.ruleGroup);

export function rulesIn(group: RuleGroup | undefined): readonly Rule[] {
  const found = group?.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ?? [];
  const addresses = (list: readonly { readonly AddressDefinition?: string | undefined }[] | undefined) =>
    (list ?? []).map(({ AddressDefinition }) => AddressDefinition ?? "");
  return found.map(({ Priority, RuleDefinition }) => ({
    priority: Priority ?? 0,
    sources: addresses(RuleDefinition?.MatchAttributes?.Sources),
    destinations: addresses(RuleDefinition?.MatchAttributes?.Destinations),
    actions: RuleDefinition?.Actions ?? [],
  }));
}
