import { CodedError } from "../../../functions/contract/coded-error";
import { byOperator } from "../messages/notifications";
import { again, foundBy, startTellingWorld, type TellingWorld } from "./telling-world";

let world: TellingWorld;
beforeEach(async () => {
  world = await startTellingWorld();
});
afterEach(() => world.close());

const operators = () => world.sent.filter(({ text }) => text.includes("operator"));
const sentOnce = { Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] };

it("tells each change, and asked twice with one id tells it once", async () => {
  await expect(world.call(byOperator())).resolves.toEqual(sentOnce);
  await expect(world.call(byOperator())).resolves.toEqual({ ...sentOnce, Sent: 0, AlreadyTold: 1 });
  await expect(world.call(byOperator({ Execution: "blocklist 2" }))).resolves.toEqual(sentOnce);
  expect(operators()).toHaveLength(2);
});

it("tells the very same change again when it could not be told", async () => {
  world.fails = () => new CodedError("SLACK_REFUSED", "no_service");
  await expect(world.call(byOperator())).rejects.toMatchObject({ code: "SLACK_REFUSED" });
  world.fails = () => undefined;
  await expect(world.call(byOperator())).resolves.toEqual(sentOnce);
});

it("tells the channels that have not taken it, and those alone", async () => {
  world.channels = ["slack", "topic"];
  world.fails = (channel) => (channel === "topic" ? new CodedError("TOPIC_UNAVAILABLE", "down") : undefined);
  await expect(world.call(byOperator())).rejects.toMatchObject({ code: "TOPIC_UNAVAILABLE" });
  world.fails = () => undefined;
  await world.call(byOperator());
  expect(operators().map(({ channel }) => channel)).toEqual(["slack", "topic"]);
});

it("is sent in its turn in a storm, and is none of those that the digest counts", async () => {
  await Promise.all([1, 2].map((n) => world.call(foundBy(n))));
  const waiting = await world.call(foundBy(3));
  await expect(world.call(byOperator())).resolves.toEqual(sentOnce);
  expect(operators().map(({ at }) => at)).toEqual([2_000]);

  world.now = 61_000;
  await world.call(again(foundBy(3), waiting));
  const [digest] = world.sent.filter(({ text }) => text.includes("in the minute"));
  expect(digest?.text).toContain("1 more message in the minute 10:00 UTC");
});
