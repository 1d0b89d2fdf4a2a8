import { bruteForceFrom, fixture, having } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const [SECOND, THIRD] = ["9.8.7.6", "9.8.7.9"];
const SCANNER = "our own scanner, as agreed with the network team";

/** Finding types and accounts that block, and types that never do. */
export const lists: readonly Scenario[] = [
  {
    name: "type-list",
    line: "With a list of finding types only these block, in GuardDuty's spelling or Security Hub's.",
    config: {
      blockFrom: { types: ["UnauthorizedAccess:EC2/SSHBruteForce", "Recon:EC2-PortProbe"] },
      routing: { portProbes: true },
    },
    steps: [
      {
        title: "Two types of the list, and one that is not on it",
        events: [fixture("ssh-brute-force"), fixture("port-probe"), fixture("high-with-address")],
        expect: {
          rules: ["catch-ipv4", "catch-port-probe", "catch-severity"],
          blocked: [HOST, "5.6.7.9", "6.7.8.9"],
          refused: ["TYPE_NOT_LISTED"],
          said: [`Blocked ${HOST}`, "Blocked 2 hosts", "TYPE_NOT_LISTED", "HIGH finding"],
        },
      },
    ],
  },
  {
    name: "never-block-type",
    line: "A finding type of the never-block list is told with the reason that the config gives, and blocks nobody.",
    config: { neverBlockTypes: [{ type: "Recon:EC2/PortProbe", because: SCANNER }], routing: { portProbes: true } },
    steps: [
      {
        title: "A port probe, and a brute force",
        events: [fixture("port-probe"), fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4", "catch-port-probe"],
          blocked: [HOST],
          refused: ["NEVER_BLOCK_TYPE"],
          said: [["Not blocked", "NEVER_BLOCK_TYPE", SCANNER], `Blocked ${HOST}`],
        },
      },
    ],
  },
  {
    name: "account-list",
    line: "With a list of accounts only their findings block.",
    config: { blockFrom: { accounts: ["444455556666"] } },
    steps: [
      {
        title: "A finding of another account, and one of the listed account",
        events: [bruteForceFrom(SECOND), having(bruteForceFrom(THIRD), { AwsAccountId: "444455556666" })],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [THIRD],
          refused: ["ACCOUNT_NOT_LISTED"],
          said: [["ACCOUNT_NOT_LISTED", "111122223333"], `Blocked ${THIRD}`],
        },
      },
    ],
  },
];
