/** Findings as they also arrive, or might: each form of the remote host, each state, and what no product should send. */
import type { Finding } from "../support/findings";

export interface FindingsEvent {
  readonly detail: { readonly findings: readonly Finding[] };
}
type Change = (finding: Finding) => Record<string, unknown>;

const TODAY = "aws/guardduty/service/";
const REMOTE = /remoteIpDetails\/ipAddressV[46]$/;
const CONNECTION = `${TODAY}action/networkConnectionAction/remoteIpDetails`;

/** ProductFields with each pair replaced by what `change` answers for it. */
const fields =
  (change: (key: string, value: unknown) => readonly (readonly [string, unknown])[]): Change =>
  ({ ProductFields, ...rest }) => ({
    ...rest,
    ProductFields: Object.fromEntries(
      Object.entries(ProductFields ?? {}).flatMap(([key, value]) => change(key, value)),
    ),
  });
const remote = (change: (key: string, value: unknown) => readonly (readonly [string, unknown])[]) =>
  fields((key, value) => (REMOTE.test(key) ? change(key, value) : [[key, value]]));
const also =
  (more: Record<string, unknown>): Change =>
  (finding) => ({ ...finding, ...more });
const alsoField = (key: string, value: unknown): Change => {
  return ({ ProductFields, ...rest }) => ({ ...rest, ProductFields: { ...ProductFields, [key]: value } });
};
/** The same without today's remote address, which would hide the other forms. */
const only =
  (change: Change): Change =>
  (finding) =>
    change(remote(() => [])(finding) as Finding);

const ACTIONS = ["NetworkConnectionAction", "AwsApiCallAction", "KubernetesApiCallAction"];
const HOST = { IpAddressV4: "5.6.7.8" };
const HOST_V6 = { IpAddressV6: "2600:1f18::5:6:7:8" };

const CHANGES: Readonly<Record<string, Change>> = {
  "without an address": remote(() => []),
  "with an empty address": remote((key) => [[key, ""]]),
  "with null as address": remote((key) => [[key, null]]),
  "with an object as address": remote((key) => [[key, { text: "5.6.7.8" }]]),
  "with a list of addresses": remote((key, value) => [[key, [value, "6.7.8.9"]]]),
  "with an empty list of addresses": remote((key) => [[key, []]]),
  "of the other family": remote((key, value) => [
    [key.replace(/[46]$/, (digit) => (digit === "4" ? "6" : "4")), value],
  ]),
  "of both families": remote((key, value) => [
    [key.replace(/6$/, "4"), value],
    [key.replace(/4$/, "6"), value],
  ]),
  "with the keys of 2018": fields((key, value) => [[key.replace(TODAY, ""), value]]),
  "with the keys of both ages": fields((key, value) => [
    [key, value],
    [key.replace(TODAY, ""), value],
  ]),
  "without ProductFields": also({ ProductFields: undefined }),
  "with ProductFields in a list": ({ ProductFields, ...rest }) => ({ ...rest, ProductFields: [{}, ProductFields] }),
  "of another type of action": alsoField(`${TODAY}action/actionType`, "DNS_REQUEST"),
  "that says port probe": alsoField(`${TODAY}action/actionType`, "PORT_PROBE"),
  "with a connection's address too": alsoField(`${CONNECTION}/ipAddressV4`, "6.7.8.9"),
  ...Object.fromEntries(
    ACTIONS.flatMap((action) => [
      [`only in ${action}`, only(also({ Action: { [action]: { RemoteIpDetails: HOST } } }))],
      [`also in ${action}`, also({ Action: { [action]: { RemoteIpDetails: HOST } } })],
      [`only IPv6 in ${action}`, only(also({ Action: { [action]: { RemoteIpDetails: HOST_V6 } } }))],
    ]),
  ),
  "only in PortProbeAction": only(
    also({ Action: { PortProbeAction: { PortProbeDetails: [{}, { RemoteIpDetails: HOST }] } } }),
  ),
  "with an Action that only says its type": only(also({ Action: { ActionType: "PORT_PROBE" } })),
  "with an Action in a list": only(also({ Action: [{ NetworkConnectionAction: { RemoteIpDetails: HOST } }] })),
  ...Object.fromEntries(
    ["IN", "OUT", "in", undefined].flatMap((Direction) => [
      [`only in Network, ${Direction}, source`, only(also({ Network: { Direction, SourceIpV4: "5.6.7.8" } }))],
      [`only in Network, ${Direction}, target`, only(also({ Network: { Direction, DestinationIpV4: "5.6.7.8" } }))],
      [`only IPv6 in Network, ${Direction}`, only(also({ Network: { Direction, SourceIpV6: "2600::5" } }))],
    ]),
  ),
  // The direction of one and the address of the other are no remote end.
  "with two Networks": only(also({ Network: [{ Direction: "IN" }, { Direction: "X", SourceIpV4: "5.6.7.8" }] })),
  "of another product": also({ ProductArn: "arn:aws:securityhub:us-west-2::product/example/scanner" }),
  "of a custom product": also({ ProductArn: "arn:aws:securityhub:us-west-2:111122223333:product/aws/guardduty" }),
  "of another partition": also({ ProductArn: "arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/guardduty" }),
  "without ProductArn": also({ ProductArn: undefined }),
  ...Object.fromEntries(
    ["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"].map((Status) => [`${Status}`, also({ Workflow: { Status } })]),
  ),
  "without Workflow": also({ Workflow: undefined }),
  archived: also({ RecordState: "ARCHIVED" }),
  ...Object.fromEntries(
    ["CRITICAL", "HIGH", "LOW", "high"].map((Label) => [`of severity ${Label}`, also({ Severity: { Label } })]),
  ),
  "without Severity": also({ Severity: undefined }),
};

const other: Finding = { Id: "other", ProductArn: "arn:aws:securityhub:us-west-2::product/aws/guardduty" };

/** The event with its findings changed, one change each, and with more findings than one. */
export function mutations(event: FindingsEvent): { readonly about: string; readonly event: unknown }[] {
  const withFindings = (findings: unknown) => ({ ...event, detail: { ...event.detail, findings } });
  const { findings } = event.detail;
  return [
    ...Object.entries(CHANGES).map(([about, change]) => ({ about, event: withFindings(findings.map(change)) })),
    { about: "after another finding", event: withFindings([other, ...findings]) },
    { about: "before another finding", event: withFindings([...findings, other]) },
    {
      about: "whose product is another finding's",
      event: withFindings([...findings.map((finding) => ({ ...finding, ProductArn: "other" })), other]),
    },
    { about: "as the only one, in no list", event: withFindings(findings[0]) },
    { about: "without findings", event: withFindings([]) },
    { about: "in another region", event: { ...event, region: "eu-west-1" } },
    { about: "of another detail-type", event: { ...event, "detail-type": "Security Hub Findings - Custom Action" } },
    { about: "of another source", event: { ...event, source: "aws.guardduty" } },
  ];
}
