import { protectionOf } from "../../../functions/domain/protection";
import {
  DOCUMENTATION_V6,
  fixture,
  LINK_LOCAL_V4,
  LOOPBACK_V4,
  MALFORMED_V4,
  MULTICAST_V4,
  networkConnection,
  OTHER_PUBLIC_V4,
  OTHER_PUBLIC_V6,
  portProbe,
  PRIVATE_V4,
  PUBLIC_V4,
  PUBLIC_V6,
  TEST_NET_V4,
  UNIQUE_LOCAL_V6,
  UNSPECIFIED_V4,
} from "../../support/findings";
import { recorder, startWorld, type World } from "../support/world";
import { record, refusedBy } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const recorded = async () => (await world.rows()).map(({ HostIp }) => HostIp);
const status = (Status: string) => networkConnection(PUBLIC_V4, { Workflow: { Status } });

describe("a finding that is refused as a whole", () => {
  it.each([
    ["sample-top-level", "SAMPLE"],
    ["sample-product-field", "SAMPLE"],
    ["sample-additional-info", "SAMPLE"],
    ["archived", "ARCHIVED"],
    ["suppressed", "SUPPRESSED"],
    ["resolved", "RESOLVED"],
    ["other-product", "NOT_GUARDDUTY"],
    ["control-failed", "NOT_GUARDDUTY"],
  ])("%s: %s, in words for people, and nobody is blocked", async (name, Reason) => {
    const outcome = await record(world, fixture(name).detail.findings);
    expect(outcome).toMatchObject({ NewIP: false, IPList: [], AlreadyBlocked: [], Lifted: [], Until: "" });
    expect(outcome.Refused).toEqual([
      { Host: "", Reason, Detail: expect.stringMatching(/^nothing to block: \w.{10}/) as unknown },
    ]);
    expect((await world.rows()).filter(({ LiftedAt }) => LiftedAt === undefined)).toEqual([]);
    // A suppressed finding looks for the block that it made, and notes that it was here; others whether a block stays.
    const calls = world.dynamoDb.calls.map(({ operation, outcome: ended }) => `${operation} ${ended}`);
    const looks = ["GetItem ok", "GetItem ok"];
    const expected: Readonly<Record<string, readonly string[]>> = {
      SUPPRESSED: [...looks, "PutItem ok"],
      ARCHIVED: looks,
      RESOLVED: looks,
    };
    expect(calls).toEqual(expected[Reason] ?? []);
  });

  it("does not stop the others of its event", async () => {
    const outcome = await record(world, [
      networkConnection("5.6.7.1", { RecordState: "ARCHIVED" }),
      networkConnection("5.6.7.2"),
      networkConnection("5.6.7.3", { Sample: true }),
    ]);
    expect(refusedBy(outcome)).toEqual(["ARCHIVED", "SAMPLE"]);
    expect(outcome).toMatchObject({ NewIP: true, IPList: ["5.6.7.2"] });
    expect(await recorded()).toEqual(["5.6.7.2"]);
  });

  it("names none of its hosts, also when they could not be blocked anyway", async () => {
    const probe = portProbe([PRIVATE_V4, PUBLIC_V4], { Workflow: { Status: "RESOLVED" } });
    expect(refusedBy(await record(world, [probe]))).toEqual(["RESOLVED"]);
  });

  it.each(["NEW", "NOTIFIED"])("is not one whose workflow status is %s", async (Status) => {
    expect(await record(world, [status(Status)])).toMatchObject({ IPList: [PUBLIC_V4], Refused: [] });
  });
});

const ALLOWLIST = [OTHER_PUBLIC_V4, "7.0.0.0/8", "2600:1f18::6:0:0:0/80"];

