import type { HostRow } from "../../functions/domain/host-row";
import type { Blocklist, Recording } from "../../functions/ports/blocklist";
import { MAX_DIGEST_LINES, type DigestLine, type Digests } from "../../functions/ports/digests";
import type { Outages } from "../../functions/ports/outages";
import type { Pace } from "../../functions/ports/pace";
import type { Told } from "../../functions/ports/told";
import type { Turns } from "../../functions/ports/turns";

/** What the tables would hold, as the ports speak of it. */
export class FastTables {
  readonly rows = new Map<string, HostRow>();
  /** Keys that were told, each with the digest that has it. */
  readonly told = new Map<string, string>();
  readonly counts = new Map<string, number>();
  readonly lines = new Map<string, { open: boolean; readonly lines: DigestLine[] }>();
  nextMs = 0;
  /** The last outage. */
  outage: { readonly began: string; failed: string; ended: string; by: string } | undefined;
}

/** The ports of the tables without their adapters, ten times as fast: one input in SLOW_EVERY has the adapters. */
export function fastPorts(tables: () => FastTables) {
  const rows = () => tables().rows;
  const blocklist: Blocklist = {
    get: (hosts) => Promise.resolve(hosts.flatMap((host) => rows().get(host) ?? [])),
    readAll: () => Promise.resolve([...rows().values()]),
    findExpired: () => Promise.resolve({ rows: [], more: false }),
    markEnforced: (row, now) =>
      Promise.resolve(marked(rows(), row, { EnforcedAt: now.toISOString(), ReleasedAt: undefined })),
    unmarkEnforced: (row, now) =>
      Promise.resolve(marked(rows(), row, { EnforcedAt: undefined, ReleasedAt: now.toISOString() })),
  };
  const recording: Recording = {
    change: (host, _, decide) => {
      const known = rows().get(host);
      const decided = decide({ row: known });
      if (decided.write !== undefined) {
        rows().set(decided.write.HostIp, { ...decided.write, Version: (known?.Version ?? 0) + 1 });
      }
      return Promise.resolve(decided);
    },
  };
  const turns: Turns = { take: () => Promise.resolve({ outcome: "taken" }), end: () => Promise.resolve() };
  return {
    blocklist,
    recording,
    turns,
    pace: fastPace(tables),
    digests: fastDigests(tables),
    outages: fastOutages(tables),
    toldFor: () => fastTold(tables),
  };
}

function marked(rows: Map<string, HostRow>, { HostIp }: HostRow, marks: Partial<HostRow>): boolean {
  const row = rows.get(HostIp);
  if (row !== undefined) rows.set(HostIp, { ...row, ...marks });
  return row !== undefined;
}

const SPACING_MS = 1_000;

const fastPace = (tables: () => FastTables): Pace => ({
  slot: (now, latest) => {
    const slot = Math.max(now.getTime(), tables().nextMs);
    if (slot > latest.getTime()) return Promise.resolve(undefined);
    tables().nextMs = slot + SPACING_MS;
    return Promise.resolve(new Date(slot));
  },
  askAgainAt: (now) => Promise.resolve(new Date(Math.max(now.getTime() + SPACING_MS, tables().nextMs))),
  begin: () => Promise.resolve(() => Promise.resolve()),
});

/** By the rules of outage-table.ts, without what is forgotten after hours. */
const fastOutages = (tables: () => FastTables): Outages => ({
  fail: (failedAt) => {
    const former = tables().outage;
    if (former !== undefined && former.ended >= failedAt) return Promise.resolve(undefined);
    if (former === undefined || former.ended !== "") {
      tables().outage = { began: failedAt, failed: failedAt, ended: "", by: "" };
      return Promise.resolve(failedAt);
    }
    former.failed = failedAt;
    return Promise.resolve(former.began);
  },
  lasts: () => Promise.resolve(tables().outage?.ended === ""),
  end: (answeredAt, execution) => {
    const outage = tables().outage;
    if (outage === undefined) return Promise.resolve(undefined);
    if (outage.ended === "" && outage.failed < answeredAt) Object.assign(outage, { ended: answeredAt, by: execution });
    return Promise.resolve(outage.ended !== "" && outage.by === execution ? outage.began : undefined);
  },
});

/** The executions of one input are one after the other: nobody else is telling. */
const fastTold = (tables: () => FastTables): Told => ({
  once: async (key, _, tell) => {
    const known = tables().told.get(key);
    if (known !== undefined) return { told: false, digest: known };
    const digest = await tell();
    tables().told.set(key, digest);
    return { told: true, digest };
  },
});

function fastDigests(tables: () => FastTables): Digests {
  const of = (minute: string) => {
    const digest = tables().lines.get(minute) ?? { open: true, lines: [] };
    tables().lines.set(minute, digest);
    return digest;
  };
  return {
    count: (minute) => {
      const count = (tables().counts.get(minute) ?? 0) + 1;
      tables().counts.set(minute, count);
      return Promise.resolve(count);
    },
    add: (minute, line) => {
      const digest = of(minute);
      if (digest.open && digest.lines.length < MAX_DIGEST_LINES) digest.lines.push(line);
      return Promise.resolve(digest.open);
    },
    isOpen: (minute) => Promise.resolve(of(minute).open),
    close: (minute) => {
      const digest = of(minute);
      digest.open = false;
      return Promise.resolve({ messages: tables().counts.get(minute) ?? 0, lines: digest.lines });
    },
  };
}
