import { bruteForceFrom, fixture } from "./events";
import type { Scenario } from "./scenario";

const [HOST, OTHER, FAR_OFF] = ["5.6.7.8", "9.8.7.6", "9999-01-01T00:00:00.000Z"];
const ENDED = "2026-01-01T00:00:00.000Z";
/** As an unblock leaves it whose terminal dies at once, or somebody who may write into the table. */
const lifted = { HostIp: HOST, CreatedAt: ENDED, LastSeenAt: ENDED, ExpiresAt: ENDED, LiftedAt: ENDED };

/** Rows that nobody tells of. */
export const untold: readonly Scenario[] = [
  {
    name: "lifted-and-not-told",
    line: "A block that was lifted without a word is told when its rule goes, by whatever takes it: another block, or the schedule.",
    steps: [
      { title: "A host is blocked", events: [fixture("ssh-brute-force")], expect: blocks(HOST) },
      {
        title: "Its block is lifted without a reconcile; then another host is blocked",
        putRow: lifted,
        events: [bruteForceFrom(OTHER)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [OTHER],
          said: [[`Blocked ${OTHER}`, /Unblocked as well, lifted before:\W+5\.6\.7\.8/]],
        },
      },
      {
        title: "The block of that one is lifted so, too; then the schedule runs",
        putRow: { ...lifted, HostIp: OTHER },
        schedule: true,
        expect: { blocked: [], said: [[`Unblocked ${OTHER} (lifted before)`]] },
      },
      { title: "It runs again", schedule: true, expect: { blocked: [], said: [] } },
    ],
  },
  {
    name: "seen-in-the-future",
    line: "A last sighting of another age, which only a hand can have written, keeps no host from being blocked.",
    steps: [
      {
        title: "A lifted row says that its host was seen in the year 9999; it attacks",
        putRow: { ...lifted, LastSeenAt: FAR_OFF },
        events: [fixture("ssh-brute-force")],
        expect: blocks(HOST),
      },
    ],
  },
];

function blocks(host: string) {
  return { rules: ["catch-ipv4"], blocked: [host], hours: { [host]: 720 }, said: [`Blocked ${host}`] };
}