describe("an address that is never blocked", () => {
  it.each([
    ["private", PRIVATE_V4, "NOT_PUBLIC"],
    ["private, too", "192.168.0.1", "NOT_PUBLIC"],
    ["loopback", LOOPBACK_V4, "NOT_PUBLIC"],
    ["loopback, IPv6", "::1", "NOT_PUBLIC"],
    ["link-local, where the metadata service lives", LINK_LOCAL_V4, "NOT_PUBLIC"],
    ["link-local, IPv6", "fe80::1", "NOT_PUBLIC"],
    ["multicast", MULTICAST_V4, "NOT_PUBLIC"],
    ["multicast, IPv6", "ff02::1", "NOT_PUBLIC"],
    ["unspecified", UNSPECIFIED_V4, "NOT_PUBLIC"],
    ["unspecified, IPv6", "::", "NOT_PUBLIC"],
    ["of a test net", TEST_NET_V4, "NOT_PUBLIC"],
    ["of the documentation, IPv6", DOCUMENTATION_V6, "NOT_PUBLIC"],
    ["unique local", UNIQUE_LOCAL_V6, "NOT_PUBLIC"],
    ["broadcast", "255.255.255.255", "NOT_PUBLIC"],
    ["on the allowlist", OTHER_PUBLIC_V4, "ALLOWLISTED"],
    ["in a network on the allowlist", "7.8.9.10", "ALLOWLISTED"],
    ["in a network on the allowlist, IPv6", OTHER_PUBLIC_V6, "ALLOWLISTED"],
    ["our own", "11.1.2.3", "OWN_ADDRESS"],
    ["6to4 of a private one", "2002:a01:203::1", "NOT_PUBLIC"],
    ["NAT64 of a private one", "64:ff9b::a01:203", "NOT_PUBLIC"],
    ["malformed", MALFORMED_V4, "NOT_AN_ADDRESS"],
    ["a network", "5.6.7.0/24", "NOT_AN_ADDRESS"],
    ["every network", "0.0.0.0/0", "NOT_AN_ADDRESS"],
    ["two addresses", "5.6.7.8,5.6.7.9", "NOT_AN_ADDRESS"],
    ["short", "5.6.7", "NOT_AN_ADDRESS"],
    ["octal", "05.6.7.8", "NOT_AN_ADDRESS"],
    ["with a blank", " 5.6.7.8", "NOT_AN_ADDRESS"],
    ["with a zone", "fe80::1%eth0", "NOT_AN_ADDRESS"],
    ["a name", "localhost", "NOT_AN_ADDRESS"],
    ["empty", "", "NOT_AN_ADDRESS"],
  ])("%s (%s: %s) is refused, and the good hosts beside it are recorded", async (_, address, Reason) => {
    const good = [PUBLIC_V4, PUBLIC_V6];
    const probe = portProbe([PUBLIC_V4, address, PUBLIC_V6]);
    const outcome = await record(world, [probe], { protection: protectionOf(ALLOWLIST, ["11.0.0.0/8"]) });
    expect(outcome.Refused).toEqual([
      { Host: address, Reason, Detail: expect.stringContaining(address === "" ? '""' : address) as unknown },
    ]);
    expect(outcome).toMatchObject({ NewIP: true, Until: expect.any(String) as unknown });
    expect([...outcome.IPList].sort()).toEqual([...good].sort());
    expect(await recorded()).toEqual([...good].sort());
  });

  it.each([
    [`::ffff:${PRIVATE_V4}`, PRIVATE_V4, "NOT_PUBLIC"],
    ["::ffff:7f00:1", LOOPBACK_V4, "NOT_PUBLIC"],
    [`::ffff:${OTHER_PUBLIC_V4}`, OTHER_PUBLIC_V4, "ALLOWLISTED"],
  ])("is not hidden by IPv6 around it: %s is %s", async (text, host, reason) => {
    const outcome = await record(world, [networkConnection(text)], {
      protection: protectionOf(ALLOWLIST, ["11.0.0.0/8"]),
    });
    expect(refusedBy(outcome)).toEqual([`${host} ${reason}`]);
    expect(outcome).toMatchObject({ NewIP: false, IPList: [] });
    expect(world.dynamoDb.calls).toEqual([]);
  });

  it("is refused once, however often and in whatever spelling its finding names it", async () => {
    const spellings = [PRIVATE_V4, `::ffff:${PRIVATE_V4}`, "::FFFF:0A01:0203"];
    expect(refusedBy(await record(world, [portProbe(spellings)]))).toEqual([`${PRIVATE_V4} NOT_PUBLIC`]);
  });

  it("is refused whatever the action and wherever in the finding it stands", async () => {
    const remote = { RemoteIpDetails: { IpAddressV4: PRIVATE_V4, IpAddressV6: UNIQUE_LOCAL_V6 } };
    const finding = networkConnection(PUBLIC_V4, {
      Action: { NetworkConnectionAction: remote, PortProbeAction: { PortProbeDetails: [remote] } },
      Network: { Direction: "OUT", DestinationIpV4: LINK_LOCAL_V4 },
    });
    expect(refusedBy(await record(world, [finding]))).toEqual(
      [PRIVATE_V4, UNIQUE_LOCAL_V6, LINK_LOCAL_V4].map((host) => `${host} NOT_PUBLIC`),
    );
    expect(await recorded()).toEqual([PUBLIC_V4]);
  });
});

it("counts the refusals, and writes each to the log with its host, its reason and its sentence", async () => {
  const told = recorder();
  const { Refused } = await record(world, [portProbe([PRIVATE_V4, MALFORMED_V4]), status("RESOLVED")], {}, told);
  expect(Refused).toHaveLength(3);
  expect(told.lines).toEqual(
    Refused.map(({ Host, Reason, Detail }) => ({ code: "NOT_BLOCKED", sentence: Detail, host: Host, reason: Reason })),
  );
  expect(Object.fromEntries(told.metrics)).toEqual({ HostsRecorded: 0, HostsRefused: 3, HostsLifted: 0 });
});
