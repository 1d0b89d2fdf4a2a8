import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { blocked, enforced, hosts, recorded, refused } from "../messages/notifications";
import { outcome, slackDown, tellingInMemory } from "./telling-in-memory";

let world: ReturnType<typeof tellingInMemory>;
beforeEach(() => {
  world = tellingInMemory();
});

describe("a refusal", () => {
  const refusal = (Host: string, Reason = "ALLOWLISTED") => ({ Host, Reason, Detail: `${Host || "it"} is refused` });
  const refusedHosts = (...Refused: ReturnType<typeof refusal>[]) =>
    refused({ Recorded: recorded({ IPList: [], Refused }) });

  it("is told once a day for each host and reason", async () => {
    expect(await world.run(refusedHosts(refusal(PUBLIC_V4)))).toMatchObject(outcome(1, 0));
    expect(await world.run(refusedHosts(refusal(PUBLIC_V4)))).toMatchObject(outcome(0, 1));
    expect(await world.run(refusedHosts(refusal(PUBLIC_V4, "NOT_PUBLIC")))).toMatchObject(outcome(1, 0));
    expect([...world.told.keys.values()]).toEqual([24, 24]);
  });

  it("is told in one message with the others that are new, and with no old one", async () => {
    await world.run(refusedHosts(refusal("5.6.0.2")));
    const many = hosts(100).map((host) => refusal(host));
    expect(await world.run(refusedHosts(...many, ...many))).toMatchObject(outcome(1, 1));
    const text = JSON.stringify(world.sent.at(-1));
    expect([text.includes("• 5.6.0.1 is"), text.includes("• 5.6.0.2 is")]).toEqual([true, false]);
    expect(world.told.keys.size).toBe(100);
  });

  it("is told once, too, when it stands beside a block", async () => {
    const beside = (host: string, createdAt: string) =>
      blocked({
        Recorded: recorded({ IPList: [host], CreatedAt: [createdAt], Refused: [refusal("10.1.2.3", "NOT_PUBLIC")] }),
        Enforced: enforced({ Blocked: [host] }),
      });
    await world.run(beside(PUBLIC_V4, "2026-03-02T09:00:00.000Z"));
    expect(await world.run(refusedHosts(refusal("10.1.2.3", "NOT_PUBLIC")))).toMatchObject(outcome(0, 1));
    expect(await world.run(beside(OTHER_PUBLIC_V4, "2026-03-02T09:01:00.000Z"))).toMatchObject(outcome(1, 1));
    const text = JSON.stringify(world.sent.at(-1));
    expect([text.includes(OTHER_PUBLIC_V4), text.includes("10.1.2.3")]).toEqual([true, false]);
  });

  it.each(["SAMPLE", "ARCHIVED", "SUPPRESSED", "RESOLVED", "NEVER_BLOCK_TYPE", "NOT_GUARDDUTY", "NO_REMOTE_HOST"])(
    "of a whole finding by %s is told once in 30 days for each severity",
    async (reason) => {
      const of = (Label: string) =>
        refused({
          Event: event([networkConnection(PUBLIC_V4, { Severity: { Label } })]),
          Recorded: recorded({ IPList: [], Refused: [refusal("", reason)] }),
        });
      expect(await world.run(of("LOW"))).toMatchObject(outcome(1, 0));
      expect(await world.run(of("LOW"))).toMatchObject(outcome(0, 1));
      expect(await world.run(of("HIGH"))).toMatchObject(outcome(1, 0));
      expect([...world.told.keys.values()]).toEqual([720, 720]);
    },
  );

  it.each(["BELOW_SEVERITY", "TYPE_NOT_LISTED", "ACCOUNT_NOT_LISTED", "REGION_NOT_LISTED"])(
    "by the threshold %s is told once a day for account and finding type, whichever finding it is",
    async (reason) => {
      const of = (host: string, overrides = {}) =>
        refused({
          Event: event([networkConnection(host, overrides)]),
          Recorded: recorded({ IPList: [], Refused: [refusal("", reason)] }),
        });
      expect(await world.run(of(PUBLIC_V4))).toMatchObject(outcome(1, 0));
      expect(JSON.stringify(world.sent.at(-1))).toContain("once a day for this account, finding type and reason");
      expect(await world.run(of(OTHER_PUBLIC_V4))).toMatchObject(outcome(0, 1));
      expect(await world.run(of(PUBLIC_V4, { AwsAccountId: "999988887777" }))).toMatchObject(outcome(1, 0));
      expect(await world.run(of(PUBLIC_V4, { Types: ["TTPs/Recon:EC2-Portscan"] }))).toMatchObject(outcome(1, 0));
      expect([...world.told.keys.values()]).toEqual([24, 24, 24]);
    },
  );

  it("of a finding without an id is told each time: there is nothing to know it by", async () => {
    const sample = refused({
      Event: event([networkConnection(PUBLIC_V4, { Id: undefined })]),
      Recorded: recorded({ IPList: [], Refused: [refusal("", "SAMPLE")] }),
    });
    await world.run(sample);
    expect(await world.run(sample)).toMatchObject(outcome(1, 0));
  });

  it("of a suppressed finding says once which hosts stay blocked", async () => {
    const kept = refused({
      Recorded: recorded({ IPList: [], Refused: [], Kept: [refusal(PUBLIC_V4, "NAMED_BY_ANOTHER")] }),
    });
    expect(await world.run(kept)).toMatchObject(outcome(1, 0));
    expect(world.sent[0]?.text).toContain(`Stays blocked: ${PUBLIC_V4}`);
    expect(await world.run(kept)).toMatchObject(outcome(0, 1));
  });

  it("of a whole finding does not silence that of another finding", async () => {
    const sample = (host: string) =>
      refused({ Event: event([networkConnection(host)]), Recorded: recorded({ Refused: [refusal("", "SAMPLE")] }) });
    await world.run(sample(PUBLIC_V4));
    expect(await world.run(sample(OTHER_PUBLIC_V4))).toMatchObject(outcome(1, 0));
    expect(await world.run(sample(PUBLIC_V4))).toMatchObject(outcome(0, 1));
  });

  it("whose message failed is forgotten, with all others in it", async () => {
    world.failures.push(slackDown);
    await expect(world.run(refusedHosts(refusal(PUBLIC_V4), refusal(OTHER_PUBLIC_V4)))).rejects.toBe(slackDown);
    expect(world.told.keys.size).toBe(0);
  });

  it("says again beside it that a host stays blocked: else it would read as if it were not", async () => {
    const resolved = (n: number) =>
      refused({
        Event: event([networkConnection(PUBLIC_V4, { Id: `arn:finding/${n}` })]),
        Recorded: recorded({ IPList: [], Refused: [refusal("", "RESOLVED"), refusal(PUBLIC_V4, "STAYS_BLOCKED")] }),
      });
    await world.run(resolved(1));
    expect(await world.run(resolved(2))).toMatchObject(outcome(1, 1));
    expect(world.sent.at(-1)?.text).toContain(`Stays blocked: ${PUBLIC_V4}`);
  });

  it("without any reason is told all the same", async () => {
    expect(await world.run(refusedHosts())).toMatchObject(outcome(1, 0));
  });
});
