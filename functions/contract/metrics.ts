/** CloudWatch metrics that the functions emit by EMF; alarms and the dashboard name the same constants. */
export const METRIC_NAMESPACE = "SechubFirewall";

export const METRICS = {
  hostsRecorded: "HostsRecorded",
  hostsRefused: "HostsRefused",
  hostsLifted: "HostsLifted",
  hostsExpired: "HostsExpired",
  hostsBlocked: "HostsBlocked",
  hostsUnblocked: "HostsUnblocked",
  hostsInForce: "HostsInForce",
  hostsLeftOut: "HostsLeftOut",
  /** Of the units that hosts can fill: 100 when no further host fits, and not before. */
  capacityUsedPercent: "CapacityUsedPercent",
  firewallUpdates: "FirewallUpdates",
  firewallConflicts: "FirewallConflicts",
  firewallThrottles: "FirewallThrottles",
  rulesRepaired: "RulesRepaired",
  turnsWaited: "TurnsWaited",
  groupUsedByNoPolicy: "GroupUsedByNoPolicy",
  /** From the recording of a host until the firewall holds it: our own part of the way. */
  recordingToBlock: "SecondsFromRecordingToBlock",
  /** The same from GuardDuty's newest sighting: with its own delay, and that of Security Hub and EventBridge. */
  sightingToBlock: "SecondsFromSightingToBlock",
  messagesSent: "MessagesSent",
  messagesInDigests: "MessagesInDigests",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Metrics that measure a time; all others count. */
export const IN_SECONDS: ReadonlySet<MetricName> = new Set([METRICS.recordingToBlock, METRICS.sightingToBlock]);
