import type { Refusal } from "../contract/payloads";
import type { Finding } from "./finding";
import { parseHost, type Host } from "./host";
import type { Protection } from "./protection";
import { refuseFinding, refuseHost, refuseOwnResource, type BlockPolicy, type RefusalCode } from "./refusals";
import { remoteAddresses } from "./remote-hosts";
import { sightingOf, type Sighting } from "./sighting";

/** What a finding asks for: hosts to block, hosts whose suppression it is, and what it does not block and why. */
export interface Judgement {
  readonly toBlock: readonly Sighting[];
  readonly toLift: readonly Sighting[];
  /** Hosts of a finding that blocks nobody now, and that may be blocked by it all the same. */
  readonly mayStay: readonly string[];
  readonly refusals: readonly Refusal[];
}

/**
 * Judges one finding.
 *
 * | finding                         | outcome                                                        |
 * |---------------------------------|----------------------------------------------------------------|
 * | refused as a whole              | one refusal, without a host                                    |
 * | SUPPRESSED, whatever else it is | the same, and its hosts of every kind are to be lifted         |
 * | no remote address of a kind that blocks | one refusal NO_REMOTE_HOST                             |
 * | address that is none, not public, protected, the resource's own | a refusal for that address; the others block |
 * | else                            | each host is to be blocked                                     |
 */
export function judge(finding: Finding, policy: BlockPolicy, protection: Protection): Judgement {
  const refused = refuseFinding(finding, policy);
  if (refused !== undefined) {
    return {
      toBlock: [],
      toLift: refused.reason === "NOT_GUARDDUTY" ? [] : hostsToLift(finding, policy),
      mayStay: LIFT_NOTHING.includes(refused.reason) ? hostsOf(finding).map(({ text }) => text) : [],
      refusals: [{ Host: "", Reason: refused.reason, Detail: `nothing to block: ${refused.detail}` }],
    };
  }
  const addresses = remoteAddresses(finding).filter(({ kind }) => policy.actions.includes(kind));
  const hosts = new Map(addresses.map(({ text }) => [parseHost(text)?.text ?? text, parseHost(text)]));
  if (hosts.size === 0) return { toBlock: [], toLift: [], mayStay: [], refusals: [noRemoteHost(policy)] };

  const toBlock: Sighting[] = [];
  const refusals: Refusal[] = [];
  for (const [text, host] of hosts) {
    if (host === undefined) {
      refusals.push(notAnAddress(text));
      continue;
    }
    const refusal = refuseHost(host, protection) ?? refuseOwnResource(host, finding);
    if (refusal === undefined) toBlock.push(sightingOf(host, finding, policy.partition));
    else refusals.push({ Host: host.text, Reason: refusal.reason, Detail: refusal.detail });
  }
  return { toBlock, toLift: [], mayStay: [], refusals };
}

/**
 * The analyst's click lifts, also when the finding is archived meanwhile, and whatever kinds block by now: a block goes
 * only if this finding made it.
 */
function hostsToLift(finding: Finding, { partition }: BlockPolicy): readonly Sighting[] {
  // A finding without an id could be any: it lifts nobody else's block.
  if (finding.workflowStatus !== "SUPPRESSED" || finding.id === "") return [];
  return hostsOf(finding).map((host) => sightingOf(host, finding, partition));
}

/** Who reads such a finding may take its hosts for unblocked. */
const LIFT_NOTHING: readonly RefusalCode[] = [
  "RESOLVED",
  "ARCHIVED",
  "NEVER_BLOCK_TYPE",
  "TYPE_NOT_LISTED",
  "ACCOUNT_NOT_LISTED",
  "REGION_NOT_LISTED",
  "BELOW_SEVERITY",
];

const hostsOf = (finding: Finding): readonly Host[] => {
  const hosts = remoteAddresses(finding).flatMap(({ text }) => parseHost(text) ?? []);
  return [...new Map(hosts.map((host) => [host.text, host])).values()];
};

const noRemoteHost = ({ actions }: BlockPolicy): Refusal => ({
  Host: "",
  Reason: "NO_REMOTE_HOST",
  Detail: `nothing to block: the finding names no remote address of the actions that block (${actions.join(", ")})`,
});

const notAnAddress = (text: string): Refusal => ({
  Host: text.slice(0, 64),
  Reason: "NOT_AN_ADDRESS",
  Detail: `"${text.slice(0, 64)}" is not an IPv4 or IPv6 address`,
});
