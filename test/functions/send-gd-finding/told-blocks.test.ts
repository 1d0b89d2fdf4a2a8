import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { blocked, enforced, nothingRemoved, pruned, recorded, refused } from "../messages/notifications";
import { outcome, slackDown, tellingInMemory } from "./telling-in-memory";

let world: ReturnType<typeof tellingInMemory>;
beforeEach(() => {
  world = tellingInMemory();
});

describe("a block", () => {
  const AT = "2026-03-02T09:00:00.000Z";
  const of = (list: readonly string[], createdAt: readonly string[], overrides = {}) =>
    blocked({
      Recorded: recorded({ IPList: [...list], CreatedAt: [...createdAt] }),
      Enforced: enforced({ Blocked: [...list], ...overrides }),
    });

  it("is told once, however many findings and rules name its host while it is pending", async () => {
    expect(await world.run(of([PUBLIC_V4], [AT]))).toMatchObject(outcome(1, 0));
    expect(await world.run(of([PUBLIC_V4], [AT]))).toMatchObject(outcome(0, 1));
    const another = { ...of([PUBLIC_V4], [AT]), Event: event([networkConnection(PUBLIC_V4, { Id: "another" })]) };
    expect(await world.run(another)).toMatchObject(outcome(0, 1));
    expect(world.sent).toHaveLength(1);
  });

  it("of a host that was blocked before, and whose block had ended, is another one", async () => {
    await world.run(of([PUBLIC_V4], [AT]));
    expect(await world.run(of([PUBLIC_V4], ["2026-03-09T09:00:00.000Z"]))).toMatchObject(outcome(1, 0));
  });

  it("shows only the hosts that were not told", async () => {
    await world.run(of([PUBLIC_V4], [AT]));
    expect(await world.run(of([PUBLIC_V4, OTHER_PUBLIC_V4], [AT, AT]))).toMatchObject(outcome(1, 1));
    expect(world.sent.at(-1)?.text).toContain(`Blocked ${OTHER_PUBLIC_V4}.`);
    // In the finding's own text it may still be: what is looked at is the list.
    expect(JSON.stringify(world.sent.at(-1)?.blocks)).not.toMatch(new RegExp(`:\\*.{0,4}\`${PUBLIC_V4}`));
  });

  it("whose beginning is not known is always told", async () => {
    await world.run(of([PUBLIC_V4], []));
    expect(await world.run(of([PUBLIC_V4], []))).toMatchObject(outcome(1, 0));
  });

  it.each([
    ["a withdrawn host", { WithdrawnCount: 1, Withdrawn: [{ Host: "5.5.5.5", Reason: "ALLOWLISTED", Detail: "d" }] }],
    ["a repaired rule", { RestoredCount: 1, Restored: ["5.5.5.5"] }],
    ["a strange rule", { StrangeCount: 1, Strange: ["5.5.5.5"] }],
    ["rules written anew", { Rewritten: true }],
    ["a block that was lifted before", { LiftedBeforeCount: 1, LiftedBefore: ["5.5.5.5"] }],
    ["a block that began late", { LateCount: 1, Late: ["5.5.5.5"] }],
  ])("that was told is told again for %s beside it, and is not in that message", async (_, overrides) => {
    await world.run(of([PUBLIC_V4], [AT]));
    expect(await world.run(of([PUBLIC_V4], [AT], overrides))).toMatchObject(outcome(1, 1));
    expect(world.sent.at(-1)?.text).not.toContain(`Blocked ${PUBLIC_V4}`);
    expect(await world.run(of([PUBLIC_V4], [AT], overrides))).toMatchObject(outcome(1, 1));
  });

  it("that was lifted is always told", async () => {
    const lifted = blocked({
      Recorded: recorded({ IPList: [], CreatedAt: [], Lifted: [PUBLIC_V4] }),
      Enforced: enforced({ Blocked: [] }),
    });
    expect(await world.run(lifted)).toMatchObject(outcome(1, 0));
    expect(await world.run(lifted)).toMatchObject(outcome(1, 0));
  });

  it("whose message failed is forgotten, with every other host in it", async () => {
    world.failures.push(slackDown);
    await expect(world.run(of([PUBLIC_V4, OTHER_PUBLIC_V4], [AT, AT]))).rejects.toBe(slackDown);
    expect(world.told.keys.size).toBe(0);
    expect(await world.run(of([PUBLIC_V4, OTHER_PUBLIC_V4], [AT, AT]))).toMatchObject(outcome(1, 0));
  });

  it("that came to nothing at all is told: something was expected", async () => {
    const nothing = blocked({ Recorded: recorded({ IPList: [], CreatedAt: [] }), Enforced: enforced({ Blocked: [] }) });
    expect(await world.run(nothing)).toMatchObject(outcome(1, 0));
  });

  const leftOut = { LeftOutCount: 1, LeftOut: ["5.5.5.5"] };

  it("is told with the group that is full, which is said once a day", async () => {
    await world.run(of([PUBLIC_V4], [AT]));
    expect(await world.run(of([PUBLIC_V4], [AT], leftOut))).toMatchObject(outcome(1, 1));
    expect(world.sent.at(-1)?.text).toContain("The rule group is full");
    expect(await world.run(of([PUBLIC_V4], [AT], leftOut))).toMatchObject(outcome(0, 2));
    expect(world.told.keys.get("lasting|left-out")).toBe(24);
    // With what is new it is said as well.
    await world.run(of([OTHER_PUBLIC_V4], [AT], leftOut));
    expect(JSON.stringify(world.sent.at(-1)?.blocks)).toContain("Left out, the rule group is full");
  });

  it("that the group has no room for gives one message a day, however often its host is sighted", async () => {
    const full = of([PUBLIC_V4], [AT], {
      Blocked: [],
      NotBlocked: [{ Host: PUBLIC_V4, Reason: "OVER_CAPACITY", Detail: "full" }],
      LeftOut: [PUBLIC_V4],
      LeftOutCount: 1,
    });
    for (let sighting = 0; sighting < 8; sighting += 1) await world.run(full);
    expect(world.sent).toHaveLength(1);
    // The scheduled run says nothing else.
    await world.run(pruned({ Removed: nothingRemoved, Enforced: enforced({ ...leftOut, Changed: false }) }));
    expect(world.sent).toHaveLength(1);
  });

  it("shows when each host ends, also when one was told before", async () => {
    const ends = ["2026-03-11T09:00:00.000Z", "2026-03-12T09:00:00.000Z"];
    await world.run(of([PUBLIC_V4], [AT]));
    const both = of([PUBLIC_V4, OTHER_PUBLIC_V4], [AT, AT]);
    await world.run({ ...both, Recorded: { ...both.Recorded, ExpiresAt: ends } });
    expect(JSON.stringify(world.sent.at(-1)?.blocks)).toContain(
      `*Blocked until 2026-03-12 09:00 UTC:* \`${OTHER_PUBLIC_V4}\``,
    );
  });

  it("that stays is told once for the finding that was suppressed; its suppression alone is nothing new then", async () => {
    const refusal = (Host: string, Reason: string) => ({ Host, Reason, Detail: "d" });
    const suppressed = { IPList: [], CreatedAt: [], Refused: [refusal("", "SUPPRESSED")] };
    const kept = blocked({
      Recorded: recorded({ ...suppressed, Kept: [refusal(PUBLIC_V4, "OPERATOR_BLOCK")] }),
      Enforced: enforced({ Blocked: [] }),
    });
    expect(await world.run(kept)).toMatchObject(outcome(1, 0));
    expect(world.sent[0]?.text).toContain(`Stays blocked: ${PUBLIC_V4}`);
    expect(await world.run(kept)).toMatchObject(outcome(0, 2));
    expect(await world.run(refused({ Recorded: recorded(suppressed) }))).toMatchObject(outcome(0, 1));
  });

  it("that the group has no room for is said once a day for the host", async () => {
    const full = of([PUBLIC_V4], [AT], {
      Blocked: [],
      NotBlocked: [{ Host: PUBLIC_V4, Reason: "OVER_CAPACITY", Detail: "full" }],
    });
    expect(await world.run(full)).toMatchObject(outcome(1, 0));
    expect(await world.run(full)).toMatchObject(outcome(0, 1));
    // The block itself was not told yet.
    expect(await world.run(of([PUBLIC_V4], [AT]))).toMatchObject(outcome(1, 0));
  });
});
