import { CodedError } from "../../../functions/contract/coded-error";
import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  enforced,
  failure,
  found,
  hosts,
  nothingRemoved,
  OBSERVE,
  pruned,
  recorded,
} from "../messages/notifications";
import { outcome, slackDown, tellingInMemory } from "./telling-in-memory";

let world: ReturnType<typeof tellingInMemory>;
beforeEach(() => {
  world = tellingInMemory();
});

const invalid = new CodedError("SLACK_REFUSED", "invalid_blocks");

it.each([
  ["pruned", pruned()],
  [
    "pruned, of hosts that no rule dropped",
    pruned({
      Removed: { ...nothingRemoved, Unenforced: [PUBLIC_V4], UnenforcedCount: 1 },
      Enforced: enforced({ Changed: false }),
    }),
  ],
  ["failure", failure({ Failure: { Error: "TABLE_REFUSED" } })],
])("always sends %s", async (_, notification) => {
  expect(await world.run(notification)).toMatchObject(outcome(1, 0));
  expect(await world.run(notification)).toMatchObject(outcome(1, 0));
  expect(world.sent).toHaveLength(2);
});

it("counts the messages sent, and tells in the name of the execution", async () => {
  const notification = blocked();
  await world.run(notification);
  expect(world.counted).toEqual([["MessagesSent", 1]]);
  expect(world.owners).toEqual([notification.Execution]);
});

it("passes an error on: the state machine retries and catches by its code", async () => {
  world.failures.push(slackDown);
  await expect(world.run(blocked())).rejects.toBe(slackDown);
});

describe("a finding", () => {
  const findings = (...labels: string[]) =>
    found({ Event: event(labels.map((Label, n) => networkConnection(hosts(9)[n], { Severity: { Label } }))) });

  it("is told once for 30 days, and again when its severity rises", async () => {
    expect(await world.run(findings("HIGH"))).toMatchObject(outcome(1, 0));
    expect(await world.run(findings("HIGH"))).toMatchObject(outcome(0, 1));
    expect(await world.run(findings("CRITICAL"))).toMatchObject(outcome(1, 0));
    expect([...world.told.keys.values()].every((hours) => hours === 720)).toBe(true);
  });

  it("is not told again when its severity falls, whatever it falls to", async () => {
    await world.run(findings("CRITICAL"));
    for (const label of ["HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "CRITICAL"])
      expect(await world.run(findings(label))).toMatchObject(outcome(0, 1));
  });

  it("that fell and rises again to what was told is not told again; above it, it is", async () => {
    await world.run(findings("MEDIUM"));
    await world.run(findings("LOW"));
    expect(await world.run(findings("MEDIUM"))).toMatchObject(outcome(0, 1));
    expect(await world.run(findings("HIGH"))).toMatchObject(outcome(1, 0));
    expect(await world.run(findings("MEDIUM"))).toMatchObject(outcome(0, 1));
  });

  it("whose severity is unknown is told once for itself", async () => {
    expect(await world.run(findings("NONE"))).toMatchObject(outcome(1, 0));
    expect(await world.run(findings("NONE"))).toMatchObject(outcome(0, 1));
  });

  it("that failed to be told has claimed no lower severity", async () => {
    world.failures.push(slackDown);
    await expect(world.run(findings("CRITICAL"))).rejects.toBe(slackDown);
    expect(world.told.keys.size).toBe(0);
  });

  it("is told although another product has sent its id and severity before", async () => {
    const ProductArn = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";
    const Severity = { Label: "HIGH" };
    const forged = found({ Event: event([networkConnection(hosts(1)[0], { ProductArn, Severity })]) });
    expect(await world.run(forged)).toMatchObject(outcome(1, 0));
    expect(await world.run(findings("HIGH"))).toMatchObject(outcome(1, 0));
    expect(await world.run(forged)).toMatchObject(outcome(0, 1));
  });

  it("is told beside others that were told already", async () => {
    await world.run(findings("HIGH"));
    expect(await world.run(findings("HIGH", "HIGH", "HIGH"))).toMatchObject(outcome(2, 1));
    expect(world.sent.at(-1)?.text).toContain(hosts(3)[2]);
  });

  it("is told by each execution when it has no id: there is nothing else to know it by", async () => {
    const notification = found({ Event: event([networkConnection(PUBLIC_V4, { Id: undefined })]) });
    await world.run(notification);
    expect(await world.run(notification)).toMatchObject(outcome(0, 1));
    expect(await world.run({ ...notification, Execution: `${notification.Execution}-2` })).toMatchObject(outcome(1, 0));
  });

  it("that is none is told by nobody: the execution fails by name, and its alarm rings", async () => {
    await expect(world.run(found({ Event: "garbage" }))).rejects.toMatchObject({ code: "EVENT_INVALID" });
  });

  it("that Slack refuses does not hold back the next; the error comes at the end, and a retry tells only the rest", async () => {
    world.failures.push(undefined, invalid, undefined);
    await expect(world.run(findings("HIGH", "HIGH", "HIGH"))).rejects.toBe(invalid);
    expect(world.sent).toHaveLength(2);
    expect(await world.run(findings("HIGH", "HIGH", "HIGH"))).toMatchObject(outcome(1, 2));
  });

  it("stops at once when Slack is down", async () => {
    world.failures.push(slackDown);
    await expect(world.run(findings("HIGH", "HIGH"))).rejects.toBe(slackDown);
    expect(world.sent).toHaveLength(0);
  });
});

describe("in observe mode", () => {
  const would = (list: readonly string[], overrides = {}) =>
    blocked({
      Recorded: recorded({ IPList: [...list], ...overrides }),
      Enforced: enforced({
        Blocked: [],
        NotBlocked: list.map((Host) => ({ Host, Reason: "OBSERVE_MODE", Detail: "" })),
      }),
    });

  it("a host that would be blocked is told once a day, and another one of the same finding too", async () => {
    expect(await world.run(would([PUBLIC_V4]), OBSERVE)).toMatchObject(outcome(1, 0));
    expect(await world.run(would([PUBLIC_V4]), OBSERVE)).toMatchObject(outcome(0, 1));
    expect(await world.run(would([PUBLIC_V4, OTHER_PUBLIC_V4]), OBSERVE)).toMatchObject(outcome(1, 1));
    expect(world.sent.at(-1)?.text).toContain("Would block 6.7.8.9");
    expect([...world.told.keys.keys()][0]).toMatch(/^would-block\|5\.6\.7\.8\|arn:aws:guardduty:/);
  });

  it("a lifted block is always told", async () => {
    await world.run(would([PUBLIC_V4]), OBSERVE);
    expect(await world.run(would([PUBLIC_V4], { Lifted: [OTHER_PUBLIC_V4] }), OBSERVE)).toMatchObject(outcome(1, 1));
  });
});
