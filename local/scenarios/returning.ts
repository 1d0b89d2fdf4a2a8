import { another, bruteForceFrom, fixture, seenLater, suppressed } from "./events";
import type { Scenario, ScenarioStep } from "./scenario";

const HOST = "5.6.7.8";
const sighted = fixture("ssh-brute-force");
const MEMORY_HOURS = 90 * 24;

const isBlocked = (title: string, hoursAfter: number, hours: number, blocks: number): ScenarioStep => ({
  title,
  events: [seenLater(sighted, hoursAfter)],
  expect: {
    rules: ["catch-ipv4"],
    blocked: [HOST],
    hours: { [HOST]: hours },
    blocks: { [HOST]: blocks },
    said: [`Blocked ${HOST}`],
  },
});

const ends = (hoursLater: number): ScenarioStep => ({
  title: `${hoursLater.toLocaleString("en-US")} hours later the block ends, and the host is remembered`,
  hoursLater,
  schedule: true,
  expect: { blocked: [], remembered: [HOST], said: [`Unblocked ${HOST}`] },
});

/** Hosts that come back, and those that may not. */
export const returning: readonly Scenario[] = [
  {
    name: "comes-back",
    line: "A host that comes back within its memory stays blocked longer each time, up to a ceiling.",
    config: { returning: { ceilingHours: 2_000 } },
    steps: [
      isBlocked("A host is blocked", 0, 720, 1),
      ends(721),
      {
        title: "The finding of before is emitted again: only a newer sighting blocks",
        events: [sighted],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["BLOCK_ENDED"],
          remembered: [HOST],
          said: ["BLOCK_ENDED"],
        },
      },
      isBlocked("It attacks again: twice as long", 721, 1_440, 2),
      ends(1_441),
      isBlocked("And again: twice that would be 2,880 hours, the ceiling is 2,000", 721 + 1_441, 2_000, 3),
    ],
  },
  {
    name: "no-longer",
    line: "With a factor of 1 a host that comes back stays blocked no longer than the first time.",
    config: { returning: { factor: 1 } },
    steps: [isBlocked("A host is blocked", 0, 720, 1), ends(721), isBlocked("It comes back", 721, 720, 2)],
  },
  {
    name: "forgotten",
    line: "A host that comes back after its memory (90 days by default) is a new one.",
    steps: [
      isBlocked("A host is blocked", 0, 720, 1),
      ends(721),
      {
        title: "The memory ends",
        hoursLater: MEMORY_HOURS + 1,
        schedule: true,
        expect: { blocked: [], remembered: [], said: [] },
      },
      isBlocked("It comes back", 721 + MEMORY_HOURS + 1, 720, 1),
    ],
  },
  {
    name: "permanent",
    line: "A block that an operator made for good stays: no finding, no suppression and no prune ends it.",
    steps: [
      {
        title: "An operator puts a row into the table, and the schedule runs",
        putRow: {
          HostIp: HOST,
          CreatedAt: "2026-03-01T00:00:00.000Z",
          LastSeenAt: "2026-03-01T00:00:00.000Z",
          ExpiresAt: "9999-12-31T23:59:59.999Z",
          Blocks: 1,
          Source: "operator",
          Reason: "seen in three incidents",
        },
        schedule: true,
        expect: { blocked: [HOST], said: [`Blocked ${HOST}`], hours: { [HOST]: "until an operator lifts it" } },
      },
      {
        title: "Findings about it, and the suppression of both",
        events: [sighted, another(sighted, "other"), suppressed(sighted), suppressed(another(sighted, "other"))],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          hours: { [HOST]: "until an operator lifts it" },
          refused: ["OPERATOR_BLOCK", "SUPPRESSED"],
          said: [
            [`Stays blocked: ${HOST}`, "OPERATOR_BLOCK"],
            [`Stays blocked: ${HOST}`, "OPERATOR_BLOCK"],
          ],
        },
      },
      {
        title: "A finding blocks another host",
        events: [bruteForceFrom("9.8.7.6")],
        expect: { rules: ["catch-ipv4"], blocked: [HOST, "9.8.7.6"], said: ["Blocked 9.8.7.6"] },
      },
      {
        title: "Two years later the block of the finding has ended, and the operator's has not",
        hoursLater: 2 * 8_760,
        schedule: true,
        expect: {
          blocked: [HOST],
          hours: { [HOST]: "until an operator lifts it" },
          said: ["Unblocked 9.8.7.6"],
        },
      },
    ],
  },
];
