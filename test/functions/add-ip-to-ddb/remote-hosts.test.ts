import { ACTION_KINDS, type ActionKind } from "../../../functions/contract/action-kinds";
import {
  event,
  finding,
  fixture,
  networkConnection,
  OTHER_PUBLIC_V4,
  OTHER_PUBLIC_V6,
  portProbe,
  PUBLIC_V4,
  PUBLIC_V6,
  type Finding,
} from "../../support/findings";
import { startWorld, type World } from "../support/world";
import { BLOCK_ALL, publicHosts, record, refusedBy } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const recorded = async () => (await world.rows()).map(({ HostIp }) => HostIp);
const inFixture = (name: string) => fixture(name).detail.findings;
const remote = (ip: string) => ({ RemoteIpDetails: { IpAddressV4: ip } });
const unprefixed = (ip: string) =>
  finding({ ProductFields: { "action/networkConnectionAction/remoteIpDetails/ipAddressV4": ip } });
const probeWithoutFields = (...ips: string[]) =>
  finding({ ProductFields: undefined, Action: { PortProbeAction: { PortProbeDetails: ips.map(remote) } } });
const incoming = (ip: string) =>
  finding({ Network: { Direction: "IN", SourceIpV6: ip, DestinationIpV4: "10.0.1.23" } });

it.each<[string, readonly Finding[], string[]]>([
  ["a network connection", inFixture("ssh-brute-force"), ["5.6.7.8"]],
  ["a port probe: every entry", inFixture("port-probe"), ["5.6.7.9", "6.7.8.9"]],
  ["a port probe with entries of both families", [portProbe([PUBLIC_V4, PUBLIC_V6])], [PUBLIC_V6, PUBLIC_V4]],
  ["a port probe with ten entries", [portProbe(publicHosts(10))], publicHosts(10)],
  ["a port probe that names a host twice", [portProbe([PUBLIC_V4, PUBLIC_V4])], [PUBLIC_V4]],
  ["an IPv6 connection", inFixture("ipv6-connection"), ["2600:1f18::5:6:7:8"]],
  ["another IPv6 connection", [networkConnection(OTHER_PUBLIC_V6)], [OTHER_PUBLIC_V6]],
  ["IPv6 in the Network object only", inFixture("network-object-ipv6"), ["2600:1f18::5:6:7:9"]],
  ["the Network object's remote end, not ours", [incoming(OTHER_PUBLIC_V6)], [OTHER_PUBLIC_V6]],
  ["the Action object only", inFixture("action-object-only"), ["5.6.7.10"]],
  [
    "the Action object only, of a port probe",
    [probeWithoutFields(PUBLIC_V4, OTHER_PUBLIC_V4)],
    [PUBLIC_V4, OTHER_PUBLIC_V4],
  ],
  ["old keys without a prefix", inFixture("old-unprefixed-keys"), ["5.6.7.11"]],
  ["old keys without a prefix, of another host", [unprefixed(OTHER_PUBLIC_V4)], [OTHER_PUBLIC_V4]],
])("records %s", async (_, findings, hosts) => {
  const outcome = await record(world, findings);
  expect([...outcome.IPList].sort()).toEqual([...hosts].sort());
  expect(outcome).toMatchObject({ NewIP: true, Refused: [] });
  expect(await recorded()).toEqual([...hosts].sort());
});

it("names ten hosts in the order of their finding, all with that finding's id", async () => {
  const probe = portProbe([...publicHosts(10)].reverse());
  expect((await record(world, [probe])).IPList).toEqual([...publicHosts(10)].reverse());
  expect(new Set((await world.rows()).map(({ FindingId }) => FindingId))).toEqual(new Set([probe.Id]));
});

it("records one row for one host, however its text is written", async () => {
  const spellings = ["2600:1F18:0:0:5:6:7:8", "2600:1f18::5:6:7:8", "2600:1f18:0000::0005:6:7:8"];
  expect((await record(world, [portProbe(spellings)])).IPList).toEqual([PUBLIC_V6]);
  expect((await record(world, [networkConnection("::ffff:5.6.7.8")])).IPList).toEqual([PUBLIC_V4]);
  expect(await recorded()).toEqual([PUBLIC_V6, PUBLIC_V4]);
});

describe("which actions block", () => {
  const DEFAULT: readonly ActionKind[] = ["networkConnection", "portProbe"];

  it.each<[string, readonly ActionKind[], string, string[]]>([
    ["api-call", DEFAULT, "NO_REMOTE_HOST", []],
    ["api-call", [...DEFAULT, "kubernetesApiCall"], "NO_REMOTE_HOST", []],
    ["api-call", ["awsApiCall"], "", ["5.6.7.12"]],
    ["kubernetes-api-call", DEFAULT, "NO_REMOTE_HOST", []],
    ["kubernetes-api-call", [...DEFAULT, "kubernetesApiCall"], "", ["5.6.7.13"]],
    ["port-probe", ["networkConnection"], "NO_REMOTE_HOST", []],
    ["ssh-brute-force", [], "NO_REMOTE_HOST", []],
  ])("%s, where those that block are [%s]: %s", async (name, actions, reason, hosts) => {
    const outcome = await record(world, inFixture(name), { policy: { ...BLOCK_ALL, actions } });
    expect(refusedBy(outcome)).toEqual(reason === "" ? [] : [reason]);
    expect(outcome.NewIP).toBe(hosts.length > 0);
    expect(await recorded()).toEqual(hosts);
  });

  it("are said where none of them is in the finding", async () => {
    expect((await record(world, inFixture("api-call"))).Refused).toEqual([
      {
        Host: "",
        Reason: "NO_REMOTE_HOST",
        Detail:
          "nothing to block: the finding names no remote address of the actions that block (networkConnection, portProbe)",
      },
    ]);
  });

  it("take only their own hosts of a finding that names several", async () => {
    const both = networkConnection(PUBLIC_V4, { Action: { AwsApiCallAction: remote(OTHER_PUBLIC_V4) } });
    expect((await record(world, [both])).IPList).toEqual([PUBLIC_V4]);
    expect(
      (await record(world, event([both]).detail.findings, { policy: { ...BLOCK_ALL, actions: ACTION_KINDS } })).IPList,
    ).toEqual([PUBLIC_V4, OTHER_PUBLIC_V4]);
  });
});
