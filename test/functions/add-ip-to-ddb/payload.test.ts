import { MAX_DETAILS_IN_PAYLOAD, MAX_HOSTS_IN_PAYLOAD } from "../../../functions/contract/payloads";
import { finding, networkConnection, portProbe, PUBLIC_V4 } from "../../support/findings";
import { after, enforced, expired, recorder, row, startWorld, type World } from "../support/world";
import { publicHosts, record } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const MANY = MAX_HOSTS_IN_PAYLOAD + 5;
const HOSTS = publicHosts(MANY);
const FIRST = HOSTS.slice(0, MAX_HOSTS_IN_PAYLOAD);
const PROBE = portProbe(HOSTS);
/** The limit of a state machine's payload. */
const STATE_BYTES = 256 * 1_024;

describe("more than a payload carries", () => {
  it("new hosts: all are recorded and counted, the first are named", async () => {
    const told = recorder();
    const outcome = await record(world, [PROBE], {}, told);
    expect(outcome).toMatchObject({ NewIP: true, IPList: FIRST, AlreadyBlocked: [] });
    expect(await world.rows()).toHaveLength(MANY);
    expect(told.metrics.get("HostsRecorded")).toBe(MANY);
    expect(told.lines.filter(({ code }) => code === "HOST_RECORDED")).toHaveLength(MANY);
  });

  it("hosts that are blocked already: the first are named, none is new", async () => {
    await world.put(...HOSTS.map((host) => row(host, enforced)));
    const told = recorder();
    expect(await record(world, [PROBE], {}, told)).toMatchObject({ NewIP: false, IPList: [], AlreadyBlocked: FIRST });
    expect(told.metrics.get("HostsRecorded")).toBe(0);
  });

  it("one new host behind many that are blocked: NewIP says so", async () => {
    await world.put(...HOSTS.slice(0, -1).map((host) => row(host, enforced)));
    expect(await record(world, [PROBE])).toMatchObject({ NewIP: true, IPList: HOSTS.slice(-1), AlreadyBlocked: FIRST });
  });

  it("lifted hosts: all are lifted and counted, the first are named", async () => {
    await world.put(...HOSTS.map((host) => row(host, { FindingId: PROBE.Id })));
    const told = recorder();
    const suppressed = portProbe(HOSTS, { Workflow: { Status: "SUPPRESSED" } });
    expect((await record(world, [suppressed], {}, told)).Lifted).toEqual(FIRST);
    expect((await world.rows()).filter(({ LiftedAt }) => LiftedAt === undefined)).toEqual([]);
    expect(told.metrics.get("HostsLifted")).toBe(MANY);
  });

  it("refusals and findings: all are counted and logged, the first are named", async () => {
    const told = recorder();
    const findings = Array.from({ length: MAX_DETAILS_IN_PAYLOAD + 5 }, (_, n) => networkConnection(`10.0.0.${n}`));
    const { Refused, FindingIds } = await record(world, findings, {}, told);
    expect(Refused.map(({ Host }) => Host)).toEqual(Array.from({ length: 20 }, (_, n) => `10.0.0.${n}`));
    expect(FindingIds).toEqual(findings.slice(0, MAX_DETAILS_IN_PAYLOAD).map(({ Id }) => Id));
    expect(told.metrics.get("HostsRefused")).toBe(MAX_DETAILS_IN_PAYLOAD + 5);
    expect(told.lines.filter(({ code }) => code === "NOT_BLOCKED")).toHaveLength(MAX_DETAILS_IN_PAYLOAD + 5);
  });

  it("stays far below the limit of a state when every list is full and every text as long as it may be", async () => {
    const v6 = (from: number) =>
      Array.from({ length: MANY }, (_, n) => `2600:1f18:1111:2222:3333:4444:${from}:${1_000 + n}`);
    const id = (n: number) => `${n}`.padEnd(512, "i");
    await world.put(
      ...v6(2).map((host) => row(host, enforced)),
      ...v6(3).map((host) => row(host, { FindingId: id(3) })),
    );
    const malformed = Array.from({ length: 30 }, (_, n) => `${n}`.padEnd(2_048, "x"));
    const outcome = await record(world, [
      portProbe([...v6(1), ...v6(2), ...malformed], { Id: id(1) }),
      portProbe(v6(3), { Id: id(3), Workflow: { Status: "SUPPRESSED" } }),
      ...Array.from({ length: 30 }, (_, n) => finding({ Id: id(10 + n) })),
    ]);
    const { IPList, AlreadyBlocked, Lifted, Refused, FindingIds } = outcome;
    expect([IPList, AlreadyBlocked, Lifted, Refused, FindingIds].map((list) => list.length)).toEqual([
      100, 100, 100, 20, 20,
    ]);
    expect(Buffer.byteLength(JSON.stringify(outcome))).toBeLessThan(STATE_BYTES / 4);
  });
});

it("counts and logs what became of each host", async () => {
  const [held, longer, waiting, ended, fresh] = publicHosts(5) as [string, string, string, string, string];
  const hosts = [held, longer, waiting, ended, fresh, "10.0.0.1"];
  const seenNow = { LastSeenAt: after(0).toISOString() };
  await world.put(
    row(held, { ...enforced, ...seenNow }),
    row(longer, enforced),
    row(waiting, { ...seenNow, FindingId: portProbe(hosts).Id }),
    row(ended, { ...expired, ...seenNow }),
  );
  const told = recorder();
  await record(world, [portProbe(hosts)], {}, told);
  expect(told.lines.map(({ code, host }) => [code, host])).toEqual([
    ["HOST_JOINED", held],
    ["HOST_EXTENDED", longer],
    ["HOST_REPEATED", waiting],
    ["HOST_ENDED", ended],
    ["HOST_RECORDED", fresh],
    ["NOT_BLOCKED", "10.0.0.1"],
    ["NOT_BLOCKED", ended],
  ]);
  expect(Object.fromEntries(told.metrics)).toEqual({ HostsRecorded: 2, HostsRefused: 2, HostsLifted: 0 });
});

it("asks table and memory and writes once for a host that is new, and reads once and writes nothing for a sighting that it knows", async () => {
  await record(world, [networkConnection(PUBLIC_V4)]);
  expect(world.dynamoDb.calls.map(({ operation }) => operation)).toEqual(["GetItem", "GetItem", "PutItem"]);
  await record(world, [networkConnection(PUBLIC_V4)]);
  expect(world.dynamoDb.calls.slice(3).map(({ operation }) => operation)).toEqual(["GetItem"]);
});
