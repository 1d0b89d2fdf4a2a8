import fc from "fast-check";
import { CodedError } from "../../../functions/contract/coded-error";
import type { NotificationOf, NotifyOutcome } from "../../../functions/contract/payloads";
import { again, foundBy, startTellingWorld, type TellingWorld } from "./telling-world";

/** As the Retry of the state: then the execution fails, and an alarm rings. */
const RETRIES = 3;

interface Run {
  readonly notification: NotificationOf<"finding">;
  readonly startsAt: number;
}

let world: TellingWorld;
beforeAll(async () => {
  world = await startTellingWorld();
});
afterAll(() => world.close());

/** What the state machine does with the state: Retry, Wait, again. Time is passed round by round for all of them. */
function execution({ notification, startsAt }: Run, losesAnswer: () => boolean) {
  const run = { status: "RUNNING", due: startsAt, answer: undefined as NotifyOutcome | undefined, failures: 0 };
  const step = async () => {
    try {
      const answer = await world.call(run.answer ? again(notification, run.answer) : notification);
      // The function was done and Step Functions does not know it: it invokes it again with the same input.
      if (losesAnswer()) return;
      run.answer = answer;
      run.due = world.now + answer.RetryAfterSeconds * 1_000;
      if (answer.RetryAfterSeconds === 0) run.status = "SUCCEEDED";
    } catch {
      run.failures += 1;
      run.due = world.now + 5_000;
      if (run.failures > RETRIES) run.status = "FAILED";
    }
  };
  return { run, step };
}

it("an execution that succeeds was told of, by its own message or by a digest, whatever failed on the way (I4)", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 90_000 }), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 0, max: 3 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
      async (starts, perMinute, dice) => {
        const chance = (outOfTen: number) => (dice.next().value as number) < outOfTen;
        runs += 1;
        // Each run has minutes of its own in the one table.
        const begin = runs * 3_600_000;
        world.perMinute = perMinute;
        world.fails = () => (chance(3) ? new CodedError("SLACK_UNAVAILABLE", "down") : undefined);
        const all = starts.map((startsAt, n) => {
          const title = `told-${runs}-${n}-`;
          const startsThen = { notification: foundBy(title, title), startsAt: begin + startsAt };
          return { title, ...execution(startsThen, () => chance(2)) };
        });
        for (world.now = begin; all.some(({ run }) => run.status === "RUNNING"); world.now += 5_000) {
          const due = all.filter(({ run }) => run.status === "RUNNING" && run.due <= world.now);
          await Promise.all(due.map(({ step }) => step()));
        }
        for (const { title, run } of all) {
          const told = world.sent.some(({ text, all }) => text.includes(title) || all.includes(title));
          // What another execution has in hand may have failed there: then that one rings.
          const rings = all.some(({ run }) => run.status === "FAILED");
          expect([title, told || run.status === "FAILED" || rings]).toEqual([title, true]);
        }
      },
    ),
    { numRuns: 25 },
  );
}, 240_000);
