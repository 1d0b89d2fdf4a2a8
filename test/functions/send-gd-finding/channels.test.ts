import { CodedError } from "../../../functions/contract/coded-error";
import { failure } from "../messages/notifications";
import { again, foundBy, startTellingWorld, type TellingWorld } from "./telling-world";

const slackDown = new CodedError("SLACK_UNAVAILABLE", "down");
const slackGone = new CodedError("SLACK_REFUSED", "no_service");
const topicDown = new CodedError("TOPIC_UNAVAILABLE", "down");

let world: TellingWorld;
beforeEach(async () => {
  world = await startTellingWorld();
  world.channels = ["slack", "mattermost", "topic"];
});
afterEach(() => world.close());

const took = () => world.sent.map(({ channel }) => channel).sort();
const failing = (errors: Readonly<Record<string, Error>>) => {
  world.fails = (channel) => errors[channel];
};

it("every channel gets the message, and it counts as one", async () => {
  world.perMinute = 1;
  expect(await world.call(foundBy(1))).toMatchObject({ Sent: 1 });
  expect(took()).toEqual(["mattermost", "slack", "topic"]);
  expect((await world.call(foundBy(2))).Digests).toHaveLength(1);
});

it("one that fails keeps no other from being told, and fails the state", async () => {
  failing({ slack: slackDown });
  await expect(world.call(foundBy(1))).rejects.toBe(slackDown);
  expect(took()).toEqual(["mattermost", "topic"]);
});

it("a retry goes to those channels only that have not taken the message", async () => {
  failing({ slack: slackDown });
  await expect(world.call(foundBy(1))).rejects.toBe(slackDown);
  failing({});
  expect(await world.call(foundBy(1))).toMatchObject({ Sent: 1 });
  expect(took()).toEqual(["mattermost", "slack", "topic"]);
});

it("an error that a retry may mend is the one that is thrown: Slack's refusal must not stop the retry for the topic", async () => {
  failing({ slack: slackGone, topic: topicDown });
  await expect(world.call(foundBy(1))).rejects.toBe(topicDown);
  failing({ slack: slackGone });
  await expect(world.call(foundBy(1))).rejects.toBe(slackGone);
  expect(took()).toEqual(["mattermost", "topic"]);
});

it("two messages of one execution that say the same are two, on each channel", async () => {
  const twice = foundBy(1);
  const [finding] = (twice.Event as { detail: { findings: readonly object[] } }).detail.findings;
  const findings = [1, 2].map(() => ({ ...finding, Id: undefined }));
  expect(await world.call({ ...twice, Event: { ...(twice.Event as object), detail: { findings } } })).toMatchObject({
    Sent: 2,
  });
  expect(took()).toHaveLength(6);
});

it("two failures of one execution, which was redriven, are two on each channel; a retry of one is not", async () => {
  world.perMinute = 20;
  const failed = (Error: string) => failure({ Failure: { Error, Cause: "c" } });
  failing({ slack: slackDown });
  await expect(world.call(failed("PRIORITY_TAKEN"))).rejects.toBe(slackDown);
  failing({});
  await world.call(failed("PRIORITY_TAKEN"));
  expect(took()).toHaveLength(3);
  world.now = 5_000;
  await world.call(failed("FIREWALL_BUSY"));
  expect(took()).toHaveLength(6);
});

it("a digest, too, goes to every channel once, whichever execution tells it", async () => {
  world.perMinute = 0;
  const [first, second] = [await world.call(foundBy(1)), await world.call(foundBy(2))];
  world.now = 61_000;
  failing({ topic: topicDown });
  await expect(world.call(again(foundBy(1), first))).rejects.toBe(topicDown);
  failing({});
  await world.call(again(foundBy(2), second));
  expect(took()).toEqual(["mattermost", "slack", "topic"]);
});
