/** A table and a rule group on stand-in servers, with the project's real adapters in front of them. */
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { marshall } from "@aws-sdk/util-dynamodb";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { dynamoDbKeeping, dynamoDbRecall } from "../../../functions/adapters/dynamodb-memory";
import { dynamoDbPruning } from "../../../functions/adapters/dynamodb-pruning";
import { dynamoDbRecording } from "../../../functions/adapters/dynamodb-recording";
import { dynamoDbTurns } from "../../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../../functions/adapters/network-firewall-rule-group";
import { AddressBlocks } from "../../../functions/domain/address-blocks";
import { parseCidr, sizeOf } from "../../../functions/domain/cidr";
import { hostOf, parseHost, type Host } from "../../../functions/domain/host";
import { readHostRow, type HostRow } from "../../../functions/domain/host-row";
import { protectionOf } from "../../../functions/domain/protection";
import type { ManagedRules, StatelessRule } from "../../../functions/domain/rule-group";
import type { Turns } from "../../../functions/ports/turns";
import type { ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { startDynamoDb } from "../../../local/stand-ins/dynamodb/server";
import { startNetworkFirewall, type NetworkFirewallOptions } from "../../../local/stand-ins/network-firewall/server";
import type { RuleGroupSeed } from "../../../local/stand-ins/network-firewall/state";
import "./one-realm";
import { clientConfig, RULE_GROUP_ARN, RULE_GROUP_NAME } from "../../local/stand-ins/support";

export const TABLE = "blocklist";
export const LEASE_TABLE = "lease";
export const MEMORY_TABLE = "memory";
export const MEMORY_DAYS = 90;
export const NOW = new Date("2026-03-02T10:00:00.000Z");
export const HOUR_MS = 3_600_000;
export const MANAGED: ManagedRules = { actionName: "testblocklist", metricDimension: "test", basePriority: 100 };

export const after = (hours: number, from: Date = NOW): Date => new Date(from.getTime() + hours * HOUR_MS);

/** A running block, not yet enforced. */
export const row = (HostIp: string, overrides: Partial<HostRow> = {}): HostRow => ({
  HostIp,
  CreatedAt: after(-1).toISOString(),
  LastSeenAt: after(-2).toISOString(),
  ExpiresAt: after(719).toISOString(),
  Blocks: 1,
  FindingId: `finding-of-${HostIp}`,
  FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
  Severity: "MEDIUM",
  AccountId: "111122223333",
  Region: "us-west-2",
  Reason: "SSH passwords are tried",
  Source: "finding",
  ...overrides,
});
export const enforced = { EnforcedAt: after(-1).toISOString() };
export const expired = { ExpiresAt: after(-0.5).toISOString() };

export const hostsOf = (...texts: readonly string[]): Host[] =>
  texts.map((text) => {
    const host = parseHost(text);
    if (host === undefined) throw new Error(`${text} is no address`);
    return host;
  });

/** What the rules should hold when these hosts, and no others, are in the blocklist. */
export function desired(...texts: readonly string[]) {
  const blocks = new AddressBlocks();
  for (const host of hostsOf(...texts)) blocks.add(host, Infinity);
  return { hosts: blocks.hosts(), blocks: blocks.list() };
}

/** No lease: what must hold when two reconciles run at once is held by the update token alone. */
export const EVERYONE_AT_ONCE: Turns = {
  take: () => Promise.resolve({ outcome: "taken" }),
  end: () => Promise.resolve(),
};

/** What Terraform makes: not ours, since it does not carry our custom action. */
export const PLACEHOLDER: StatelessRule = {
  Priority: 104,
  RuleDefinition: {
    MatchAttributes: {
      Sources: [{ AddressDefinition: "127.0.0.1/32" }],
      Destinations: [{ AddressDefinition: "127.0.0.1/32" }],
    },
    Actions: ["aws:drop"],
  },
};

/** The contents of a group, as the stand-in takes them. */
export const groupOf = (rules: readonly StatelessRule[], customActions: readonly unknown[] = []) =>
  ({
    RulesSource: { StatelessRulesAndCustomActions: { StatelessRules: rules, CustomActions: customActions } },
  }) as unknown as RuleGroupSeed["ruleGroup"];

/** A telemetry that keeps what it is told. */
export function recorder() {
  const lines: { readonly code: string; readonly [field: string]: unknown }[] = [];
  const metrics = new Map<string, number>();
  const line = (code: string, sentence: string, fields = {}) => void lines.push({ code, sentence, ...fields });
  const count = (name: string, value: number) => void metrics.set(name, (metrics.get(name) ?? 0) + value);
  return { lines, metrics, telemetry: { info: line, warn: line, error: line, count } };
}

/** Every address of a block that a rule names; an invalid one as it is written. */
export function addressesOf(text: string): string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [text];
  const size = Number(sizeOf(cidr));
  return Array.from({ length: size }, (_, offset) => hostOf(cidr.family, cidr.first + BigInt(offset)).text);
}

