import type { ReconcileInput } from "../../../functions/contract/payloads";
import type { HostRow } from "../../../functions/domain/host-row";
import { reconcile } from "../../../functions/update-nf-rg/reconcile";
import { after, codeOf, enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";
import { ask } from "../support/reconciling";

const [HOST, OTHER, SEEN_LATER] = ["5.6.7.8", "9.8.7.6", "9.8.7.9"];
const STARTED = { MayWait: true, StartedAt: NOW.toISOString() };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** An invocation of 90 s on a clock of its own, which sleeps and firewall requests move. */
function invoke(input: ReconcileInput, { requestMs = 100, at = NOW, turns = world.deps.turns } = {}) {
  let slept = 0;
  world.firewall.failWhile(() => {
    slept += requestMs;
    return true;
  });
  const clock = {
    now: () => new Date(at.getTime() + slept),
    sleep: (milliseconds: number) => Promise.resolve(void (slept += milliseconds)),
    random: () => 0.5,
  };
  const invocation = { ...recorder(), requestId: "request", timeLeftMs: () => 90_000 - slept };
  return { outcome: reconcile({ ...world.deps, turns, clock })(input, invocation), seconds: () => slept / 1_000 };
}
const put = (...rows: readonly HostRow[]) => world.put(...rows);

describe("a firewall that does not let a reconcile through", () => {
  it("is answered with the hosts that wait: those asked for first, then those seen last", async () => {
    await put(
      row(HOST),
      row(OTHER, { LastSeenAt: after(-9).toISOString() }),
      row(SEEN_LATER, { LastSeenAt: after(-1).toISOString() }),
      row("9.8.7.1", enforced),
      row("9.8.7.2", expired),
      row("10.0.0.1"),
    );
    const { outcome, seconds } = invoke({ ...ask([HOST]), ...STARTED });
    const { Outage, RetryAfterSeconds, Blocked } = await outcome;

    expect(Outage).toEqual({
      Error: "FIREWALL_UNAVAILABLE",
      Cause: expect.stringContaining("Nothing is lost") as string,
      FailedAt: new Date(NOW.getTime() + seconds() * 1_000).toISOString(),
      Waiting: [HOST, SEEN_LATER, OTHER],
      WaitingCount: 3,
    });
    expect(Blocked).toEqual([]);
    expect(RetryAfterSeconds).toBeGreaterThanOrEqual(10);
    expect(RetryAfterSeconds).toBeLessThan(30);
  });

  it.each([
    ["fails at once", 100, 30],
    ["hangs for 25 s", 25_000, 55],
  ])("is answered in time when it %s: no round begins after 30 s", async (_, requestMs, most) => {
    const { outcome, seconds } = invoke({ ...ask([HOST]), ...STARTED }, { requestMs });

    expect((await outcome).Outage?.Error).toBe("FIREWALL_UNAVAILABLE");
    expect(seconds()).toBeGreaterThan(20);
    expect(seconds()).toBeLessThanOrEqual(most);
  });

  it("is asked again once a minute when it lasts", async () => {
    const { outcome } = invoke({ ...ask([HOST]), ...STARTED }, { at: after(0.75) });

    expect((await outcome).RetryAfterSeconds).toBe(65);
  });

  it.each<[string, Partial<ReconcileInput>]>([
    ["a definition that knows no Outage", {}],
    ["one without a start", { MayWait: true }],
    ["one whose start cannot be read", { MayWait: true, StartedAt: "soon" }],
    ["one that has waited for an hour", { MayWait: true, StartedAt: after(-1).toISOString() }],
  ])("is an error for %s", async (_, more) => {
    expect(await codeOf(invoke({ ...ask([HOST]), ...more }).outcome)).toBe("FIREWALL_UNAVAILABLE");
  });

  it("has the whole time of the function when nobody can wait outside", async () => {
    const { outcome, seconds } = invoke(ask([HOST]));

    await codeOf(outcome);
    expect(seconds()).toBeGreaterThan(60);
  });
});

it("an execution that has waited for an hour does not wait for its turn either", async () => {
  const turns = { take: () => Promise.resolve({ outcome: "wait" as const, seconds: 9 }), end: () => Promise.resolve() };
  const asked = { ...ask([HOST]), MayWait: true, StartedAt: after(-1).toISOString() };

  expect(await codeOf(invoke(asked, { turns }).outcome)).toBe("FIREWALL_BUSY");
  expect((await invoke({ ...asked, ...STARTED }, { turns }).outcome).RetryAfterSeconds).toBe(11);
});

it.each<[string, Parameters<World["firewall"]["failWhile"]>[1], string]>([
  ["the request is refused", { errorName: "InvalidRequestException" }, "FIREWALL_REFUSED"],
  ["the group is gone", { errorName: "ResourceNotFoundException" }, "RULE_GROUP_UNUSABLE"],
])("is no outage when %s: a person must act", async (_, fault, code) => {
  world.firewall.failWhile(() => true, fault);
  const run = { ...recorder(), requestId: "request", timeLeftMs: () => 90_000 };

  expect(await codeOf(reconcile(world.deps)({ ...ask([HOST]), ...STARTED }, run))).toBe(code);
});
