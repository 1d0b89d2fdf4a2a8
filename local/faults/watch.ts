import { parseHost } from "../../functions/domain/host";
import { readHostRow } from "../../functions/domain/host-row";
import { refuseHost } from "../../functions/domain/refusals";
import { isManaged, type StatelessRule } from "../../functions/domain/rule-group";
import type { Gates } from "./gates";
import type { FirewallWatch, UpdateRequest } from "./firewall-client";
import { addressesOf, BLOCKLIST, heldBy, MANAGED, PROTECTION, type SimWorld } from "./sim-world";
import { plain, type StoredItem } from "./table-client";

/** Clocks differ by up to 3 minutes either way: so much earlier or later may a block end. */
export const CLOCKS_MS = 6 * 60_000;

/**
 * Looks at every write while a scenario runs, and writes down what must never happen (I2, I3, and the parts of I1 that
 * can be told at once).
 */
export class Watch implements FirewallWatch {
  readonly violations: string[] = [];
  /** Hosts whose row went, ended or never fitted: their rules may come and go. */
  private readonly disturbed = new Set<string>();
  private readonly stale = new Set<string>();
  private handsOff = true;

  constructor(
    private readonly world: SimWorld,
    private readonly gates: Gates,
    /** Ids of findings that someone suppresses in this scenario. */
    private readonly suppressed: ReadonlySet<string>,
    /** The group may be full, so that a host makes room for another. */
    private readonly crowded: boolean,
  ) {}

  say(violation: string): void {
    this.violations.push(`${violation} (step ${this.gates.steps.length})`);
  }

  /** From now on a hand was in our rules. */
  handInOurRules(): void {
    this.handsOff = false;
  }

  onStale = (invocation: string, token: string): void => {
    this.stale.add(`${invocation} ${token}`);
  };

  onUpdate = ({ invocation, token, request, before }: UpdateRequest): void => {
    if (this.stale.has(`${invocation} ${token}`))
      this.say(`${invocation} sends a token again that it knows to be stale`);
    const rules = rulesOf(request);
    for (const rule of rules.filter((one) => isManaged(one, MANAGED))) this.checkOurRule(rule);
    if (token !== before.updateToken) return;
    const current = rulesOf({ RuleGroup: before.ruleGroup });
    this.checkForeign(rules, current, request, before);
    this.checkStanding(rules, current);
  };

  onWrite = (table: string, before: StoredItem | undefined, after: StoredItem | undefined): void => {
    if (table !== BLOCKLIST) return;
    const [former, row] = [before && readHostRow(plain(before)), after && readHostRow(plain(after))];
    const ended = former !== undefined && former.ExpiresAt <= new Date(this.gates.nowMs + CLOCKS_MS).toISOString();
    if (ended) this.disturbed.add(former.HostIp);
    if (former !== undefined && (row === undefined || row.CreatedAt !== former.CreatedAt)) {
      this.disturbed.add(former.HostIp);
      if (!ended && !(row === undefined && this.suppressed.has(former.FindingId))) {
        this.say(`the running block of ${former.HostIp} is gone from the table`);
      }
    }
    if (former !== undefined && row?.CreatedAt === former.CreatedAt) {
      const lifted = row.LiftedAt !== undefined && former.LiftedAt === undefined;
      if (lifted) this.disturbed.add(row.HostIp);
      if (lifted && !this.suppressed.has(row.FindingId)) this.say(`${row.HostIp} is lifted, and nobody asked for it`);
      if (row.LastSeenAt < former.LastSeenAt || (row.ExpiresAt < former.ExpiresAt && !lifted)) {
        this.say(`a time of ${row.HostIp} moves back`);
      }
    }
    if (row?.EnforcedAt !== undefined && former?.EnforcedAt === undefined && this.standing(row.HostIp)) {
      if (!this.world.held().has(row.HostIp)) this.say(`${row.HostIp} is called enforced and has no rule`);
    }
  };

  private checkOurRule({ RuleDefinition: { MatchAttributes: match } }: StatelessRule): void {
    const lists = [match.Sources, match.Destinations].filter((list) => list !== undefined);
    if (lists.length === 0 || lists.some((list) => list.length === 0)) this.say("a rule of ours matches all traffic");
    for (const { AddressDefinition } of lists.flat()) {
      for (const address of addressesOf(AddressDefinition)) {
        const host = parseHost(address);
        if (host === undefined || refuseHost(host, PROTECTION) !== undefined) {
          this.say(`a rule of ours drops ${address}`);
        }
      }
    }
  }

  private checkForeign(
    rules: readonly StatelessRule[],
    current: readonly StatelessRule[],
    request: UpdateRequest["request"],
    before: UpdateRequest["before"],
  ): void {
    const foreign = (list: readonly StatelessRule[]) =>
      JSON.stringify(list.filter((rule) => !isManaged(rule, MANAGED)));
    if (foreign(rules) !== foreign(current)) this.say("a foreign rule is changed");
    if (request.Description !== before.description) this.say("the description is changed");
    if (JSON.stringify(request.EncryptionConfiguration) !== JSON.stringify(before.encryptionConfiguration)) {
      this.say("the encryption is changed");
    }
  }

  /** No update takes out a block that stands: its row has been there all the time and says enforced. */
  private checkStanding(rules: readonly StatelessRule[], current: readonly StatelessRule[]): void {
    const next = heldBy(rules);
    for (const host of heldBy(current)) {
      const row = next.has(host) ? undefined : this.world.row(host);
      if (row?.EnforcedAt !== undefined && this.standing(host))
        this.say(`an update takes out ${host}, which is enforced`);
    }
  }

  private standing(host: string): boolean {
    const row = this.world.row(host);
    const ends = row?.ExpiresAt ?? "";
    const parsed = parseHost(host);
    return (
      this.handsOff &&
      !this.crowded &&
      !this.disturbed.has(host) &&
      parsed !== undefined &&
      refuseHost(parsed, PROTECTION) === undefined &&
      ends > new Date(this.gates.nowMs + CLOCKS_MS).toISOString()
    );
  }
}

const rulesOf = (request: { readonly RuleGroup?: unknown }): readonly StatelessRule[] => {
  const group = request.RuleGroup as
    | {
        readonly RulesSource?: {
          readonly StatelessRulesAndCustomActions?: { readonly StatelessRules?: readonly StatelessRule[] };
        };
      }
    | undefined;
  return group?.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ?? [];
};
