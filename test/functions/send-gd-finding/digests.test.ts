import { CodedError } from "../../../functions/contract/coded-error";
import type { NotifyOutcome } from "../../../functions/contract/payloads";
import { MAX_DIGEST_LINES } from "../../../functions/ports/digests";
import { failure } from "../messages/notifications";
import { again, foundBy, startTellingWorld, type TellingWorld } from "./telling-world";

const MINUTE = "2026-03-02T10:00Z";
const AFTER = 61_000;
const slackDown = new CodedError("SLACK_UNAVAILABLE", "down");

let world: TellingWorld;
beforeEach(async () => {
  world = await startTellingWorld();
});
afterEach(() => world.close());

const texts = () => world.sent.map(({ text }) => text);
const digestsSent = () => texts().filter((text) => text.includes("in the minute"));
/** The first two are sent; the third waits for the digest. */
async function fillTheMinute(): Promise<NotifyOutcome> {
  await world.call(foundBy(1));
  await world.call(foundBy(2));
  return world.call(foundBy(3));
}

describe("above the budget of a minute", () => {
  it("a message waits for the digest: until the end of the minute, and a little spread", async () => {
    world.now = 12_500;
    expect(await fillTheMinute()).toEqual({ Sent: 0, AlreadyTold: 0, RetryAfterSeconds: 48, Digests: [MINUTE] });
    world.random = 0.99;
    expect(await world.call(foundBy(4))).toMatchObject({ RetryAfterSeconds: 57 });
    expect(texts()).toHaveLength(2);
    expect([world.counted.get("MessagesSent"), world.counted.get("MessagesInDigests")]).toEqual([2, 2]);
  });

  it("one digest has a line of each, and is sent once, whoever asks", async () => {
    const waiting = await fillTheMinute();
    await world.call(foundBy(4));
    world.now = AFTER;
    const outcomes = await Promise.all([3, 4].map((n) => world.call(again(foundBy(n), waiting))));
    expect(outcomes.map(({ Sent, AlreadyTold }) => [Sent, AlreadyTold]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(outcomes.every(({ RetryAfterSeconds, Digests }) => RetryAfterSeconds === 0 && Digests.length === 0)).toBe(
      true,
    );
    expect(digestsSent()).toEqual(["[prod] 2 more messages in the minute 10:00 UTC"]);
    expect(world.sent.at(-1)?.all).toMatch(/finding-3.*finding-4/);
    expect(await world.call(again(foundBy(3), waiting))).toMatchObject({ Sent: 0, AlreadyTold: 1 });
  });

  it("the next minute has a budget of its own", async () => {
    await fillTheMinute();
    world.now = 60_000;
    expect(await world.call(foundBy(4))).toMatchObject({ Sent: 1, Digests: [] });
  });

  it("what has no room for a line is counted", async () => {
    world.perMinute = 1;
    const answers = [];
    for (let n = 0; n < MAX_DIGEST_LINES + 4; n += 1) answers.push(await world.call(foundBy(n)));
    expect(world.sent).toHaveLength(1);
    world.now = AFTER;
    await world.call(again(foundBy("x"), answers.at(-1) as NotifyOutcome));
    expect(digestsSent()).toEqual([`[prod] ${MAX_DIGEST_LINES + 3} more messages in the minute 10:00 UTC`]);
    expect(world.sent.at(-1)?.all).toContain("and 3 more");
  });

  it("several findings of one event end in one digest", async () => {
    const waiting = await fillTheMinute();
    const many = foundBy(5);
    const findings = [6, 7].map((n) => (foundBy(n).Event as { detail: { findings: unknown[] } }).detail.findings[0]);
    const answer = await world.call({ ...many, Event: { ...(many.Event as object), detail: { findings } } });
    expect(answer).toMatchObject({ Sent: 0, Digests: [MINUTE] });
    world.now = AFTER;
    await world.call(again(foundBy(3), waiting));
    expect(world.sent.at(-1)?.all).toMatch(/finding-6.*finding-7/);
  });
});

describe("nothing is lost", () => {
  it("a digest that cannot be sent fails its execution, and the Retry sends it with every line", async () => {
    const waiting = await fillTheMinute();
    world.now = AFTER;
    world.fails = () => slackDown;
    await expect(world.call(again(foundBy(3), waiting))).rejects.toBe(slackDown);
    world.fails = () => undefined;
    expect(await world.call(again(foundBy(3), waiting))).toMatchObject({ Sent: 1 });
    expect(world.sent.at(-1)?.all).toContain("finding-3");
  });

  it("another execution that waits for it sends it, when the first one could not", async () => {
    const waiting = await fillTheMinute();
    await world.call(foundBy(4));
    world.now = AFTER;
    world.fails = () => slackDown;
    await expect(world.call(again(foundBy(3), waiting))).rejects.toBe(slackDown);
    world.fails = () => undefined;
    await world.call(again(foundBy(4), waiting));
    expect(world.sent.at(-1)?.all).toMatch(/finding-3.*finding-4/);
  });

  it("an answer that was lost is given again: the Retry waits for the digest, and writes no second line", async () => {
    const lost = await fillTheMinute();
    const waiting = await world.call(foundBy(3));
    expect(waiting).toMatchObject({ AlreadyTold: 1, Digests: lost.Digests });
    expect(waiting.RetryAfterSeconds).toBeGreaterThan(0);
    world.now = AFTER;
    await world.call(again(foundBy(3), waiting));
    expect(digestsSent()).toEqual([expect.stringContaining("1 more message in")]);
  });

  it("who finds its message told by another does not wait for that one's digest", async () => {
    await fillTheMinute();
    expect(await world.call({ ...foundBy(9), Event: foundBy(3).Event })).toEqual({
      Sent: 0,
      AlreadyTold: 1,
      RetryAfterSeconds: 0,
      Digests: [],
    });
  });

  it("who comes before the minute has ended waits on", async () => {
    const waiting = await fillTheMinute();
    world.now = 59_000;
    expect(await world.call(again(foundBy(3), waiting))).toMatchObject({
      Sent: 0,
      RetryAfterSeconds: 1,
      Digests: [MINUTE],
    });
    expect(digestsSent()).toEqual([]);
  });

  it("a line that comes when its digest was told goes into the next", async () => {
    const waiting = await fillTheMinute();
    world.now = AFTER;
    await world.call(again(foundBy(3), waiting));
    // Its clock is behind: for it the minute has not ended.
    world.now = 59_900;
    const late = await world.call(foundBy(4));
    expect(late.Digests).toEqual(["2026-03-02T10:01Z"]);
    world.now = 121_000;
    await world.call(again(foundBy(4), late));
    expect(world.sent.at(-1)?.all).toContain("finding-4");
    expect(digestsSent()).toHaveLength(2);
  });

  it("one that is only counted, and comes when its digest was told, goes into the next, too", async () => {
    world.perMinute = 0;
    const answers = [];
    for (let n = 0; n < MAX_DIGEST_LINES; n += 1) answers.push(await world.call(foundBy(n)));
    world.now = AFTER;
    await world.call(again(foundBy("x"), answers[0] as NotifyOutcome));
    world.now = 59_900;
    const late = await world.call(foundBy("late"));
    expect(late.Digests).toEqual(["2026-03-02T10:01Z"]);
    world.now = 121_000;
    await world.call(again(foundBy("late"), late));
    expect(world.sent.at(-1)?.all).toContain("finding-late");
  });

  it("a digest that has no moment in time is asked for again soon", async () => {
    const waiting = await fillTheMinute();
    world.now = AFTER;
    world.perMinute = 50;
    for (const n of [1, 2]) await world.call(foundBy(`more-${n}`));
    expect(await world.call(again(foundBy(3), waiting))).toEqual({
      Sent: 0,
      AlreadyTold: 0,
      RetryAfterSeconds: 5,
      Digests: [MINUTE],
    });
    world.now += 5_000;
    expect(await world.call(again(foundBy(3), waiting))).toMatchObject({ Sent: 1, Digests: [] });
  });

  it("a digest whose rows are gone says that there was one", async () => {
    world.now = AFTER;
    const waiting = { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: 1, Digests: [MINUTE] };
    await world.call(again(foundBy(3), waiting));
    expect(digestsSent()).toEqual(["[prod] 1 more message in the minute 10:00 UTC"]);
  });

  it("a failure is told although the message before it waited for a digest, and waits for its own", async () => {
    const waiting = await fillTheMinute();
    world.now = AFTER;
    const Failure = { Error: "TABLE_REFUSED" };
    const failed = again(failure({ Execution: foundBy(3).Execution, Failure }), waiting);
    expect(await world.call(failed)).toMatchObject({ Sent: 1 });
    expect(texts().at(-1)).toContain("failed: TABLE_REFUSED");

    world.perMinute = 0;
    const own = await world.call(failed);
    expect(own).toMatchObject({ Sent: 0, Digests: ["2026-03-02T10:01Z"] });
    world.now = 121_000;
    await world.call(again(failed, own, "FailureNotified"));
    expect(world.sent.at(-1)?.all).toContain("failed: TABLE_REFUSED");
  });

  it("takes no minute from a state that nobody of ours wrote", async () => {
    const forged = again(foundBy(1), { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: 9, Digests: ["<!channel>"] });
    expect(await world.call(forged)).toMatchObject({ Sent: 1, Digests: [] });
    const Waiting = { Message: `${foundBy(2).Execution}|finding|0`, Since: "tomorrow" };
    world.now = 10_000;
    world.perMinute = 1;
    const uncounted = again(foundBy(2), { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: 9, Digests: [], Waiting });
    expect(await world.call(uncounted)).toMatchObject({ Sent: 0, Digests: [MINUTE] });
    expect(texts()).toEqual([expect.stringContaining("HIGH finding")]);
  });
});
