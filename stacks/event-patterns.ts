import type { Config } from "../config/schema";

/** An EventBridge event pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
export type EventPattern = Readonly<Record<string, unknown>>;

/** The fields of one finding that a rule asks for. */
type FindingPattern = Readonly<Record<string, unknown>>;
type Action = "networkConnectionAction" | "awsApiCallAction" | "kubernetesApiCallAction";
type Family = "V4" | "V6";

const exists = [{ exists: true }];
const remoteKey = (action: Action, family: Family) => `action/${action}/remoteIpDetails/ipAddress${family}`;
/** Today's product fields; those of 2018 and 2019 did without the prefix. */
const today = (key: string) => `aws/guardduty/service/${key}`;
const SEED_KEY = today(remoteKey("networkConnectionAction", "V4"));

/**
 * The rules that start sechub-record-ip, by name. With the routing defaults it is the seed's one.
 *
 * | rule                     | takes the remote hosts of                                  | is there with                    |
 * |--------------------------|------------------------------------------------------------|----------------------------------|
 * | catch-ipv4               | network connections, IPv4, today's product fields          | always                           |
 * | catch-ipv6               | network connections, IPv6, in every form                   | routing.ipv6                     |
 * | catch-port-probe         | port probes                                                | routing.portProbes               |
 * | catch-other-forms        | network connections, IPv4, only in Action, Network or 2018 | routing.otherForms               |
 * | catch-api-call           | AWS API calls, both families                               | "awsApiCall" in blockActions     |
 * | catch-kubernetes-api-call| Kubernetes API calls, both families                        | "kubernetesApiCall" in the same  |
 *
 * Choosing an API call's action is choosing its route: a switch beside it could only be forgotten. catch-ipv4 stays
 * without "networkConnection" in blockActions: the suppression of a finding that blocked before comes through it too.
 * That is also why none of them filters by workflow status or record state.
 */
export function recordIpPatterns({
  region,
  routing,
  blockActions,
  blockFrom,
}: Config): Readonly<Record<string, EventPattern>> {
  const rule = (...forms: readonly FindingPattern[]) => imported(region, beyondTheSeed(forms, blockFrom.products));
  return {
    "catch-ipv4": imported(region, { ProductFields: { [SEED_KEY]: exists } }),
    ...(routing.ipv6 && {
      "catch-ipv6": rule(...remoteHost("networkConnectionAction", "V6"), ...remoteEnd("V6")),
    }),
    ...(routing.portProbes && { "catch-port-probe": rule(...PORT_PROBE) }),
    ...(routing.otherForms && {
      "catch-other-forms": rule(...notToday("networkConnectionAction", "V4"), ...remoteEnd("V4")),
    }),
    ...(blockActions.includes("awsApiCall") && { "catch-api-call": rule(...anyFamily("awsApiCallAction")) }),
    ...(blockActions.includes("kubernetesApiCall") && {
      "catch-kubernetes-api-call": rule(...anyFamily("kubernetesApiCallAction")),
    }),
  };
}

/** The rule that starts sechub-send-findings. */
export function sendFindingsPattern({ region, routing }: Config): EventPattern {
  return imported(region, {
    Severity: { Label: routing.severities },
    ...(routing.openWorkflowOnly && { Workflow: { Status: ["NEW", "NOTIFIED"] } }),
  });
}

const imported = (region: string, findings: FindingPattern): EventPattern => ({
  source: ["aws.securityhub"],
  "detail-type": ["Security Hub Findings - Imported"],
  region: [region],
  detail: { findings },
});

/**
 * One of the forms, in a finding of a product that blocks (others fill Action and Network too, and would only be refused)
 * that catch-ipv4 does not take: the function reads every form of what arrives, so a second start would do nothing.
 */
const beyondTheSeed = (forms: readonly FindingPattern[], products: readonly string[]): FindingPattern => ({
  ProductArn: [{ suffix: "::product/aws/guardduty" }, ...products],
  ProductFields: { [SEED_KEY]: [{ exists: false }] },
  $or: forms,
});

/** The forms in which functions/domain/remote-hosts.ts reads the remote host of an action. */
const remoteHost = (action: Action, family: Family): readonly FindingPattern[] => [
  { ProductFields: { [today(remoteKey(action, family))]: exists } },
  ...notToday(action, family),
];

const notToday = (action: Action, family: Family): readonly FindingPattern[] => [
  { ProductFields: { [remoteKey(action, family)]: exists } },
  { Action: { [objectName(action)]: { RemoteIpDetails: { [`IpAddress${family}`]: exists } } } },
];

const anyFamily = (action: Action) => [...remoteHost(action, "V4"), ...remoteHost(action, "V6")];

/** The Network object's remote end: the source of what comes in, the destination of what goes out. */
const remoteEnd = (family: Family): readonly FindingPattern[] => [
  { Network: { Direction: ["IN"], [`SourceIp${family}`]: exists } },
  { Network: { Direction: ["OUT"], [`DestinationIp${family}`]: exists } },
];

/** Their hosts are numbered (portProbeDetails.0_/…), which no pattern can say: the type of the action is asked for. */
const PORT_PROBE: readonly FindingPattern[] = [
  { ProductFields: { [today("action/actionType")]: ["PORT_PROBE"] } },
  { ProductFields: { "action/actionType": ["PORT_PROBE"] } },
  { Action: { ActionType: ["PORT_PROBE"] } },
  { Action: { PortProbeAction: { PortProbeDetails: { RemoteIpDetails: { IpAddressV4: exists } } } } },
  { Action: { PortProbeAction: { PortProbeDetails: { RemoteIpDetails: { IpAddressV6: exists } } } } },
];

/** ASFF's Action object spells its members with a capital. */
const objectName = (action: Action) => action.charAt(0).toUpperCase() + action.slice(1);
