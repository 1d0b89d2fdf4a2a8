import type { Load } from "./load";
import type { Figures } from "./measure";

/** Findings of the runs; each names half as many hosts. */
const FINDINGS: readonly number[] = [100, 1_000, 5_000];

/** The loads that show how cost grows: the same storm at three sizes. */
export const growthLoads = (load: Load): readonly Load[] =>
  FINDINGS.map((findings) => ({ ...load, findings, hosts: findings / 2 }));

/** What each host costs. A cost that grows with the square of the hosts is one that grows here with the hosts. */
export interface Growth {
  readonly findings: number;
  readonly hosts: number;
  readonly firewallCallsPerHost: number;
  readonly updatesPerHost: number;
  readonly writesPerHost: number;
  readonly readsPerHost: number;
  /** Pages of scans, each of up to 1 MB of rows; also how often each host's row is read that way, up to 1 MB. */
  readonly scans: number;
}

export function growthOf({ findings, hosts, firewall, table }: Figures): Growth {
  const perHost = (value: number) => value / hosts.sent;
  return {
    findings,
    hosts: hosts.sent,
    firewallCallsPerHost: perHost(firewall.describe.attempted + firewall.update.attempted),
    updatesPerHost: perHost(firewall.update.attempted),
    writesPerHost: perHost(table?.writes ?? 0),
    readsPerHost: perHost(table?.reads ?? 0),
    scans: table?.scans ?? 0,
  };
}

const HEAD = ["findings", "hosts", "firewall calls/host", "updates/host", "writes/host", "reads/host", "scans"];

/** The growth as a small table. */
export const growthLines = (growth: readonly Growth[]): readonly string[] =>
  [
    HEAD,
    ...growth.map((one) => [
      one.findings.toLocaleString("en"),
      one.hosts.toLocaleString("en"),
      one.firewallCallsPerHost.toFixed(3),
      one.updatesPerHost.toFixed(3),
      one.writesPerHost.toFixed(2),
      one.readsPerHost.toFixed(2),
      one.scans.toLocaleString("en"),
    ]),
  ].map((cells) => cells.map((cell, i) => cell.padStart((HEAD[i]?.length ?? 0) + 2)).join(""));
