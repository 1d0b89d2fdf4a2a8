import type { NeverBlockType } from "../functions/contract/finding-types";

const OUR_TARGET = "our own instance attacks; the remote host is its victim";

/**
 * The default of `neverBlockTypes`: findings in which the remote host is not the attacker. Types are GuardDuty's.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html
 */
export const NEVER_BLOCK_TYPES: readonly NeverBlockType[] = [
  // DoS of every protocol: .Dns, .Tcp, .Udp, .UdpOnTcpPorts, .UnusualProtocol.
  { type: "Backdoor:EC2/DenialOfService", because: "our own instance floods the remote host, which is the victim" },
  { type: "Backdoor:EC2/Spambot", because: "our own instance sends spam; the remote host is a mail server" },
  { type: "DefenseEvasion:EC2/UnusualD", because: "the remote host is a public DNS resolver, which others need" },
  { type: "Impact:EC2/PortSweep", because: "our own instance sweeps many hosts; the remote host is one of them" },
  { type: "Impact:EC2/WinRMBruteForce", because: OUR_TARGET },
  { type: "Recon:EC2/Portscan", because: "our own instance scans the remote host, which is the victim" },
  // Both ways round: with the role TARGET our instance is the victim, and the remote host is blocked.
  { type: "UnauthorizedAccess:EC2/RDPBruteForce", role: "ACTOR", because: OUR_TARGET },
  { type: "UnauthorizedAccess:EC2/SSHBruteForce", role: "ACTOR", because: OUR_TARGET },
];
