import type { Mode } from "../../functions/contract/mode";
import type { CoveringRule } from "../../functions/domain/covering-rules";
import type { FindingRef, HostRow } from "../../functions/domain/host-row";
import { stateOf } from "../../functions/domain/operator-block";
import type { RefusalReason } from "../../functions/domain/refusals";
import { utcTime } from "../../functions/domain/utc-time";
import { untilWords } from "../../functions/messages/utc-time";
import type { Item } from "./items";
import { NO_POLICY } from "./preview";
import { printable } from "../command/table-lines";

export interface Shown {
  readonly host: string;
  readonly environment: string;
  readonly mode: Mode;
  /** More than one: a hand spelt the host otherwise. */
  readonly rows: readonly {
    readonly item: Item;
    readonly row: HostRow;
    readonly state: string;
    readonly refusal?: RefusalReason;
  }[];
  readonly memory?: { readonly item: Item; readonly row: HostRow };
  /** Why no block of this host is ever in force. */
  readonly refusal?: RefusalReason;
  /** All its packets, in both directions, by our rules; rules of others may come before them. */
  readonly dropped: boolean;
  readonly rules: readonly CoveringRule[];
  /** Those of others that let packets pass before ours are asked. */
  readonly passing: readonly CoveringRule[];
  readonly usedByNoPolicy: boolean;
}

/** The answer to "why is this host blocked, or why not?". */
export function showLines(shown: Shown): string[] {
  const { host, environment, rows, memory, refusal } = shown;
  return [
    ...(rows.length === 0 ? [`${host} is not in the blocklist of ${environment}`] : []),
    ...rows.flatMap((one) => rowLines(one)),
    ...firewallLines(shown),
    ...(memory === undefined ? [] : [`memory    ${memoryWords(memory)}`]),
    ...(refusal === undefined ? [] : [`config    ${refusal.detail}, and is never blocked (${refusal.reason})`]),
    ...(shown.mode === "observe"
      ? ["config    this environment only observes: nobody is blocked anew (OBSERVE_MODE)"]
      : []),
  ].map(printable);
}

function rowLines({ item, row, state, refusal }: Shown["rows"][number]): string[] {
  const marks = (name: string): string => (typeof item[name] === "string" ? item[name] : "");
  const lifted = row.LiftedAt !== undefined;
  const by =
    row.Source === "operator" ? `an operator${marks("BlockedBy") && ` (${marks("BlockedBy")})`}` : row.FindingType;
  return [
    `${row.HostIp}: ${state}`,
    `why       ${by}: ${row.Reason || "no reason given"}`,
    `since     ${utcTime(row.CreatedAt)}${row.EnforcedAt === undefined ? "" : `, in the rules since ${utcTime(row.EnforcedAt)}`}`,
    lifted
      ? `until     unblocked ${utcTime(row.LiftedAt)}${liftWords(marks("LiftedBy"), marks("LiftReason"))}`
      : `until    ${untilWords(row.ExpiresAt).replace(/^ until/, "") || " unknown"}`,
    `seen      last ${utcTime(row.LastSeenAt)}; block number ${row.Blocks} of what is remembered`,
    ...findingsOf(row).map((line) => `finding   ${line}`),
    ...(row.MoreTypes ?? []).map((type) => `finding   more of type ${type}`),
    ...(row.Suppressed ?? []).map((one) => `suppressed ${one.FindingId} (seen ${utcTime(one.LastSeenAt)})`),
    ...(refusal === undefined ? [] : [`config    ${refusal.detail} (${refusal.reason})`]),
  ];
}

const liftWords = (by: string, reason: string): string =>
  by === "" ? ", when its finding was suppressed or by a hand" : ` by ${by}${reason && ` (${reason})`}`;

const findingsOf = (row: HostRow): string[] =>
  [row as FindingRef, ...(row.OtherFindings ?? [])].filter((one) => one.FindingId !== "").map(findingWords);

const findingWords = ({ FindingId, FindingType, Severity, AccountId, Region, Reason }: FindingRef): string =>
  `${FindingType} (${Severity}, account ${AccountId}, ${Region}) ${Reason}: ${FindingId}`;

function firewallLines({ dropped, rules, passing, usedByNoPolicy }: Shown): string[] {
  const ours = rules.filter((rule) => rule.ours);
  const addresses = [...new Set(ours.map(({ address }) => address))].join(", ");
  const places = ours.map(placeOf).join(", ");
  const said = dropped
    ? `our rules ${passing.length > 0 ? "would drop it, and others come before them" : "drop it in both directions"} (${addresses})`
    : ours.length === 0
      ? "no rule of ours drops it"
      : ours.every(({ drops }) => drops)
        ? `our rules hold it in one direction only, ${places}: reconcile`
        : `our rules are not as we write them, and do not drop all its packets, ${places}: reconcile`;
  return [
    `firewall  ${said}`,
    ...rules
      .filter((rule) => !rule.ours)
      .map((rule) => `firewall  ${placeOf(rule)} is somebody else's${passing.includes(rule) ? BEFORE : ""}`),
    ...(usedByNoPolicy ? [`firewall  ${NO_POLICY}`] : []),
  ];
}

export const BEFORE = ", comes before ours, and lets packets pass";

/** Which rule it is, and what becomes there of the packets that it asks for. */
export const placeOf = ({ priority, direction, address, actions, narrow }: CoveringRule): string =>
  `rule ${priority} (${direction.toLowerCase()} ${address}${narrow ? ", some packets only" : ""}: ${actions.join(", ")})`;

function memoryWords({ item, row }: NonNullable<Shown["memory"]>): string {
  const forgotten =
    typeof item.ForgetAt === "number" ? `, forgotten ${utcTime(new Date(item.ForgetAt * 1_000).toISOString())}` : "";
  const ended = stateOf(row, new Date(8.64e15)) === "lifted" ? "unblocked" : "ended";
  const by = row.Source === "operator" ? "an operator" : row.FindingType;
  return `block number ${row.Blocks}, by ${by}, ${ended} ${utcTime(row.ExpiresAt)}${forgotten}`;
}