const withoutVersion = (found: HostRow): HostRow => {
  const copy = { ...found };
  delete (copy as { Version?: number }).Version;
  return copy;
};

export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(seed: Partial<RuleGroupSeed> = {}, options: NetworkFirewallOptions = {}) {
  const dynamoDb = await startDynamoDb({
    tables: [
      { TableName: TABLE, hashKey: "HostIp" },
      { TableName: MEMORY_TABLE, hashKey: "HostIp" },
      { TableName: LEASE_TABLE, hashKey: "LeaseName" },
    ],
  });
  const firewall = await startNetworkFirewall(options);
  firewall.createRuleGroup({
    name: RULE_GROUP_NAME,
    arn: RULE_GROUP_ARN,
    capacity: 1_000,
    ruleGroup: groupOf([PLACEHOLDER]),
    ...seed,
  });
  const client = new DynamoDBClient(clientConfig(dynamoDb.url));
  const firewallClient = new NetworkFirewallClient(clientConfig(firewall.url));
  const blocklist = dynamoDbBlocklist(client, TABLE);
  const recording = dynamoDbRecording(client, TABLE, dynamoDbRecall(client, MEMORY_TABLE));
  const pruning = dynamoDbPruning(client, TABLE, dynamoDbKeeping(client, MEMORY_TABLE, MEMORY_DAYS));
  const turns = dynamoDbTurns(client, LEASE_TABLE);
  const ruleGroup = networkFirewallRuleGroup(firewallClient, RULE_GROUP_ARN);
  const stateless = () =>
    firewall.ruleGroup(RULE_GROUP_ARN).ruleGroup.RulesSource?.StatelessRulesAndCustomActions ?? {
      StatelessRules: [],
    };
  const deps: ReconcileDeps = {
    blocklist,
    ruleGroup,
    turns: EVERYONE_AT_ONCE,
    clock: { now: () => NOW, sleep: () => Promise.resolve(), random: () => 0.5 },
    policy: { protection: protectionOf([], []), observeTypes: [], neverTypes: [] },
    managed: MANAGED,
    mode: "enforce",
  };
  return {
    client,
    firewallClient,
    dynamoDb,
    firewall,
    blocklist,
    recording,
    pruning,
    ruleGroup,
    turns,
    deps,
    put: (...rows: readonly object[]) => putAll(client, TABLE, rows),
    putInto: (table: string, ...rows: readonly object[]) => putAll(client, table, rows),
    /** But for their Version, which counts the writes. */
    rows: async (): Promise<HostRow[]> =>
      (await dynamoDb.scanAll(TABLE))
        .map((item) => withoutVersion(readHostRow(item)))
        .sort((a, b) => (a.HostIp < b.HostIp ? -1 : 1)),
    remembered: async () =>
      (await dynamoDb.scanAll(MEMORY_TABLE)).sort((a, b) => (String(a.HostIp) < String(b.HostIp) ? -1 : 1)),
    rowOf: async (host: string): Promise<HostRow | undefined> => {
      const [found] = await blocklist.get([host]);
      return found && withoutVersion(found);
    },
    rules: () => (stateless().StatelessRules ?? []) as unknown as readonly StatelessRule[],
    customActions: () => stateless().CustomActions ?? [],
    /** Hosts that the group drops, in both directions: every address of every block. */
    held: () => {
      const ours = ((stateless().StatelessRules ?? []) as unknown as readonly StatelessRule[]).filter((one) =>
        one.RuleDefinition.Actions.includes(MANAGED.actionName),
      );
      const of = (direction: "Sources" | "Destinations") =>
        ours.flatMap(
          (one) =>
            one.RuleDefinition.MatchAttributes[direction]?.flatMap((a) => addressesOf(a.AddressDefinition)) ?? [],
        );
      expect(of("Sources")).toEqual(of("Destinations"));
      return of("Sources");
    },
    calls: (operation: string) => firewall.calls.filter((call) => call.operation === operation).length,
    close: async () => {
      client.destroy();
      firewallClient.destroy();
      await Promise.all([dynamoDb.close(), firewall.close()]);
    },
  };
}

async function putAll(client: DynamoDBClient, table: string, rows: readonly object[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 25) {
    let requests: WriteRequest[] = rows
      .slice(from, from + 25)
      .map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }));
    while (requests.length > 0) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = UnprocessedItems?.[table] ?? [];
    }
  }
}

/** The code of the error that a call ends in; fails when it does not end in one. */
export const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.then(
    () => "it did not fail",
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.name : String(error);
};
