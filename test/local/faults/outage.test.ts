import { CodedError } from "../../../functions/contract/coded-error";
import { outageWorld, type SentMessage } from "./outage-world";

const BEGIN = "[sim] ⚠️ The firewall cannot be updated";
const END = "[sim] ✅ The firewall is updated again";
const hosts = Array.from({ length: 5 }, (_, n) => `7.0.0.${2 * n + 1}`);
const titles = (sent: readonly SentMessage[]) => sent.map(({ title }) => title);
const that = (sent: readonly SentMessage[], begin: string) => sent.filter(({ title }) => title.startsWith(begin));
/** Messages that say of a host that it is blocked now. */
const namings = (sent: readonly SentMessage[], host: string) =>
  sent.filter(({ title, all }) => !title.startsWith(BEGIN) && !title.includes("failed") && all.includes(`\`${host}\``));
const minutes = (n: number) => n * 60;

describe("an outage of ten minutes with five findings", () => {
  async function play(hangSeconds: number) {
    const world = outageWorld({ isAway: (at) => at < minutes(10), hangSeconds });
    hosts.forEach((host, n) => world.finding(host, 20 * n));
    await world.run();
    return world;
  }

  it.each([
    ["answers with errors", 0],
    ["does not answer, and each request hangs for 25 s", 25],
  ])("is notified within two minutes, and once, when the firewall %s", async (_, hangSeconds) => {
    const { sent, ended, sim } = await play(hangSeconds);
    const [first, ...others] = sent;

    expect(first?.title).toMatch(BEGIN);
    expect(first?.at).toBeGreaterThan(0);
    expect(first?.at).toBeLessThanOrEqual(120);
    expect(first?.all).toContain(hosts[0]);
    expect(titles(others)).toEqual([`${END}: 5 hosts blocked`]);
    for (const host of hosts) expect(namings(sent, host)).toHaveLength(1);
    expect(ended.map(({ status }) => status)).toEqual(hosts.map(() => "SUCCEEDED"));
    expect([...sim.held()].sort()).toEqual(hosts);
  });

  it("ends within two minutes after the firewall is back", async () => {
    const { sent } = await play(0);

    expect((that(sent, END)[0]?.at ?? Infinity) - minutes(10)).toBeLessThanOrEqual(120);
  });
});

it("a firewall that is away for less than the patience is no outage", async () => {
  const world = outageWorld({ isAway: (at) => at < 20 });
  world.finding("7.0.0.1");
  await world.run();

  expect(titles(world.sent)).toEqual(["[sim] Blocked 7.0.0.1"]);
});

it("the next outage is notified again", async () => {
  const world = outageWorld({ isAway: (at) => at < 60 || (at > 600 && at < 700) });
  world.finding("7.0.0.1");
  world.finding("7.0.0.5", 610);
  await world.run();

  expect(titles(world.sent)).toEqual([
    `${BEGIN}: 7.0.0.1 waits`,
    `${END}: 7.0.0.1 blocked`,
    `${BEGIN}: 7.0.0.5 waits`,
    `${END}: 7.0.0.5 blocked`,
  ]);
});

it("names 20 hosts in full in the end's message and the others by address: none is missing, also when its execution failed", async () => {
  const many = Array.from({ length: 30 }, (_, n) => `7.0.1.${2 * n + 1}`);
  const world = outageWorld({ isAway: (at) => at < 90 });
  many.forEach((host) => world.finding(host));
  await world.run();

  expect(that(world.sent, BEGIN)).toHaveLength(1);
  expect(that(world.sent, END)).toHaveLength(1);
  expect(world.sent).toHaveLength(2 + 10);
  for (const host of many) expect([host, namings(that(world.sent, END), host).length]).toEqual([host, 1]);
});

describe("an outage of three hours", () => {
  const play = async () => {
    const world = outageWorld({ isAway: (at) => at < minutes(180) });
    hosts.forEach((host, n) => world.finding(host, 20 * n));
    world.prune(minutes(150));
    world.prune(minutes(185));
    await world.run();
    return world;
  };

  it("fails each execution after its wait, with the first error, and notifies one failure a state machine", async () => {
    const { sent, ended } = await play();

    const failed = ended.filter(({ status }) => status === "FAILED");
    expect(failed.map(({ name }) => name).sort()).toEqual(
      ["prune-9000", ...hosts.map((host) => `record-${host}`)].sort(),
    );
    expect([...new Set(failed.map(({ error }) => error))].sort()).toEqual(["FIREWALL_BUSY", "FIREWALL_UNAVAILABLE"]);
    expect(that(sent, BEGIN)).toHaveLength(1);
    expect(that(sent, "[sim] ❌").map(({ title }) => title)).toEqual([
      expect.stringMatching(/sechub-record-ip failed: FIREWALL_(BUSY|UNAVAILABLE)/),
      "[sim] ❌ sechub-prune-ip failed: FIREWALL_UNAVAILABLE",
    ]);
  });

  it("is ended by the scheduled run, which names the hosts of executions that gave up, once", async () => {
    const { sent, sim, ended } = await play();

    expect(that(sent, END)).toHaveLength(1);
    expect(sent.at(-1)?.title).toBe(`${END}: 5 hosts blocked`);
    for (const host of hosts) expect(namings(sent, host)).toHaveLength(1);
    expect(ended.at(-1)).toMatchObject({ name: "prune-11100", status: "SUCCEEDED" });
    expect([...sim.held()].sort()).toEqual(hosts);
  });
});

