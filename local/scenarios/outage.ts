import { bruteForceFrom, fixture } from "./events";
import type { Scenario } from "./scenario";

const [FIRST, SECOND, THIRD, LATER] = ["5.6.7.8", "9.8.7.6", "9.8.7.9", "9.8.7.1"];
const BACK = "The firewall is updated again";

/** Network Firewall cannot be updated for a while. */
export const outage: readonly Scenario[] = [
  {
    name: "firewall-away",
    line: "An outage of the firewall is one message, with the hosts that wait, and one when they are blocked; none for each finding.",
    steps: [
      {
        title: "Three findings arrive while Network Firewall answers with errors (this takes about a minute)",
        firewallAway: true,
        events: [fixture("ssh-brute-force"), bruteForceFrom(SECOND), bruteForceFrom(THIRD)],
        atOnce: true,
        expect: {
          rules: ["catch-ipv4"],
          blocked: [FIRST, SECOND, THIRD],
          hours: { [FIRST]: 720, [SECOND]: 720, [THIRD]: 720 },
          said: [
            ["The firewall cannot be updated", "NOT blocked yet", "FIREWALL_UNAVAILABLE", FIRST, SECOND, THIRD],
            [`${BACK}: 3 hosts blocked`, FIRST, SECOND, THIRD, "UnauthorizedAccess:EC2-SSHBruteForce", "unblock"],
          ],
        },
      },
      {
        title: "The firewall answers: another finding is notified as always",
        events: [bruteForceFrom(LATER)],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [FIRST, SECOND, THIRD, LATER],
          said: [[`Blocked ${LATER}`, "If this is wrong"]],
        },
      },
    ],
  },
];
