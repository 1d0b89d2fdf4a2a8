import { bruteForceFrom, fixture, seenLater, suppressed } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const SSH = "UnauthorizedAccess:EC2/SSHBruteForce";

/** Everything runs, records and reports, and no rule changes. */
export const observing: readonly Scenario[] = [
  {
    name: "observe",
    line: "In observe mode everything is recorded and told as “would block”, once a day, and no rule changes.",
    config: { mode: "observe" },
    steps: [
      {
        title: "A finding arrives",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["OBSERVE_MODE"],
          hours: { [HOST]: 720 },
          said: [[`Would block ${HOST}`, /observe/]],
        },
      },
      {
        title: "It is seen again an hour later: told already",
        hoursLater: 1,
        events: [seenLater(fixture("ssh-brute-force"), 1)],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["OBSERVE_MODE"], said: [] },
      },
      {
        title: "The block would have ended",
        hoursLater: 721,
        schedule: true,
        expect: { blocked: [], said: [`Off the blocklist: ${HOST}`] },
      },
    ],
  },
  {
    name: "observe-then-enforce",
    line: "From observe to enforce: what is recorded and has not ended is blocked at the next reconcile.",
    config: { mode: "observe" },
    steps: [
      {
        title: "A first week of findings",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["OBSERVE_MODE"],
          said: [`Would block ${HOST}`],
        },
      },
      {
        title: "Weeks later another one",
        hoursLater: 700,
        events: [bruteForceFrom("9.8.7.6")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["OBSERVE_MODE"],
          said: ["Would block 9.8.7.6"],
        },
      },
      {
        title: "The mode becomes enforce; the first block has ended meanwhile",
        hoursLater: 21,
        redeploy: { mode: "enforce" },
        schedule: true,
        expect: { blocked: ["9.8.7.6"], said: [["Blocked 9.8.7.6", /Off the blocklist.*5\.6\.7\.8/]] },
      },
    ],
  },
  {
    name: "enforce-then-observe",
    line: "From enforce to observe: running blocks end as they would, by a click or by time, and nobody is blocked anew.",
    steps: [
      {
        title: "Two hosts are blocked",
        events: [fixture("ssh-brute-force"), bruteForceFrom("9.8.7.6")],
        expect: { rules: ["catch-ipv4"], blocked: [HOST, "9.8.7.6"], said: [`Blocked ${HOST}`, "Blocked 9.8.7.6"] },
      },
      {
        title: "The mode becomes observe; one finding is suppressed, and another host is seen",
        redeploy: { mode: "observe" },
        events: [suppressed(fixture("ssh-brute-force")), bruteForceFrom("9.8.7.9")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: ["9.8.7.6"],
          refused: ["SUPPRESSED", "OBSERVE_MODE"],
          said: [`Block lifted: ${HOST}`, "Would block 9.8.7.9"],
        },
      },
      {
        title: "The blocks would have ended",
        hoursLater: 721,
        schedule: true,
        expect: { blocked: [], said: [["Unblocked 9.8.7.6", /Off the blocklist.*9\.8\.7\.9/]] },
      },
    ],
  },
  {
    name: "observe-type",
    line: "A single finding type is observed until a day, while all others block; from that day on it blocks as well.",
    config: { observeTypes: [{ type: SSH, until: "2999-01-01" }] },
    steps: [
      {
        title: "A finding of that type, and one of another",
        events: [fixture("ssh-brute-force"), fixture("high-with-address")],
        expect: {
          rules: ["catch-ipv4", "catch-severity"],
          blocked: ["5.6.7.21"],
          refused: ["OBSERVE_MODE"],
          said: [`Would block ${HOST}`, "Blocked 5.6.7.21", "HIGH finding"],
        },
      },
      {
        title: "The schedule runs: still observed",
        schedule: true,
        expect: { blocked: ["5.6.7.21"], said: [] },
      },
      {
        title: "The day has come",
        redeploy: { observeTypes: [{ type: SSH, until: "2020-01-01" }] },
        schedule: true,
        expect: { blocked: ["5.6.7.21", HOST], said: [`Blocked ${HOST}`] },
      },
    ],
  },
];