it("an error of the group that a person must mend is one message, with its hosts, and ends like an outage", async () => {
  const world = outageWorld({ isAway: () => false });
  const { rules } = world.sim.group();
  const foreign = { Priority: 100, RuleDefinition: { MatchAttributes: { Protocols: [6] }, Actions: ["aws:pass"] } };
  world.sim.editByHand([...rules, foreign]);
  hosts.forEach((host) => world.finding(host));
  await world.run(minutes(10));
  world.sim.editByHand(rules);
  world.finding("7.0.0.201", minutes(10));
  await world.run();

  const [failure, end, ...others] = world.sent;
  expect(failure?.title).toBe("[sim] ❌ sechub-record-ip failed: PRIORITY_TAKEN");
  expect(failure?.all).toMatch(/not blocked yet:\* `7\.0\.0\.\d`/);
  expect([end?.title, others]).toEqual([`${END}: 6 hosts blocked`, []]);
  expect(world.ended.filter(({ error }) => error === "PRIORITY_TAKEN")).toHaveLength(5);
});

describe("a message about an outage that cannot be sent", () => {
  const away = () => new CodedError("SLACK_UNAVAILABLE", "away");

  it("at the beginning: does not keep a host from being blocked, and is sent by a later round", async () => {
    const world = outageWorld({ isAway: (at) => at < minutes(10) });
    world.fails = () => (world.second() < 200 ? away() : undefined);
    hosts.forEach((host) => world.finding(host));
    await world.run();

    expect(titles(world.sent)).toEqual([`${BEGIN}: 5 hosts wait`, `${END}: 5 hosts blocked`]);
    expect(world.ended.every(({ status }) => status === "SUCCEEDED")).toBe(true);
  });

  it("at the beginning, for as long as it lasts: the end is notified, and every host blocked", async () => {
    const world = outageWorld({ isAway: (at) => at < minutes(10) });
    world.fails = ({ text }) => (text.startsWith(BEGIN) ? new CodedError("SLACK_REFUSED", "no") : undefined);
    hosts.forEach((host) => world.finding(host));
    await world.run();

    expect(titles(world.sent)).toEqual([`${END}: 5 hosts blocked`]);
    expect([...world.sim.held()].sort()).toEqual(hosts);
  });

  it("at the end: is sent by the retry of the same execution", async () => {
    const world = outageWorld({ isAway: (at) => at < minutes(10) });
    let failures = 0;
    world.fails = ({ text }) => (text.startsWith(END) && (failures += 1) <= 2 ? away() : undefined);
    hosts.forEach((host) => world.finding(host));
    await world.run();

    expect(failures).toBe(3);
    expect(that(world.sent, END)).toHaveLength(1);
    for (const host of hosts) expect(namings(world.sent, host)).toHaveLength(1);
  });

  it("at the end, for good: the execution fails, and the others notify their hosts", async () => {
    const world = outageWorld({ isAway: (at) => at < minutes(10) });
    world.fails = ({ text }) => (text.startsWith(END) ? new CodedError("SLACK_REFUSED", "no") : undefined);
    hosts.forEach((host) => world.finding(host));
    await world.run();

    const [failed, ...moreFailed] = world.ended.filter(({ status }) => status === "FAILED");
    expect([failed?.error, moreFailed]).toEqual(["SLACK_REFUSED", []]);
    for (const host of hosts) {
      const isNamed = namings(world.sent, host).length === 1;
      expect([host, isNamed || failed?.name === `record-${host}`]).toEqual([host, true]);
    }
  });
});

it("a function that dies after it has ended the outage ends it once", async () => {
  const world = outageWorld({ isAway: (at) => at < minutes(10) });
  let deaths = 0;
  world.dies = (name) => name === "${SendGdFindingArn}" && world.second() > minutes(10) && (deaths += 1) === 1;
  hosts.forEach((host) => world.finding(host));
  await world.run();

  expect(deaths).toBeGreaterThan(1);
  expect(that(world.sent, END)).toHaveLength(1);
  for (const host of hosts) expect(namings(world.sent, host)).toHaveLength(1);
});
