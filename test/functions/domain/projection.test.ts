import { NEVER_BLOCK_TYPES } from "../../../config/never-block-types";
import fc from "fast-check";
import { parseHost } from "../../../functions/domain/host";
import { isExpired, type HostRow } from "../../../functions/domain/host-row";
import { project } from "../../../functions/domain/projection";
import { protectionOf } from "../../../functions/domain/protection";
import { refuseHost } from "../../../functions/domain/refusals";
import { PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import { after, expired, NOW, row } from "../support/world";

const PROTECTION = protectionOf(["8.8.0.0/16"], ["12.12.12.0/24"]);
const POLICY = {
  protection: PROTECTION,
  observeTypes: [{ type: "Trojan:" }, { type: "Recon:EC2/", until: "2026-03-03" }],
  neverTypes: NEVER_BLOCK_TYPES,
};
const projected = (rows: readonly HostRow[], hostCapacity = 100) => {
  const { hosts, excluded, leftOut } = project(rows, NOW, POLICY, hostCapacity);
  const reasons = Object.fromEntries([...excluded].map(([host, { reason }]) => [host, reason]));
  return { hosts: hosts.map(({ text }) => text), reasons, leftOut };
};
const seen = (host: string, hoursAgo: number) => row(host, { LastSeenAt: after(-hoursAgo).toISOString() });

describe("the table of project", () => {
  it.each([
    ["expired", row(PUBLIC_V4, expired), "BLOCK_ENDED"],
    ["expired at this very moment", row(PUBLIC_V4, { ExpiresAt: NOW.toISOString() }), "BLOCK_ENDED"],
    ["lifted by a clock ahead of ours", row(PUBLIC_V4, { LiftedAt: after(719).toISOString() }), "BLOCK_ENDED"],
    ["without its end", row(PUBLIC_V4, { ExpiresAt: "" }), "BLOCK_ENDED"],
    ["not an address", row("0x7f.1"), "NOT_AN_ADDRESS"],
    ["wider than one host", row("0.0.0.0/0"), "NOT_AN_ADDRESS"],
    ["not public", row("192.168.1.1"), "NOT_PUBLIC"],
    ["not public, in disguise", row("::ffff:127.0.0.1"), "NOT_PUBLIC"],
    ["allowlisted", row("8.8.8.8"), "ALLOWLISTED"],
    ["allowlisted, in disguise", row("::ffff:8.8.8.8"), "ALLOWLISTED"],
    ["our own", row("12.12.12.12"), "OWN_ADDRESS"],
    ["only of a type that is observed", row(PUBLIC_V4, { FindingType: "Trojan:EC2-DropPoint" }), "OBSERVE_MODE"],
  ])("%s", (_, one, reason) => {
    expect(projected([one])).toEqual({ hosts: [], reasons: { [one.HostIp]: reason }, leftOut: [] });
  });

  it("another spelling of a host: the same host, once, by its most recent row", () => {
    const rows = [seen("::ffff:5.0.0.1", 1), seen("5.0.0.2", 2), seen("5.0.0.1", 9)];
    expect(projected(rows, 2)).toEqual({ hosts: ["5.0.0.1", "5.0.0.2"], reasons: {}, leftOut: [] });
    expect(projected(rows, 1)).toEqual({
      hosts: ["5.0.0.1"],
      reasons: { "5.0.0.2": "OVER_CAPACITY" },
      leftOut: ["5.0.0.2"],
    });
  });

  it("needs more than blockCapacity: the most recent ones stay, the others are named, most recent first", () => {
    const rows = [seen("5.0.0.1", 4), seen("5.0.0.2", 1), seen("5.0.0.6", 3), seen("5.0.0.8", 2)];
    expect(projected(rows, 2)).toEqual({
      hosts: ["5.0.0.2", "5.0.0.8"],
      reasons: { "5.0.0.6": "OVER_CAPACITY", "5.0.0.1": "OVER_CAPACITY" },
      leftOut: ["5.0.0.6", "5.0.0.1"],
    });
  });

  it("needs more than blockCapacity, until neighbours become one block: then those left out first come first", () => {
    const byRecency = ["5.0.0.0", "5.0.0.2", "5.0.0.3", "9.9.9.9", "6.6.6.6", "5.0.0.1", "7.7.7.7"];
    const rows = byRecency.map((host, index) => seen(host, index));
    expect(projected(rows, 3)).toMatchObject({
      hosts: ["5.0.0.0", "5.0.0.1", "5.0.0.2", "5.0.0.3", "6.6.6.6", "9.9.9.9"],
      leftOut: ["7.7.7.7"],
    });
  });

  it("else: a host of the rule group, by family and then as a number", () => {
    const rows = [row(PUBLIC_V6), row("10.0.0.1", { HostIp: "50.0.0.1" }), row("9.0.0.1")];
    expect(projected(rows)).toEqual({ hosts: ["9.0.0.1", "50.0.0.1", PUBLIC_V6], reasons: {}, leftOut: [] });
  });
});

describe("finding types that are observed", () => {
  const { FindingId, Severity, AccountId, Region, Reason } = row(PUBLIC_V4);
  const other = (FindingType: string) => ({ FindingId, FindingType, Severity, AccountId, Region, Reason });
  it.each([
    ["of such a type", { FindingType: "Trojan:EC2-DropPoint" }, false],
    ["of another type", {}, true],
    [
      "of such types only",
      { FindingType: "Trojan:EC2-DropPoint", OtherFindings: [other("Recon:EC2-Portscan")] },
      false,
    ],
    ["of one of each", { FindingType: "Trojan:EC2-DropPoint", OtherFindings: [other("Backdoor:EC2-Spambot")] }, true],
    ["of one of each, the other way round", { OtherFindings: [other("Trojan:EC2-DropPoint")] }, true],
    ["of no type", { FindingType: "" }, true],
    ["of an operator", { FindingType: "Trojan:EC2-DropPoint", Source: "operator" as const }, true],
  ])("a block %s (%j) is in force: %s", (_, overrides, held) => {
    expect(projected([row(PUBLIC_V4, overrides)]).hosts).toEqual(held ? [PUBLIC_V4] : []);
  });

  it.each([
    ["2026-03-02T23:59:59.999Z", []],
    ["2026-03-03T00:00:00.000Z", [PUBLIC_V4]],
  ])("block from the first moment of the day that is named: at %s", (now, hosts) => {
    const one = row(PUBLIC_V4, { FindingType: "Recon:EC2-PortProbeUnprotectedPort" });
    expect(project([one], new Date(now), POLICY, 9).hosts.map(({ text }) => text)).toEqual(hosts);
  });
});

describe("the sentence of what is observed", () => {
  const said = (FindingType: string, ExpiresAt: string) =>
    project([row(PUBLIC_V4, { FindingType, ExpiresAt })], NOW, POLICY, 9).excluded.get(PUBLIC_V4)?.detail;
  const of = (type: string, entry: string) =>
    `${PUBLIC_V4} would be blocked, but ${type} is only observed (observeTypes: ${entry})`;

  it.each([
    ["2026-03-03T00:00:00.001Z", "; it will be blocked from 2026-03-03 on"],
    ["2026-03-02T23:59:59.999Z", ""],
  ])("says from when on it is blocked, unless its time ends before: at %s", (ends, from) => {
    expect(said("Recon:EC2-PortProbe", ends)).toBe(
      `${of("Recon:EC2-PortProbe", "Recon:EC2/, until 2026-03-03")}${from}`,
    );
  });

  it("names no day where the config has none", () => {
    expect(said("Trojan:EC2-DropPoint", after(99).toISOString())).toBe(of("Trojan:EC2-DropPoint", "Trojan:"));
  });
});

describe("finding types that never block", () => {
  const FindingType = "UnauthorizedAccess:EC2-SSHBruteForce";
  it.each([
    ["of such a type", { FindingType: "Backdoor:EC2-DenialOfService.Dns" }, false],
    ["of such a type, as our own resource's role says", { FindingType, Role: "ACTOR" as const }, false],
    ["of the same type, in another role", { FindingType, Role: "TARGET" as const }, true],
    ["of the same type, in a role that is not told", { FindingType }, true],
    ["of an operator", { FindingType: "Backdoor:EC2-Spambot", Source: "operator" as const }, true],
    ["of more than are listed", { FindingType: "Backdoor:EC2-Spambot", MoreTypes: ["Trojan2:EC2-x"] }, true],
    [
      "of more than are listed, all such",
      { FindingType: "Backdoor:EC2-Spambot", MoreTypes: ["Recon:EC2-Portscan"] },
      false,
    ],
  ])("a block %s is in force: %s", (_, overrides, held) => {
    const { hosts, reasons } = projected([row(PUBLIC_V4, overrides)]);
    expect(hosts).toEqual(held ? [PUBLIC_V4] : []);
    if (!held) expect(reasons[PUBLIC_V4]).toBe("NEVER_BLOCK_TYPE");
  });
});

it("keeps an operator's block before all others when there is no room, however long ago it was made", () => {
  const operators = row("5.0.0.9", { Source: "operator", LastSeenAt: "" });
  expect(projected([seen("5.0.0.1", 0), operators, seen("5.0.0.3", 1)], 1).hosts).toEqual(["5.0.0.9"]);
});

it("makes no rule for whom the environment only observes, and keeps the rules that are there", () => {
  const rows = [row("5.0.0.1"), row("5.0.0.9")];
  const { hosts, excluded } = project(rows, NOW, POLICY, 9, ({ text }) => text === "5.0.0.9");
  expect([hosts.map(({ text }) => text), excluded.get("5.0.0.1")?.reason]).toEqual([["5.0.0.9"], "OBSERVE_MODE"]);
});

it("gives no host a place of a host that is not blocked", () => {
  expect(projected([seen("8.8.8.8", 0), seen("10.0.0.1", 0), seen("5.0.0.1", 9)], 1).hosts).toEqual(["5.0.0.1"]);
});

it("leaves all out at capacity 0", () => {
  expect(projected([row("5.0.0.1")], 0)).toMatchObject({ hosts: [], leftOut: ["5.0.0.1"] });
});

const rows = fc.uniqueArray(
  fc.record({
    HostIp: fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4().map((text) => `8.8.${text.split(".").slice(2).join(".")}`), fc.string()),
    hours: fc.integer({ min: -5, max: 5 }),
    seenHoursAgo: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: ({ HostIp }) => HostIp, maxLength: 30 },
).map((list) =>
  list.map(({ HostIp, hours, seenHoursAgo }) => ({ ...seen(HostIp, seenHoursAgo), ExpiresAt: after(hours).toISOString() })),
); // prettier-ignore

it("never holds more than its capacity, nor a host that must not be blocked, and accounts for every row", () => {
  fc.assert(
    fc.property(rows, fc.nat(12), (list, capacity) => {
      const { hosts, excluded, leftOut } = project(list, NOW, POLICY, capacity);
      expect(hosts.length).toBeLessThanOrEqual(capacity);
      expect(new Set(hosts.map(({ text }) => text)).size).toBe(hosts.length);
      for (const host of hosts) {
        expect(refuseHost(host, PROTECTION)).toBeUndefined();
        expect(list.some((one) => parseHost(one.HostIp)?.text === host.text && !isExpired(one, NOW))).toBe(true);
      }
      const held = new Set(hosts.map(({ text }) => text));
      for (const { HostIp } of list) expect(excluded.has(HostIp)).toBe(!held.has(parseHost(HostIp)?.text ?? ""));
      if (leftOut.length > 0) expect(hosts).toHaveLength(capacity);
      const lastSeen = (text: string) => list.find(({ HostIp }) => parseHost(HostIp)?.text === text)?.LastSeenAt ?? "";
      const oldestKept = [...held].map(lastSeen).sort()[0] ?? "";
      if (capacity > 0)
        for (const host of leftOut) expect(lastSeen(parseHost(host)?.text ?? "") <= oldestKept).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it("is the same for every order of the rows", () => {
  const shuffled = rows.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, fc.nat(12), ([list, other], capacity) => {
      expect(projected(other, capacity)).toEqual(projected(list, capacity));
    }),
    { numRuns: 200 },
  );
});
