import ipaddr from "ipaddr.js";
import { BYSTANDER_HOST, MARKING_ACTION, RULES_BEFORE } from "../environment";
import type { Observed } from "../run-input";
import type { Row } from "../world";
import { findingsIn } from "./findings";
import { canonical, forbidden } from "./public-host";

/** Blocks are of public hosts that a finding names, one host each; nothing else in the tables and the rules changes. */
export function hostProblems({ text, rows, rules, nowMs, bystander }: Observed): readonly string[] {
  const findings = findingsIn(text);
  const now = new Date(nowMs).toISOString();
  const running = rows.filter((row) => row.LiftedAt === undefined && String(row.ExpiresAt) > now);
  const blocked = running.filter(({ HostIp }) => HostIp !== BYSTANDER_HOST);
  const held = new Set(running.map(({ HostIp }) => HostIp));
  const ours = rules.filter(({ actions }) => actions.includes(MARKING_ACTION));
  return [
    ...blocked.flatMap((row) => [...rowProblems(row, now), ...originProblems(row, findings)]),
    ...rows.flatMap(sizeProblems),
    ...ours.flatMap(({ sources, destinations }) => [...sources, ...destinations]).flatMap((cidr) => wide(cidr, held)),
    ...bystanderProblems(rows, bystander),
    ...(JSON.stringify(rules.filter(({ actions }) => !actions.includes(MARKING_ACTION))) === FOREIGN
      ? []
      : ["rules that are not ours have changed"]),
  ];
}

const FOREIGN = JSON.stringify(
  RULES_BEFORE.StatelessRules.filter(({ RuleDefinition: { Actions } }) => !Actions.includes(MARKING_ACTION)).map(
    ({ Priority, RuleDefinition: { MatchAttributes, Actions } }) => ({
      priority: Priority,
      sources: (MatchAttributes.Sources ?? []).map(({ AddressDefinition }) => AddressDefinition),
      destinations: (MatchAttributes.Destinations ?? []).map(({ AddressDefinition }) => AddressDefinition),
      actions: Actions,
    }),
  ),
);

function rowProblems({ HostIp, LastSeenAt, ExpiresAt, CreatedAt }: Row, now: string): readonly string[] {
  const why = forbidden(HostIp);
  if (why !== undefined) return [`${JSON.stringify(HostIp)} is blocked, and ${why}`];
  const days = (Date.parse(String(ExpiresAt)) - Date.parse(String(CreatedAt))) / 86_400_000;
  return [
    ...(canonical(HostIp) === HostIp ? [] : [`${HostIp} is blocked, and its canonical text is ${canonical(HostIp)}`]),
    ...(days > 0 && days <= 31 ? [] : [`${HostIp} is blocked for ${days} days`]),
    // As texts they are compared, and only these are in order.
    ...(/^\d{4}-\d\d-\d\dT/.test(String(LastSeenAt)) ? [] : [`${HostIp} was last seen at ${String(LastSeenAt)}`]),
    // Every later sighting would look old.
    ...(String(LastSeenAt) > now ? [`${HostIp} was last seen in the future, at ${String(LastSeenAt)}`] : []),
  ];
}

function originProblems({ HostIp }: Row, findings: ReturnType<typeof findingsIn>): readonly string[] {
  const naming = findings.filter(({ hosts }) => hosts.has(HostIp));
  if (naming.length === 0) return [`${HostIp} is blocked, and no finding names it`];
  return naming.some(({ mayBlock }) => mayBlock) ? [] : [`${HostIp} is blocked, and no finding that blocks names it`];
}

/** DynamoDB takes 400 KB; the rows of all hosts are read at each reconcile. */
const LARGEST_ROW = 32_768;

function sizeProblems(row: Row): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(row));
  return size <= LARGEST_ROW ? [] : [`the row of ${row.HostIp} has ${size} bytes`];
}

/** A CIDR of more than one address is two or more hosts that are each in the table. */
function wide(cidr: string, held: ReadonlySet<string>): readonly string[] {
  const [first, bits] = ipaddr.parseCIDR(cidr);
  const free = first.toByteArray().length * 8 - bits;
  if (free > 8) return [`a rule drops ${cidr}`];
  const others = addressesOf(first.toByteArray(), 2 ** free).filter((address) => !held.has(address));
  return others.map((address) => `a rule drops ${cidr}, and ${address} is not in the table`);
}

function addressesOf(bytes: readonly number[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, offset) => {
    const last = (bytes.at(-1) ?? 0) + offset;
    return canonical(ipaddr.fromByteArray([...bytes.slice(0, -1), last]).toString());
  });
}

function bystanderProblems(rows: readonly Row[], before: Row): readonly string[] {
  const row = rows.find(({ HostIp }) => HostIp === BYSTANDER_HOST);
  return sorted(row) === sorted(before) ? [] : ["the row of a host that no finding names has changed"];
}

const sorted = (row: object | undefined): string => JSON.stringify(Object.entries(row ?? {}).sort());
