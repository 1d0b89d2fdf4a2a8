import { readFinding } from "../../../functions/domain/finding";
import { remoteAddresses } from "../../../functions/domain/remote-hosts";
import { finding, fixture, fixtureNames, PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";

const read = (overrides: Parameters<typeof finding>[0]) => remoteAddresses(readFinding(finding(overrides)));

const CONNECTION = "networkConnection";
const IN_FIXTURES: Readonly<Record<string, readonly (readonly [text: string, kind: string])[]>> = {
  "action-object-only": [["5.6.7.10", CONNECTION]],
  "api-call": [["5.6.7.12", "awsApiCall"]],
  archived: [["5.6.7.17", CONNECTION]],
  "control-failed": [],
  "critical-no-address": [],
  "custom-action-several": [["5.6.7.25", CONNECTION], ["5.6.7.26", CONNECTION], ["5.6.7.27", CONNECTION]],
  "documentation-host": [["198.51.100.7", CONNECTION]],
  "high-with-address": [["5.6.7.21", CONNECTION]],
  "ipv6-connection": [["2600:1f18::5:6:7:8", CONNECTION]],
  "kubernetes-api-call": [["5.6.7.13", "kubernetesApiCall"]],
  "malformed-address": [["999.1.2.3", CONNECTION]],
  "network-object-ipv6": [["2600:1f18::5:6:7:9", CONNECTION]],
  "no-product-fields": [],
  notified: [["5.6.7.20", CONNECTION]],
  "old-unprefixed-keys": [["5.6.7.11", CONNECTION]],
  "other-product": [["5.6.7.22", CONNECTION]],
  "own-instance-dos": [["5.6.7.24", CONNECTION]],
  "port-probe": [["5.6.7.9", "portProbe"], ["6.7.8.9", "portProbe"]],
  "private-host": [["10.1.2.3", CONNECTION]],
  resolved: [["5.6.7.19", CONNECTION]],
  "sample-additional-info": [["5.6.7.16", CONNECTION]],
  "sample-product-field": [["5.6.7.15", CONNECTION]],
  "sample-top-level": [["5.6.7.14", CONNECTION]],
  "ssh-brute-force": [["5.6.7.8", CONNECTION]],
  suppressed: [["5.6.7.18", CONNECTION]],
}; // prettier-ignore

it.each(fixtureNames())("finds the remote hosts of %s, once each and never our own side", (name) => {
  const found = fixture(name).detail.findings.flatMap((one) => remoteAddresses(readFinding(one)));
  expect(found.map(({ text, kind }) => [text, kind])).toEqual(IN_FIXTURES[name]);
});

it.each([
  "portProbeAction/portProbeDetails.0_/remoteIpDetails/ipAddressV4",
  "portProbeAction/portProbeDetails:12/remoteIpDetails/ipAddressV4",
  "portProbeAction/remoteIpDetails/ipAddressV4",
])("reads the key %s, with and without today's prefix", (key) => {
  const expected = [{ text: PUBLIC_V4, kind: "portProbe" }];
  expect(read({ ProductFields: { [`aws/guardduty/service/action/${key}`]: PUBLIC_V4 } })).toEqual(expected);
  expect(read({ ProductFields: { [`action/${key}`]: PUBLIC_V4 } })).toEqual(expected);
});

it.each([
  "aws/guardduty/service/action/networkConnectionAction/localIpDetails/ipAddressV4",
  "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4/x",
  "x/aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4",
  "aws/guardduty/service/action/dnsRequestAction/remoteIpDetails/ipAddressV4",
  "aws/guardduty/service/action/constructor/remoteIpDetails/ipAddressV4",
  "aws/guardduty/service/resource/instanceDetails/networkInterfaces.0_/publicIp",
])("does not read the key %s", (key) => {
  expect(read({ ProductFields: { [key]: PUBLIC_V4 } })).toEqual([]);
});

it.each([
  ["networkConnection", { NetworkConnectionAction: { RemoteIpDetails: { IpAddressV4: PUBLIC_V4 } } }],
  ["awsApiCall", { AwsApiCallAction: { RemoteIpDetails: { IpAddressV4: PUBLIC_V4 } } }],
  ["kubernetesApiCall", { KubernetesApiCallAction: { RemoteIpDetails: { IpAddressV4: PUBLIC_V4 } } }],
  ["portProbe", { PortProbeAction: { PortProbeDetails: [null, { RemoteIpDetails: { IpAddressV4: PUBLIC_V4 } }] } }],
])("reads the Action object of a %s", (kind, Action) => {
  expect(read({ Action })).toEqual([{ text: PUBLIC_V4, kind }]);
});

it("reads IPv6 of the Action object beside IPv4, and passes by what is no text", () => {
  const RemoteIpDetails = { IpAddressV4: 7, IpAddressV6: PUBLIC_V6 };
  expect(read({ Action: { NetworkConnectionAction: { RemoteIpDetails } } })).toEqual([
    { text: PUBLIC_V6, kind: "networkConnection" },
  ]);
});

it.each([
  ["IN", [PUBLIC_V4]],
  ["OUT", ["6.6.6.6"]],
  ["SIDEWAYS", []],
  [undefined, []],
])("takes the remote end of a Network object whose Direction is %s", (Direction, texts) => {
  const Network = { Direction, SourceIpV4: PUBLIC_V4, DestinationIpV4: "6.6.6.6" };
  expect(read({ Network }).map(({ text }) => text)).toEqual(texts);
});
