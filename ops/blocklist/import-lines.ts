import { parseCidr, sizeOf } from "../../functions/domain/cidr";
import { addressProblem } from "../../functions/domain/address-problem";
import { hostOf, parseHost, type Host } from "../../functions/domain/host";
import type { Protection } from "../../functions/domain/protection";
import { refuseHost } from "../../functions/domain/refusals";
import type { Item } from "./items";

/** A file of addresses, or an export; never both. */
export interface ImportFile {
  /** Each host once, in the order of the file. */
  readonly hosts: readonly string[];
  /** CIDRs that were written out. */
  readonly expanded: number;
  readonly blocklist: readonly Item[];
  readonly memory: readonly Item[];
}

export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

/** As many as a person means when writing a CIDR down; a rule of ones own holds the wider ones. */
const MOST_OF_A_CIDR = 256n;

/** What `npm run` writes before the output of an export, unless it is told to be silent (-s). */
const NPM_BANNER = /^\n?> sechub-firewall@.*\n> .*\n/;

/** Reads every line before anything is done about any of them. */
export function readImport(text: string, protection: Protection): ImportFile | readonly BadLine[] {
  const bad: BadLine[] = [];
  const hosts = new Set<string>();
  const rows = { blocklist: new Map<string, Item>(), memory: new Map<string, Item>() };
  let expanded = 0;
  for (const [index, written] of text
    .replace(/^\uFEFF/, "")
    .replace(NPM_BANNER, (banner) => banner.replace(/.*/g, ""))
    .split(/\r?\n/)
    .entries()) {
    const refuse = (problem: string) => void bad.push({ line: index + 1, problem });
    if (written.trimStart().startsWith("{")) {
      const read = readRow(written);
      if (typeof read === "string") refuse(read);
      else if (rows[read.table].has(read.host)) refuse(`${read.host} is in the ${read.table} a second time`);
      else rows[read.table].set(read.host, read.item);
      continue;
    }
    const entry = written.replace(/#.*/, "").trim();
    if (entry === "") continue;
    const read = readEntry(entry, protection);
    if (typeof read === "string") refuse(read);
    else {
      for (const host of read) hosts.add(host.text);
      if (read.length > 1) expanded += 1;
    }
  }
  const exported = rows.blocklist.size + rows.memory.size;
  if (hosts.size > 0 && exported > 0)
    bad.push({ line: 1, problem: "the file has addresses and rows of an export: import them one after the other" });
  if (bad.length > 0) return bad;
  return { hosts: [...hosts], expanded, blocklist: [...rows.blocklist.values()], memory: [...rows.memory.values()] };
}

/** The hosts of an address or a CIDR, or what is wrong with it. */
function readEntry(entry: string, protection: Protection): readonly Host[] | string {
  const cidr = parseCidr(entry);
  if (cidr === undefined) return addressProblem(entry) ?? "is no address";
  const size = sizeOf(cidr);
  if (size > MOST_OF_A_CIDR) {
    return `${entry} has ${size} addresses: at most ${MOST_OF_A_CIDR} (${cidr.family === "ipv4" ? "/24" : "/120"}) are written out as hosts. Block a wider one by a rule of your own`;
  }
  const hosts = Array.from({ length: Number(size) }, (_, at) => hostOf(cidr.family, cidr.first + BigInt(at)));
  const refusal = hosts.map((host) => refuseHost(host, protection)).find((one) => one !== undefined);
  return refusal === undefined ? hosts : `${refusal.detail}, and is never blocked`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const isTime = (value: unknown): boolean =>
  typeof value === "string" && ISO.test(value) && !Number.isNaN(Date.parse(value));

/** One line of an export, or what is wrong with it. A protected host may be in it: no reconcile makes a rule of it. */
function readRow(
  line: string,
): { readonly table: "blocklist" | "memory"; readonly host: string; readonly item: Item } | string {
  let parsed: Item;
  try {
    parsed = JSON.parse(line) as Item;
  } catch {
    return "it begins as JSON and is none";
  }
  const { Table: table, ...item } = parsed;
  if (table !== "blocklist" && table !== "memory") return 'its Table is neither "blocklist" nor "memory"';
  const host = parseHost(item.HostIp);
  if (host === undefined) return `HostIp: ${addressProblem(typeof item.HostIp === "string" ? item.HostIp : "") ?? ""}`;
  const wrong = ["CreatedAt", "LastSeenAt", "ExpiresAt"].find((name) => !isTime(item[name]));
  if (wrong !== undefined)
    return `${wrong} of ${host.text} is ${JSON.stringify(item[wrong])?.slice(0, 64) ?? "missing"}, and must be a time such as 2030-01-31T07:15:00.000Z`;
  if (table === "memory" && !Number.isSafeInteger(item.ForgetAt))
    return `ForgetAt of ${host.text} must be a number of seconds`;
  return { table, host: String(item.HostIp), item };
}
