/** CloudWatch metrics that the functions emit by EMF; alarms and the dashboard name the same constants. */
export const METRIC_NAMESPACE = "SechubFirewall";

export const METRICS = {
  hostsRecorded: "HostsRecorded",
  hostsRefused: "HostsRefused",
  hostsLifted: "HostsLifted",
  hostsExpired: "HostsExpired",
  hostsInForce: "HostsInForce",
  hostsLeftOut: "HostsLeftOut",
  capacityUsedPercent: "CapacityUsedPercent",
  firewallUpdates: "FirewallUpdates",
  firewallConflicts: "FirewallConflicts",
  firewallThrottles: "FirewallThrottles",
  rulesRepaired: "RulesRepaired",
  turnsWaited: "TurnsWaited",
  groupUsedByNoPolicy: "GroupUsedByNoPolicy",
  messagesSent: "MessagesSent",
  messagesInDigests: "MessagesInDigests",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
