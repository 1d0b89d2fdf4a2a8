import { merge } from "../../functions/domain/merge";
import { parseCidr, sizeOf } from "../../functions/domain/cidr";
import { hostOf } from "../../functions/domain/host";
import { readHostRow, type HostRow } from "../../functions/domain/host-row";
import { project, type ProjectionPolicy } from "../../functions/domain/projection";
import { protectionOf } from "../../functions/domain/protection";
import { isManaged, type CustomAction, type ManagedRules, type StatelessRule } from "../../functions/domain/rule-group";
import { ruleGroupState, type RuleGroupSeed } from "../stand-ins/network-firewall/state";
import { FORBIDDEN, type Existing, type Scenario } from "./scenario";
import { marshall } from "@aws-sdk/util-dynamodb";
import { plain, type Tables } from "./table-client";

export const START_MS = Date.parse("2026-03-02T10:00:00.000Z");
export const BLOCKLIST = "blocklist";
export const MEMORY = "memory";
export const LEASE = "lease";
export const ARN = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/simulated";
export const MANAGED: ManagedRules = { actionName: "simblocklist", metricDimension: "sim", basePriority: 100 };
export const PROTECTION = protectionOf([FORBIDDEN[0]], []);
export const POLICY: ProjectionPolicy = { protection: PROTECTION, observeTypes: [], neverTypes: [] };
/** Before anybody said that a host may not be blocked. */
const NOBODY_PROTECTED: ProjectionPolicy = { protection: protectionOf([], []), observeTypes: [], neverTypes: [] };

const SETTINGS = {
  description: "made by Terraform",
  encryptionConfiguration: { Type: "AWS_OWNED_KMS_KEY" } as const,
};
const LOOPBACK = [{ AddressDefinition: "127.0.0.1/32" }];
const PLACEHOLDER: StatelessRule = {
  Priority: 104,
  RuleDefinition: { MatchAttributes: { Sources: LOOPBACK, Destinations: LOOPBACK }, Actions: ["aws:drop"] },
};
const FOREIGN: StatelessRule = {
  Priority: 7,
  RuleDefinition: { MatchAttributes: { Protocols: [6] }, Actions: ["aws:pass", "theirs"] },
};
const FOREIGN_ACTION: CustomAction = {
  ActionName: "theirs",
  ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "theirs" }] } },
};
/** Units of the three foreign rules that there may be. */
const FOREIGN_UNITS = 3;

/** The tables and the rule group that all invocations share. */
export class SimWorld {
  readonly tables: Tables = {
    [BLOCKLIST]: { hashKey: "HostIp", items: new Map() },
    [MEMORY]: { hashKey: "HostIp", items: new Map() },
    [LEASE]: { hashKey: "LeaseName", items: new Map() },
  };
  readonly firewall = ruleGroupState(() => START_MS);
  readonly messages: { readonly execution: string; readonly text: string }[] = [];

  constructor(scenario: Scenario) {
    const enforced = scenario.existing.filter(({ enforced, host }) => enforced && host !== FORBIDDEN[1]);
    const held = enforced.slice(0, scenario.room).map(({ host }) => host);
    for (const existing of scenario.existing) {
      const row = rowOf(existing, held.includes(existing.host));
      this.tables[BLOCKLIST]?.items.set(row.HostIp, marshall(row));
    }
    const rows = scenario.existing
      .filter(({ host }) => held.includes(host))
      .map((one) => rowOf({ ...one, endsInSeconds: 1e6 }, true));
    const { rules, customActions } = merge(
      { rules: [FOREIGN, PLACEHOLDER], customActions: [FOREIGN_ACTION] },
      project(rows, new Date(START_MS), NOBODY_PROTECTED, scenario.room),
      MANAGED,
    );
    this.firewall.create({
      name: "simulated",
      arn: ARN,
      capacity: 2 * scenario.room + FOREIGN_UNITS,
      ruleGroup: contents(rules, customActions),
      ...SETTINGS,
    });
  }

  rows(): readonly HostRow[] {
    return [...(this.tables[BLOCKLIST]?.items.values() ?? [])].map((item) => readHostRow(plain(item)));
  }

  row(host: string): HostRow | undefined {
    return this.rows().find(({ HostIp }) => HostIp === host);
  }

  group() {
    const group = this.firewall.find(ARN);
    if (group === undefined) throw new Error("the rule group is gone");
    const stateless = group.ruleGroup.RulesSource?.StatelessRulesAndCustomActions;
    return {
      ...group,
      rules: (stateless?.StatelessRules ?? []) as unknown as readonly StatelessRule[],
      customActions: (stateless?.CustomActions ?? []) as unknown as readonly CustomAction[],
    };
  }

  /** Hosts that our rules drop in both directions. */
  held(): ReadonlySet<string> {
    return heldBy(this.group().rules);
  }

  /** Somebody changes the group in the console. */
  editByHand(rules: readonly StatelessRule[]): void {
    const group = this.group();
    this.firewall.replace(group, { ...SETTINGS, ruleGroup: contents(rules, group.customActions) });
  }
}

export function heldBy(rules: readonly StatelessRule[]): ReadonlySet<string> {
  const ours = rules.filter((rule) => isManaged(rule, MANAGED));
  const dropped = (direction: "Sources" | "Destinations") =>
    new Set(
      ours
        .flatMap((rule) => rule.RuleDefinition.MatchAttributes[direction] ?? [])
        .flatMap(({ AddressDefinition }) => addressesOf(AddressDefinition)),
    );
  const [sources, destinations] = [dropped("Sources"), dropped("Destinations")];
  return new Set([...sources].filter((host) => destinations.has(host)));
}

/** Every address of what a rule names. */
export function addressesOf(text: string): readonly string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined || sizeOf(cidr) > 256n) return [text];
  return Array.from(
    { length: Number(sizeOf(cidr)) },
    (_, offset) => hostOf(cidr.family, cidr.first + BigInt(offset)).text,
  );
}

const contents = (rules: readonly StatelessRule[], customActions: readonly CustomAction[]) =>
  ({
    RulesSource: { StatelessRulesAndCustomActions: { StatelessRules: rules, CustomActions: customActions } },
  }) as unknown as RuleGroupSeed["ruleGroup"];

function rowOf({ host, endsInSeconds }: Existing, enforced: boolean): HostRow {
  const at = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();
  return {
    HostIp: host,
    CreatedAt: at(-3_600),
    LastSeenAt: at(-3_700),
    ExpiresAt: at(endsInSeconds),
    ...(enforced && { EnforcedAt: at(-3_500) }),
    Blocks: 1,
    FindingId: `finding of ${host}`,
    FindingType: "",
    Severity: "",
    AccountId: "",
    Region: "",
    Reason: "",
    Source: "finding",
  };
}
