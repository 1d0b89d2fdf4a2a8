import { CONFIGS } from "../event-ruler/configs";
import { event, fixture, fixtureNames, networkConnection } from "../support/findings";
import { matching, rulesOf } from "../support/matching-rules";

const defaults = rulesOf(CONFIGS.defaults);
const everything = rulesOf(CONFIGS["everything on"]);

describe("the rules that take a fixture", () => {
  const table: readonly [fixture: string, byDefault: string, withEverything: string][] = [
    ["action-object-only", "", "other-forms"],
    ["api-call", "", "api-call"],
    ["archived", "ipv4", "ipv4"],
    ["control-failed", "severity", "severity"],
    ["critical-no-address", "severity", "severity"],
    ["custom-action-several", "", ""],
    ["documentation-host", "ipv4", "ipv4"],
    ["high-with-address", "ipv4 severity", "ipv4 severity"],
    ["ipv6-connection", "", "ipv6"],
    ["kubernetes-api-call", "", "kubernetes-api-call"],
    ["malformed-address", "ipv4", "ipv4"],
    ["network-object-ipv6", "", "ipv6"],
    ["no-product-fields", "", ""],
    ["notified", "ipv4", "ipv4"],
    ["old-unprefixed-keys", "", "other-forms"],
    ["other-product", "ipv4", "ipv4"],
    ["own-instance-dos", "ipv4 severity", "ipv4 severity"],
    ["port-probe", "", "port-probe"],
    ["private-host", "ipv4", "ipv4"],
    ["resolved", "ipv4", "ipv4"],
    ["sample-additional-info", "ipv4", "ipv4"],
    ["sample-product-field", "ipv4", "ipv4"],
    ["sample-top-level", "ipv4", "ipv4"],
    ["ssh-brute-force", "ipv4", "ipv4"],
    ["suppressed", "ipv4", "ipv4"],
  ];

  it.each(table)("%s: %p by default, %p with everything on", (name, byDefault, withEverything) => {
    expect(matching(defaults.all, fixture(name)).join(" ")).toBe(byDefault);
    expect(matching(everything.all, fixture(name)).join(" ")).toBe(withEverything);
  });

  it("are told for every fixture that there is", () => {
    expect(table.map(([name]) => name)).toEqual(fixtureNames());
  });
});

const CONNECTION = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails";
/** A connection of which only these fields tell the remote host. */
const only = (fields: Record<string, unknown>) =>
  event([networkConnection("5.6.7.8", { ...fields, ProductFields: { [`${CONNECTION}/ipAddressV4`]: undefined } })]);
const inAction = (action: string, ip: object) => only({ Action: { [action]: { RemoteIpDetails: ip } } });

const COMING_IN = { Network: { Direction: "IN", SourceIpV4: "5.6.7.8" } };
const SECURITY_HUB = "arn:aws:securityhub:us-west-2";

describe("the rules that take a remote host named only in", () => {
  it.each<[string, unknown, string]>([
    ["nothing", only({}), ""],
    ["Action", inAction("NetworkConnectionAction", { IpAddressV4: "5.6.7.8" }), "other-forms"],
    ["Action, IPv6", inAction("NetworkConnectionAction", { IpAddressV6: "2600:1f18::5" }), "ipv6"],
    ["Action of an API call", inAction("AwsApiCallAction", { IpAddressV4: "5.6.7.8" }), "api-call"],
    ["Action of an API call, IPv6", inAction("AwsApiCallAction", { IpAddressV6: "2600:1f18::5" }), "api-call"],
    ["Network, coming in", only(COMING_IN), "other-forms"],
    ["Network, going out", only({ Network: { Direction: "OUT", DestinationIpV4: "5.6.7.8" } }), "other-forms"],
    ["Network, going out, IPv6", only({ Network: { Direction: "OUT", DestinationIpV6: "2600:1f18::5" } }), "ipv6"],
    ["Network, our own end", only({ Network: { Direction: "IN", DestinationIpV4: "10.0.1.23" } }), ""],
    ["Network, without a direction", only({ Network: { SourceIpV4: "5.6.7.8" } }), ""],
    ["Action of a port probe", only({ Action: { ActionType: "PORT_PROBE" } }), "port-probe"],
    // Only GuardDuty's hosts are blocked; catch-ipv4 does not ask whose they are, as the seed's does not.
    ["Network, of a scanner", only({ ...COMING_IN, ProductArn: `${SECURITY_HUB}::product/example/scanner` }), ""],
    [
      "Network, of a customer",
      only({ ...COMING_IN, ProductArn: `${SECURITY_HUB}:111122223333:product/aws/guardduty` }),
      "",
    ],
  ])("%s", (_, given, expected) => {
    expect(matching(everything.all, given).join(" ")).toBe(expected);
  });
});
