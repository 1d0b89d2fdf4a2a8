import type { Finding } from "./finding";
import type { Host } from "./host";
import type { FindingRef } from "./host-row";
import { productIn } from "./product";

/** One remote host in one finding. */
export interface Sighting {
  /** Canonical text of the address. */
  readonly host: string;
  /** The finding's own LastObservedAt; undefined when it has none: then it counts as seen now. */
  readonly seenAt: string | undefined;
  readonly finding: FindingRef;
}

/**
 * What a finding says of one of its hosts.
 * @param partition of the environment: GuardDuty is GuardDuty there
 */
export const sightingOf = (host: Host, finding: Finding, partition: string): Sighting => ({
  host: host.text,
  seenAt: finding.lastObservedAt,
  finding: {
    FindingId: finding.id,
    FindingType: finding.type,
    Severity: finding.severity,
    AccountId: finding.accountId,
    Region: finding.region,
    Reason: finding.title.slice(0, 256),
    ...(finding.resourceRole !== undefined && { Role: finding.resourceRole }),
    ...productIn(finding, partition),
  },
});
