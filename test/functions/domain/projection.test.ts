import fc from "fast-check";
import { parseAllowlist } from "../../../functions/domain/allowlist";
import { parseHost } from "../../../functions/domain/host";
import { isExpired, type HostRow } from "../../../functions/domain/host-row";
import { project } from "../../../functions/domain/projection";
import { specialRange } from "../../../functions/domain/special-range";
import { PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import { after, expired, NOW, row } from "../support/world";

const ALLOWLIST = parseAllowlist(["8.8.0.0/16"]);
const projected = (rows: readonly HostRow[], hostCapacity = 100) => {
  const { hosts, excluded, leftOut } = project(rows, NOW, ALLOWLIST, hostCapacity);
  const reasons = Object.fromEntries([...excluded].map(([host, { reason }]) => [host, reason]));
  return { hosts: hosts.map(({ text }) => text), reasons, leftOut };
};
const seen = (host: string, hoursAgo: number) => row(host, { LastSeenAt: after(-hoursAgo).toISOString() });

describe("the table of project", () => {
  it.each([
    ["expired", row(PUBLIC_V4, expired), "BLOCK_ENDED"],
    ["expired at this very moment", row(PUBLIC_V4, { ExpiresAt: NOW.toISOString() }), "BLOCK_ENDED"],
    ["without its end", row(PUBLIC_V4, { ExpiresAt: "" }), "BLOCK_ENDED"],
    ["not an address", row("0x7f.1"), "NOT_AN_ADDRESS"],
    ["wider than one host", row("0.0.0.0/0"), "NOT_AN_ADDRESS"],
    ["not public", row("192.168.1.1"), "NOT_PUBLIC"],
    ["not public, in disguise", row("::ffff:127.0.0.1"), "NOT_PUBLIC"],
    ["allowlisted", row("8.8.8.8"), "ALLOWLISTED"],
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
      const { hosts, excluded, leftOut } = project(list, NOW, ALLOWLIST, capacity);
      expect(hosts.length).toBeLessThanOrEqual(capacity);
      expect(new Set(hosts.map(({ text }) => text)).size).toBe(hosts.length);
      for (const host of hosts) {
        expect([specialRange(host), ALLOWLIST.covering(host)]).toEqual([undefined, undefined]);
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
