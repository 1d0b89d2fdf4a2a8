import { another, bruteForceFrom, fixture, probesFrom, seenLater } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const OFFICE = "5.6.7.0/24";

/** Special-purpose ranges of IANA, a host of each; in the last ones an IPv4 address is embedded. */
const NOT_PUBLIC_V4 = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.168.1.1",
];
const RESERVED_V4 = ["192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.5", "240.0.0.1"];
const NOT_PUBLIC_V6 = ["::", "::1", "fe80::1", "fd00::1", "ff02::1", "2001:db8::1"];
const EMBEDDED = ["::ffff:10.0.0.1", "2002:a00:1::1", "64:ff9b::a00:1"];

/** Who is never blocked, however sure a finding is. */
export const protection: readonly Scenario[] = [
  {
    name: "special-ranges",
    line: "No private, reserved, documentation or multicast address of either family is blocked, embedded ones included.",
    config: { routing: { portProbes: true } },
    steps: [...[NOT_PUBLIC_V4, RESERVED_V4, NOT_PUBLIC_V6, EMBEDDED]].map((hosts) => ({
      title: `Probes from ${hosts.join(", ")}`,
      events: [probesFrom(hosts)],
      expect: {
        rules: ["catch-port-probe"],
        blocked: [],
        refused: ["NOT_PUBLIC" as const],
        said: [[`Not blocked: ${hosts.length} hosts (NOT_PUBLIC)`]],
      },
    })),
  },
  {
    name: "allowlist",
    line: "A host on the allowlist is not blocked, which is said once a day and not at every finding.",
    config: { allowlist: [OFFICE] },
    steps: [
      {
        title: "A finding about 5.6.7.8, which is in the office's range",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["ALLOWLISTED"],
          said: [[`Not blocked: ${HOST} (ALLOWLISTED)`, OFFICE]],
        },
      },
      {
        title: "An hour later another finding about it, and the first once more: said already",
        hoursLater: 1,
        events: [another(fixture("ssh-brute-force"), "other"), seenLater(fixture("ssh-brute-force"), 1)],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["ALLOWLISTED"], said: [] },
      },
      {
        title: "The day after it is said again",
        hoursLater: 24,
        events: [seenLater(fixture("ssh-brute-force"), 25)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["ALLOWLISTED"],
          said: [`Not blocked: ${HOST} (ALLOWLISTED)`],
        },
      },
    ],
  },
  {
    name: "allowlist-added",
    line: "An entry that is added to the allowlist lifts the block at the next reconcile, and the message says so.",
    steps: [
      {
        title: "Two hosts are blocked",
        events: [fixture("ssh-brute-force"), bruteForceFrom("9.8.7.6")],
        expect: { rules: ["catch-ipv4"], blocked: [HOST, "9.8.7.6"], said: [`Blocked ${HOST}`, "Blocked 9.8.7.6"] },
      },
      {
        title: "One of them turns out to be a partner: the range is put on the allowlist, and the schedule runs",
        redeploy: { allowlist: [OFFICE] },
        schedule: true,
        expect: {
          blocked: ["9.8.7.6"],
          refused: ["ALLOWLISTED"],
          said: [[HOST, /no longer lets them be blocked/, OFFICE]],
        },
      },
      {
        title: "The next run has nothing to do and nothing to say",
        schedule: true,
        expect: { blocked: ["9.8.7.6"], said: [] },
      },
    ],
  },
  {
    name: "put-by-hand",
    line: "What may not be blocked is left out of the rules as well, should a hand put it into the table, and that is said once a day.",
    steps: [
      {
        title: "A row of a private address appears in the table, and the schedule runs",
        putRow: {
          HostIp: "10.1.2.3",
          CreatedAt: "2026-03-01T00:00:00.000Z",
          LastSeenAt: "2026-03-01T00:00:00.000Z",
          ExpiresAt: "2999-01-01T00:00:00.000Z",
          Source: "operator",
        },
        schedule: true,
        expect: { blocked: [], said: [["can never be blocked", "10.1.2.3", "NOT_PUBLIC"]] },
      },
      {
        title: "The schedule runs again",
        schedule: true,
        expect: { blocked: [], said: [] },
      },
    ],
  },
];
