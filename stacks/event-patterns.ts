import type { Config } from "../config/schema";

/** An EventBridge event pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
export type EventPattern = Readonly<Record<string, unknown>>;

/** Finding types reach this system by these product fields; the seed's rule names the first. */
const ACTION = "aws/guardduty/service/action";
const exists = [{ exists: true }];

/** The rules that start sechub-record-ip, by name. With the routing defaults it is the seed's one. */
export function recordIpPatterns({ region, routing }: Config): Readonly<Record<string, EventPattern>> {
  return {
    "catch-ipv4": imported(region, {
      ProductFields: { [`${ACTION}/networkConnectionAction/remoteIpDetails/ipAddressV4`]: exists },
    }),
    ...(routing.ipv6 && {
      "catch-ipv6": imported(region, {
        ProductFields: { [`${ACTION}/networkConnectionAction/remoteIpDetails/ipAddressV6`]: exists },
      }),
    }),
    ...(routing.portProbes && {
      "catch-port-probe": imported(region, { ProductFields: { [`${ACTION}/actionType`]: ["PORT_PROBE"] } }),
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

const imported = (region: string, findings: object): EventPattern => ({
  source: ["aws.securityhub"],
  "detail-type": ["Security Hub Findings - Imported"],
  region: [region],
  detail: { findings },
});
