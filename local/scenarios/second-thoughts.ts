import { another, fixture, seenLater, suppressed, workflow } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const sighted = fixture("ssh-brute-force");
const other = another(sighted, "second finding");

/** What people and GuardDuty say of a finding afterwards, or before. */
export const secondThoughts: readonly Scenario[] = [
  {
    name: "sample",
    line: "A sample finding is told as a sample and blocks nobody, whichever of the three places marks it.",
    steps: [
      {
        title: "GuardDuty generates sample findings",
        events: [fixture("sample-top-level"), fixture("sample-product-field"), fixture("sample-additional-info")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["SAMPLE"],
          said: Array(3).fill("(SAMPLE)") as string[],
        },
      },
    ],
  },
  {
    name: "judged-already",
    line: "A finding that is archived, suppressed or resolved when it arrives does not block; one that is NOTIFIED does.",
    steps: [
      {
        title: "Somebody has judged these three before us",
        events: [fixture("archived"), fixture("suppressed"), fixture("resolved")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["ARCHIVED", "SUPPRESSED", "RESOLVED"],
          said: ["(ARCHIVED)", "(SUPPRESSED)", "(RESOLVED)"],
        },
      },
      {
        title: "Somebody was told of this one, and has not judged it",
        events: [fixture("notified")],
        expect: { rules: ["catch-ipv4"], blocked: ["5.6.7.20"], said: ["Blocked 5.6.7.20"] },
      },
    ],
  },
  {
    name: "suppressed-lifts",
    line: "Suppressing the finding that blocked a host lifts the block; the message says where to see who did it.",
    steps: [
      { title: "A host is blocked", events: [sighted], expect: blocksAtFirst() },
      {
        title: "An analyst resolves the finding in Security Hub: that lifts nothing, and the message says so",
        events: [workflow(sighted, "RESOLVED")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          refused: ["RESOLVED", "STAYS_BLOCKED"],
          said: [[`Stays blocked: ${HOST}`, "RESOLVED"]],
        },
      },
      {
        title: "An analyst suppresses the finding in Security Hub",
        events: [suppressed(sighted)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["SUPPRESSED"],
          said: [[/lifted/i, HOST, "History", "BatchUpdateFindings"]],
        },
      },
      {
        title: "The event of before is delivered once more: the host stays free",
        events: [sighted],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["BLOCK_ENDED"], said: ["BLOCK_ENDED"] },
      },
      {
        title: "It attacks again, by another finding: blocked, and the block that was lifted does not count",
        events: [seenLater(other, 1)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          hours: { [HOST]: 720 },
          blocks: { [HOST]: 1 },
          said: [`Blocked ${HOST}`],
        },
      },
    ],
  },
  {
    name: "named-by-another",
    line: "A host that another finding names too stays blocked when one is suppressed, and the message says so.",
    steps: [
      { title: "A host is blocked", events: [sighted], expect: blocksAtFirst() },
      {
        title: "A second finding names it: known already",
        events: [other],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], said: [] },
      },
      {
        title: "The first finding is suppressed",
        events: [suppressed(sighted)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          refused: ["SUPPRESSED", "NAMED_BY_ANOTHER"],
          said: [[HOST, "NAMED_BY_ANOTHER"]],
        },
      },
      {
        title: "And the second",
        events: [suppressed(other)],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["SUPPRESSED"], said: [[/lifted/i, HOST]] },
      },
    ],
  },
  {
    name: "late-suppression",
    line: "A suppression that overtakes the event of its own finding keeps it from blocking, in whatever order they come.",
    steps: [
      {
        title: "The suppression arrives first",
        events: [suppressed(sighted)],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["SUPPRESSED"], said: ["(SUPPRESSED)"] },
      },
      {
        title: "Then the event of before it",
        events: [sighted],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["BLOCK_ENDED"], said: ["BLOCK_ENDED"] },
      },
    ],
  },
  {
    name: "emitted-again",
    line: "A finding that is emitted again unchanged extends nothing, a newer sighting does, an older one changes no time.",
    steps: [
      { title: "A host is blocked", events: [sighted], expect: blocksAtFirst() },
      {
        title: "The same once more",
        hoursLater: 100,
        events: [sighted],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], hours: { [HOST]: 620 }, said: [] },
      },
      {
        title: "It is seen again",
        events: [seenLater(sighted, 90)],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], hours: { [HOST]: 720 }, blocks: { [HOST]: 1 }, said: [] },
      },
      {
        title: "An older sighting comes late",
        hoursLater: 10,
        events: [seenLater(sighted, 50)],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], hours: { [HOST]: 710 }, said: [] },
      },
    ],
  },
];

function blocksAtFirst() {
  return { rules: ["catch-ipv4"], blocked: [HOST], hours: { [HOST]: 720 }, said: [`Blocked ${HOST}`] };
}
