import type { NotifyOutcome } from "../../../functions/contract/payloads";
import { event, networkConnection } from "../../support/findings";
import { again, foundBy, startTellingWorld, untilTold, type TellingWorld } from "./telling-world";

const MINUTE = "2026-03-02T10:00Z";

let world: TellingWorld;
beforeEach(async () => {
  world = await startTellingWorld();
});
afterEach(() => world.close());

const texts = () => world.sent.map(({ text }) => text);
const digestsSent = () => texts().filter((text) => text.includes("in the minute"));

describe("the pace", () => {
  it("sends the messages of a minute at least a second apart, though they come at once", async () => {
    world.perMinute = 20;
    const { answers, calls } = await untilTold(
      world,
      Array.from({ length: 20 }, (_, n) => foundBy(n)),
    );

    expect(answers.map((answer) => answer?.Sent)).toEqual(Array(20).fill(1));
    expect(new Set(texts()).size).toBe(20);
    expect(digestsSent()).toEqual([]);
    const at = world.sent.map((message) => message.at).sort((a, b) => a - b);
    for (const [index, moment] of at.slice(1).entries())
      expect(moment - (at[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(at.at(-1)).toBeLessThan(30_000);
    // Each is given a time of its own to ask again: they do not come in crowds.
    expect(calls).toBeLessThanOrEqual(50);
  });

  it("has one function at a time sleep for its moment, and not for long; the others wait outside", async () => {
    world.perMinute = 20;
    await untilTold(
      world,
      Array.from({ length: 20 }, (_, n) => foundBy(n)),
    );

    const inOrder = world.slept.toSorted((a, b) => a.from - b.from);
    for (const [index, { from, to }] of inOrder.entries()) {
      expect(to - from).toBeLessThanOrEqual(1_000);
      expect(from).toBeGreaterThanOrEqual(inOrder[index - 1]?.to ?? 0);
    }
  });

  it("has one function at a time wait for a channel that does not answer", async () => {
    world.perMinute = 20;
    let [sending, most] = [0, 0];
    let answers = () => {};
    const answered = new Promise<void>((resolve) => (answers = resolve));
    world.whileSending = async () => {
      sending += 1;
      most = Math.max(most, sending);
      await answered;
      sending -= 1;
    };
    const first = world.call(foundBy(0));
    for (world.now = 2_000; sending === 0;) await new Promise((resolve) => setImmediate(resolve));
    const others = [];
    for (const n of [1, 2, 3, 4]) {
      others.push(await world.call(foundBy(n)));
      world.now += 2_000;
    }

    expect(others.map(({ Sent, RetryAfterSeconds }) => [Sent, RetryAfterSeconds > 0])).toEqual(
      Array(4).fill([0, true]),
    );
    answers();
    expect(await first).toMatchObject({ Sent: 1 });
    await world.call(again(foundBy(1), others[0] as NotifyOutcome));
    expect([most, texts()]).toEqual([1, [expect.stringContaining("finding-0"), expect.stringContaining("finding-1")]]);
  });

  it("is not held up for long by a function that crashed while it was sending", async () => {
    world.perMinute = 20;
    await new Promise<void>((crash) => {
      world.whileSending = () => new Promise(() => crash());
      void world.call(foundBy(0));
    });
    world.whileSending = () => Promise.resolve();
    world.now = 19_000;
    expect(await world.call(foundBy(1))).toMatchObject({ Sent: 0, RetryAfterSeconds: 2 });
    world.now = 21_000;
    expect(await world.call(foundBy(2))).toMatchObject({ Sent: 1 });
  });

  it("counts a message once in its minute, however often it asks for its moment", async () => {
    world.perMinute = 20;
    await untilTold(
      world,
      Array.from({ length: 20 }, (_, n) => foundBy(n)),
    );
    world.now = 59_000;
    expect(await world.call(foundBy("one more"))).toMatchObject({ Sent: 0, Digests: [MINUTE] });
  });

  it("leaves a message to a digest that has had no moment for a minute", async () => {
    world.perMinute = 20;
    const three = await Promise.all([1, 2, 3].map((n) => world.call(foundBy(n))));
    const n = three.findIndex(({ Waiting }) => Waiting !== undefined) + 1;
    const waiting = three[n - 1] as NotifyOutcome;
    expect(waiting).toMatchObject({ Sent: 0, Digests: [], Waiting: { Since: "2026-03-02T10:00:00.000Z" } });
    const taken = async () => {
      await world.call(foundBy(`other-${world.now}-1`));
      await world.call(foundBy(`other-${world.now}-2`));
    };
    world.now = 59_000;
    await taken();
    const still = await world.call(again(foundBy(n), waiting));
    expect(still).toMatchObject({ Sent: 0, Digests: [], Waiting: waiting.Waiting });
    world.now = 62_000;
    await taken();
    const left = await world.call(again(foundBy(n), still));
    expect(left).toMatchObject({ Sent: 0, Digests: ["2026-03-02T10:01Z"] });
    expect(left).not.toHaveProperty("Waiting");
    world.now = 121_000;
    await world.call(again(foundBy(n), left));
    expect(world.sent.at(-1)?.all).toContain(`finding-${n}`);
  });

  it("tells the findings of one event that wait one after the other, each once, also those without an id", async () => {
    world.perMinute = 20;
    const findings = ["a", "b", "c"].map((Title) => networkConnection("5.6.7.8", { Id: undefined, Title }));
    const several = { ...foundBy("several"), Event: event(findings) };
    const { answers } = await untilTold(world, [several, ...[1, 2, 3, 4].map((n) => foundBy(n))]);

    expect(answers.every((answer) => answer?.Waiting === undefined)).toBe(true);
    expect(texts().filter((text) => /\. [abc]$/.test(text))).toHaveLength(3);
    expect(texts()).toHaveLength(7);
    expect(new Set(texts()).size).toBe(7);
  });
});

describe("an execution that cannot wait, since its definition is of before the digests", () => {
  it("has its messages sent at once, also above the budget of the minute", async () => {
    for (const n of [1, 2, 3, 4]) {
      const outcome = await world.call({ ...foundBy(n), CanWait: false });
      expect(outcome).toEqual({ Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] });
    }
    expect(texts()).toHaveLength(4);
  });

  it("sleeps until its moment, however many wait: nobody would call it again", async () => {
    await Promise.all([1, 2, 3, 4].map((n) => world.call({ ...foundBy(n), CanWait: false })));
    expect(world.sent.map(({ at }) => at).sort((a, b) => a - b)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("fails for its Retry when no moment is free in time", async () => {
    await expect(world.call({ ...foundBy(1), CanWait: false }, 15_000)).resolves.toMatchObject({ Sent: 1 });
    await expect(world.call({ ...foundBy(2), CanWait: false }, 15_000)).rejects.toThrow(/no moment/);
    await expect(world.call({ ...foundBy(2), CanWait: false })).resolves.toMatchObject({ Sent: 1 });
  });
});
