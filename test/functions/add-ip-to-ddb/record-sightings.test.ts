import { CodedError } from "../../../functions/contract/coded-error";
import {
  ACCOUNT,
  event,
  fixture,
  networkConnection,
  OTHER_PUBLIC_V4,
  portProbe,
  PUBLIC_V4,
  REGION,
} from "../../support/findings";
import { interrupted } from "../support/interrupted";
import { after, codeOf, enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";
import { publicHosts, record, refusedBy, STAY } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** A finding whose last sighting was so many hours ago; that of a `row` was 2 hours ago. */
const seen = (hoursAgo: number, overrides: Parameters<typeof networkConnection>[1] = {}) =>
  networkConnection(PUBLIC_V4, { LastObservedAt: after(-hoursAgo).toISOString(), ...overrides });
const NOTHING = {
  NewIP: false,
  IPList: [],
  CreatedAt: [],
  ExpiresAt: [],
  AlreadyBlocked: [],
  Lifted: [],
  Kept: [],
  Refused: [],
  Until: "",
};

describe("a host that nobody recorded", () => {
  it("is recorded with what its finding says, and named as new, with the end of its block", async () => {
    const { Id, Title } = networkConnection();
    expect(await record(world, [networkConnection()])).toEqual({
      ...NOTHING,
      NewIP: true,
      IPList: [PUBLIC_V4],
      CreatedAt: [NOW.toISOString()],
      ExpiresAt: [after(720).toISOString()],
      Until: after(720).toISOString(),
      FindingIds: [Id],
    });
    expect(await world.rows()).toEqual([
      {
        HostIp: PUBLIC_V4,
        CreatedAt: NOW.toISOString(),
        LastSeenAt: "2026-03-02T09:41:37.000Z",
        ExpiresAt: after(720).toISOString(),
        Blocks: 1,
        FindingId: Id,
        FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
        Severity: "MEDIUM",
        AccountId: ACCOUNT,
        Region: REGION,
        Reason: Title,
        Role: "TARGET",
        Source: "finding",
      },
    ]);
  });

  it.each([1, 24, 720])("is blocked for the %i hours that the config says, from the moment of recording", async (h) => {
    expect((await record(world, [seen(5)], { stay: { ...STAY, retentionHours: h } })).Until).toBe(
      after(h).toISOString(),
    );
    expect((await world.rowOf(PUBLIC_V4))?.ExpiresAt).toBe(after(h).toISOString());
  });

  it("counts as seen now when the finding's clock is ahead of ours", async () => {
    await record(world, [seen(-9)]);
    expect((await world.rowOf(PUBLIC_V4))?.LastSeenAt).toBe(NOW.toISOString());
  });
});

describe("a host that is recorded already", () => {
  it.each([
    ["repeats", seen(2)],
    ["is older than", seen(3)],
    ["is newer than", seen(1)],
  ])("is new as long as the firewall does not hold it, when the sighting %s the known one", async (_, finding) => {
    await world.put(row(PUBLIC_V4));
    expect(await record(world, [finding])).toMatchObject({ NewIP: true, IPList: [PUBLIC_V4], AlreadyBlocked: [] });
  });

  it.each([
    ["repeats the known one", seen(2), {}],
    ["repeats it in an updated record", seen(2, { UpdatedAt: NOW.toISOString(), Note: { Text: "mine" } }), {}],
    ["is older", seen(3), {}],
    ["is newer", seen(1), { LastSeenAt: after(-1).toISOString(), ExpiresAt: after(720).toISOString() }],
  ])("is AlreadyBlocked once the firewall holds it, when the sighting %s", async (_, finding, moved) => {
    const known = row(PUBLIC_V4, { ...enforced, FindingId: finding.Id });
    await world.put(known);
    expect(await record(world, [finding])).toEqual({
      ...NOTHING,
      AlreadyBlocked: [PUBLIC_V4],
      FindingIds: [finding.Id],
    });
    expect(await world.rows()).toEqual([{ ...known, ...moved }]);
  });

  it("names the end of a block that it does not move", async () => {
    await world.put(row(PUBLIC_V4));
    expect((await record(world, [seen(2)])).Until).toBe(row(PUBLIC_V4).ExpiresAt);
  });

  it("stands beside the new ones of its finding, and Until is the last of their ends", async () => {
    const [held, waiting, fresh] = ["5.6.7.1", "5.6.7.2", "5.6.7.3"] as const;
    await world.put(
      row(held, enforced),
      row(waiting, { LastSeenAt: NOW.toISOString(), ExpiresAt: after(9).toISOString() }),
    );
    expect(await record(world, [portProbe([waiting, fresh, held])])).toMatchObject({
      NewIP: true,
      IPList: [waiting, fresh],
      AlreadyBlocked: [held],
      Until: after(720).toISOString(),
    });
  });
});

describe("a host whose block has ended", () => {
  const ended = row(PUBLIC_V4, { ...enforced, ...expired });

  it.each([
    ["is the known one", seen(2)],
    ["is older", seen(3)],
  ])("stays as it is, and is refused with BLOCK_ENDED, when the sighting %s", async (_, finding) => {
    await world.put(ended);
    expect(await record(world, [finding])).toEqual({
      ...NOTHING,
      Refused: [
        {
          Host: PUBLIC_V4,
          Reason: "BLOCK_ENDED",
          Detail: `${PUBLIC_V4} was blocked for this sighting until 2026-03-02 09:30 UTC; only a newer sighting blocks it again`,
        },
      ],
      FindingIds: [finding.Id],
    });
    expect(await world.rows()).toEqual([ended]);
  });

  it("is recorded anew when the sighting is newer: a block of its own, which nobody enforces yet", async () => {
    await world.put(ended);
    const finding = seen(1, { Id: "the newer finding" });
    expect(await record(world, [finding])).toMatchObject({ NewIP: true, IPList: [PUBLIC_V4], Refused: [] });
    const now = { CreatedAt: NOW.toISOString(), LastSeenAt: after(-1).toISOString() };
    expect(await world.rowOf(PUBLIC_V4)).toMatchObject({ ...now, FindingId: "the newer finding" });
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });

  it("does not keep the others of its finding from being recorded", async () => {
    await world.put(row(PUBLIC_V4, { ...expired, LastSeenAt: NOW.toISOString() }));
    const outcome = await record(world, [portProbe([PUBLIC_V4, OTHER_PUBLIC_V4])]);
    expect(outcome.IPList).toEqual([OTHER_PUBLIC_V4]);
    expect(refusedBy(outcome)).toEqual([`${PUBLIC_V4} BLOCK_ENDED`]);
  });
});

describe("several findings in an event", () => {
  const older = seen(3, { Id: "older" });
  const newer = seen(1, { Id: "newer" });

  it.each([
    ["first", [newer, older]],
    ["last", [older, newer]],
  ])(
    "that name the same host record it once, with its newest sighting and all its findings, also when that comes %s",
    async (_, both) => {
      const told = recorder();
      expect(await record(world, both, {}, told)).toMatchObject({
        IPList: [PUBLIC_V4],
        FindingIds: both.map(({ Id }) => Id),
      });
      expect(await world.rows()).toMatchObject([
        { FindingId: "older", OtherFindings: [{ FindingId: "newer" }], LastSeenAt: after(-1).toISOString() },
      ]);
      expect(told.lines.map(({ code }) => code)).toEqual(["HOST_RECORDED", "HOST_EXTENDED"]);
    },
  );

  it("record the hosts of each", async () => {
    const { findings } = fixture("custom-action-several").detail;
    expect(await record(world, findings)).toMatchObject({
      IPList: ["5.6.7.25", "5.6.7.26", "5.6.7.27"],
      FindingIds: findings.map(({ Id }) => Id),
    });
    expect((await world.rows()).map(({ FindingId }) => FindingId)).toEqual(findings.map(({ Id }) => Id));
  });
});

describe("a second try", () => {
  const hosts = publicHosts(10);

  it("answers as the first, whose answer was lost, and changes nothing", async () => {
    const first = await record(world, event([portProbe(hosts)]).detail.findings);
    const rows = await world.rows();
    expect(await record(world, [portProbe(hosts)])).toEqual(first);
    expect(await world.rows()).toEqual(rows);
  });

  it("records the rest, and names every host, after a first that broke off in the middle", async () => {
    const broken = interrupted(world.recording, "after", "change", () => {
      throw new CodedError("TABLE_UNAVAILABLE", "no answer");
    });
    expect(await codeOf(record(world, [portProbe(hosts)], { recording: broken }))).toBe("TABLE_UNAVAILABLE");
    expect(await world.rows()).toHaveLength(1);
    expect((await record(world, [portProbe(hosts)])).IPList).toEqual(hosts);
    expect(await world.rows()).toHaveLength(10);
  });
});
