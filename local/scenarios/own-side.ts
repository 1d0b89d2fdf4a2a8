import { bruteForceFrom, fixture, having, ofType } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";

/** Findings in which the remote host is ours, or our own instance's victim. */
export const ownSide: readonly Scenario[] = [
  {
    name: "own-addresses",
    line: "Our own public addresses, by config, are refused as our own and not as somebody's on the allowlist.",
    config: { ownAddresses: ["5.6.7.0/24", "2600:1f18::/32"], routing: { ipv6: true } },
    steps: [
      {
        title: "Findings about our NAT gateway's addresses",
        events: [fixture("ssh-brute-force"), fixture("ipv6-connection")],
        expect: {
          rules: ["catch-ipv4", "catch-ipv6"],
          blocked: [],
          refused: ["OWN_ADDRESS"],
          said: [`Not blocked: ${HOST} (OWN_ADDRESS)`, "Not blocked: 2600:1f18::5:6:7:8 (OWN_ADDRESS)"],
        },
      },
    ],
  },
  {
    name: "own-resource",
    line: "A remote host that is an address of the finding's own resource is not blocked.",
    steps: [
      {
        title: "The instance of the finding has the very address that is said to attack it",
        events: [
          having(fixture("ssh-brute-force"), { Resources: instanceWith({ IpV4Addresses: ["10.0.1.23", HOST] }) }),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["OWN_RESOURCE"],
          said: [`Not blocked: ${HOST} (OWN_RESOURCE)`],
        },
      },
    ],
  },
  {
    name: "own-instance-attacks",
    line: "Where our own instance attacks and the remote host is its victim the finding is told, and nobody is blocked.",
    steps: [
      {
        title: "Our instance floods a remote host, and sweeps the ports of another",
        events: [
          fixture("own-instance-dos"),
          ofType(bruteForceFrom("9.8.7.6"), "TTPs/Impact/Impact:EC2-PortSweep", "ACTOR"),
        ],
        expect: {
          rules: ["catch-ipv4", "catch-severity"],
          blocked: [],
          refused: ["NEVER_BLOCK_TYPE"],
          said: [
            ["NEVER_BLOCK_TYPE", "our own instance floods the remote host, which is the victim"],
            ["NEVER_BLOCK_TYPE", "our own instance sweeps many hosts"],
            "HIGH finding",
          ],
        },
      },
      {
        title: "SSH passwords: tried by our own instance, then by a remote host",
        events: [
          ofType(bruteForceFrom("9.8.7.7"), "TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce", "ACTOR"),
          bruteForceFrom("9.8.7.8"),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: ["9.8.7.8"],
          refused: ["NEVER_BLOCK_TYPE"],
          said: [["NEVER_BLOCK_TYPE", "our own instance attacks"], "Blocked 9.8.7.8"],
        },
      },
    ],
  },
];
function instanceWith(addresses: Readonly<Record<string, readonly string[]>>) {
  return [
    {
      Type: "AwsEc2Instance",
      Id: "arn:aws:ec2:us-west-2:111122223333:instance/i-0aaaabbbbccccdddd",
      Details: { AwsEc2Instance: addresses },
    },
  ];
}
