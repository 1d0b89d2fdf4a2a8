import type { Host } from "../../../functions/domain/host";
import { hostsOf } from "../support/world";
import { NEVER_BLOCK_TYPES } from "../../../config/never-block-types";
import { readFinding } from "../../../functions/domain/finding";
import { protectionOf } from "../../../functions/domain/protection";
import { refuseFinding, refuseHost, refuseOwnResource, type BlockPolicy } from "../../../functions/domain/refusals";
import { networkConnection } from "../../support/findings";

const ALL: BlockPolicy = {
  actions: ["networkConnection"],
  severity: "INFORMATIONAL",
  types: [],
  accounts: [],
  regions: [],
  products: [],
  partition: "aws",
  neverTypes: [],
};
const refused = (raw: unknown, policy: Partial<BlockPolicy> = {}) =>
  refuseFinding(readFinding(raw), { ...ALL, ...policy });

/** Everything is wrong with it; each repair lets the next check speak. */
it("pins the order in which a finding is refused", () => {
  let raw: Record<string, unknown> = {
    ...networkConnection(),
    ProductArn: "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default",
    Sample: true,
    RecordState: "ARCHIVED",
    Workflow: { Status: "SUPPRESSED" },
    Types: ["TTPs/Discovery/Recon:EC2-Portscan"],
    AwsAccountId: "999999999999",
    Severity: { Label: "LOW" },
  };
  const strict: Partial<BlockPolicy> = {
    severity: "HIGH",
    types: ["Trojan:", "UnauthorizedAccess:"],
    accounts: ["111122223333"],
    regions: ["us-west-2"],
    neverTypes: [{ type: "Recon:EC2/Portscan", because: "the remote host is the victim" }],
  };
  const reasons = [
    {},
    { ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty" },
    { Sample: false },
    { RecordState: "ACTIVE" },
    { Workflow: { Status: "RESOLVED" } },
    { Workflow: { Status: "NOTIFIED" } },
    { Types: ["Recon:EC2-PortProbeUnprotectedPort"] },
    { Types: ["UnauthorizedAccess:EC2-SSHBruteForce"] },
    { AwsAccountId: "111122223333" },
    { ProductArn: networkConnection().ProductArn },
    { Severity: { Label: "HIGH" } },
  ].map((repair) => {
    raw = { ...raw, ...repair };
    return refused(raw, strict)?.reason;
  });
  expect(reasons).toEqual([
    "NOT_GUARDDUTY",
    "SAMPLE",
    "ARCHIVED",
    "SUPPRESSED",
    "RESOLVED",
    "NEVER_BLOCK_TYPE",
    "TYPE_NOT_LISTED",
    "ACCOUNT_NOT_LISTED",
    "REGION_NOT_LISTED",
    "BELOW_SEVERITY",
    undefined,
  ]);
});

it.each([
  ["10.0.0.1", "NOT_PUBLIC", "10.0.0.1 is not a public address (private)"],
  ["9.9.9.9", "OWN_ADDRESS", "9.9.9.9 is an address of our own (9.0.0.0/8)"],
  ["5.6.7.8", "ALLOWLISTED", "5.6.7.8 is on the allowlist (0.0.0.0/0)"],
])(
  "refuses %s as %s: a special range speaks first, then our own addresses, then the allowlist",
  (text, reason, detail) => {
    expect(refuseHost(hostsOf(text)[0] as Host, protectionOf(["0.0.0.0/0"], ["9.0.0.0/8"]))).toEqual({
      reason,
      detail,
    });
  },
);

it("lets a public host pass that is on no allowlist", () => {
  expect(refuseHost(hostsOf("5.6.7.8")[0] as Host, protectionOf(["5.6.7.9"], ["5.6.7.7"]))).toBeUndefined();
});

const typed = (type: string, role = "TARGET") =>
  networkConnection("5.6.7.8", {
    Types: [`TTPs/Category/${type}`],
    ProductFields: { "aws/guardduty/service/resourceRole": role },
  });

describe("findings in which the remote host is not the attacker", () => {
  it.each([
    ["Backdoor:EC2-DenialOfService.UdpOnTcpPorts", "ACTOR", true],
    ["Backdoor:EC2-DenialOfService.Dns", "TARGET", true],
    ["Backdoor:EC2-Spambot", "ACTOR", true],
    ["DefenseEvasion:EC2-UnusualDNSResolver", "TARGET", true],
    ["DefenseEvasion:EC2-UnusualDoHActivity", "TARGET", true],
    ["DefenseEvasion:EC2-UnusualDoTActivity", "TARGET", true],
    ["Impact:EC2-PortSweep", "ACTOR", true],
    ["Impact:EC2-WinRMBruteForce", "ACTOR", true],
    ["Recon:EC2-Portscan", "ACTOR", true],
    ["UnauthorizedAccess:EC2-SSHBruteForce", "ACTOR", true],
    ["UnauthorizedAccess:EC2-SSHBruteForce", "TARGET", false],
    ["UnauthorizedAccess:EC2-RDPBruteForce", "ACTOR", true],
    ["UnauthorizedAccess:EC2-RDPBruteForce", "TARGET", false],
    // The remote host is bad, though our own instance speaks to it.
    ["Backdoor:EC2-C&CActivity.B", "ACTOR", false],
    ["CryptoCurrency:EC2-BitcoinTool.B", "ACTOR", false],
    ["Trojan:EC2-DropPoint", "ACTOR", false],
    ["UnauthorizedAccess:EC2-TorClient", "ACTOR", false],
    ["UnauthorizedAccess:EC2-TorIPCaller", "TARGET", false],
    ["Recon:EC2-PortProbeUnprotectedPort", "TARGET", false],
    ["UnauthorizedAccess:EC2-MaliciousIPCaller.Custom", "TARGET", false],
  ])("by default, %s with our instance as %s: never blocked is %s", (type, role, never) => {
    const refusal = refused(typed(type, role), { neverTypes: NEVER_BLOCK_TYPES });
    expect(refusal?.reason).toBe(never ? "NEVER_BLOCK_TYPE" : undefined);
    if (never) expect(refusal?.detail).toMatch(/ never blocks: (our own instance|the remote host) /);
  });

  it("are known by the direction of the connection where no role is told", () => {
    const fields = (direction: string) => ({
      "aws/guardduty/service/resourceRole": undefined,
      "aws/guardduty/service/action/networkConnectionAction/connectionDirection": direction,
    });
    const judged = (direction: string) =>
      refused(networkConnection("5.6.7.8", { ProductFields: fields(direction) }), { neverTypes: NEVER_BLOCK_TYPES });
    expect([judged("OUTBOUND")?.reason, judged("INBOUND")]).toEqual(["NEVER_BLOCK_TYPE", undefined]);
  });

  it("are known by the direction in the Action object and in Network, too", () => {
    const fields = {
      ProductFields: {
        "aws/guardduty/service/resourceRole": undefined,
        "aws/guardduty/service/action/networkConnectionAction/connectionDirection": undefined,
      },
    };
    for (const more of [
      { Action: { NetworkConnectionAction: { ConnectionDirection: "OUTBOUND" } } },
      { Network: { Direction: "OUT" } },
    ])
      expect(
        refused(networkConnection("5.6.7.8", { ...fields, ...more }), { neverTypes: NEVER_BLOCK_TYPES })?.reason,
      ).toBe("NEVER_BLOCK_TYPE");
    const inbound = {
      Action: { NetworkConnectionAction: { ConnectionDirection: "INBOUND" } },
      Network: { Direction: "IN" },
    };
    expect(
      refused(networkConnection("5.6.7.8", { ...fields, ...inbound }), { neverTypes: NEVER_BLOCK_TYPES }),
    ).toBeUndefined();
  });

  it.each([
    [{ Types: ["TTPs/Discovery/Recon:EC2/Portscan"] }],
    [{ Types: ["Recon:EC2/Portscan"] }],
    [{ Types: ["Effects/Denial of Service/Backdoor:EC2/DenialOfService.Dns"] }],
    // An analyst or an automation has put another type there.
    [
      {
        Types: ["Unusual Behaviors/Network Flow"],
        FindingProviderFields: { Types: ["TTPs/Discovery/Recon:EC2-Portscan"] },
      },
    ],
  ])("are known in %j", (types) => {
    expect(refused(networkConnection("5.6.7.8", types), { neverTypes: NEVER_BLOCK_TYPES })?.reason).toBe(
      "NEVER_BLOCK_TYPE",
    );
  });

  it("may be named in GuardDuty's spelling and in Security Hub's, by any of the finding's types", () => {
    const both = networkConnection("5.6.7.8", { Types: ["A/B/Recon:EC2-Portscan", "A/B/Trojan:EC2-DropPoint"] });
    for (const type of ["Recon:EC2/Portscan", "Recon:EC2-Port", "Recon:"])
      expect(refused(both, { neverTypes: [{ type, because: "it says so" }] })?.reason).toBe("NEVER_BLOCK_TYPE");
    for (const type of ["recon:EC2/portscan", "TROJAN:"])
      expect(refused(both, { neverTypes: [{ type, because: "it says so" }] })?.reason).toBe("NEVER_BLOCK_TYPE");
    expect(refused(both, { neverTypes: [{ type: "Backdoor:", because: "it says so" }] })).toBeUndefined();
  });
});

describe("thresholds", () => {
  it.each([
    [{ Label: "HIGH" }, "HIGH", true],
    [{ Label: "MEDIUM" }, "HIGH", false],
    [{ Label: "CRITICAL" }, "HIGH", true],
    [{ Label: "MEDIUM", Normalized: 90 }, "HIGH", false],
    [{ Label: "HIGH", Normalized: 1 }, "HIGH", true],
    [{ Normalized: 70 }, "HIGH", true],
    [{ Normalized: 69 }, "HIGH", false],
    [{ Label: "severe", Normalized: 95 }, "CRITICAL", true],
    [{ Label: "INFORMATIONAL" }, "INFORMATIONAL", true],
    [{ Label: "INFORMATIONAL" }, "LOW", false],
    [{}, "LOW", false],
    [undefined, "LOW", false],
    [undefined, "INFORMATIONAL", true],
  ] as const)("severity %j, where %s and above block: %s", (Severity, severity, blocks) => {
    const refusal = refused(networkConnection("5.6.7.8", { Severity }), { severity });
    expect(refusal?.reason).toBe(blocks ? undefined : "BELOW_SEVERITY");
  });

  it.each([
    [["UnauthorizedAccess:"], true],
    [["UnauthorizedAccess:EC2/SSHBruteForce"], true],
    [["Recon:", "Trojan:"], false],
    [[], true],
  ])("types that block are %j: %s", (types, blocks) => {
    expect(refused(networkConnection(), { types })?.reason).toBe(blocks ? undefined : "TYPE_NOT_LISTED");
  });

  it.each([
    [["111122223333"], true],
    [["222222222222"], false],
    [[], true],
  ])("accounts that block are %j: %s", (accounts, blocks) => {
    expect(refused(networkConnection(), { accounts })?.reason).toBe(blocks ? undefined : "ACCOUNT_NOT_LISTED");
  });

  it("are not reached by what is not told, and the sentence says so", () => {
    const bare = networkConnection("5.6.7.8", { Types: undefined, AwsAccountId: undefined, Severity: undefined });
    expect(refused(bare, { types: ["Recon:"] })?.detail).toContain("a finding without a type");
    expect(refused(bare, { accounts: ["111122223333"] })?.detail).toContain("account unknown");
    expect(refused(bare, { severity: "LOW" })?.detail).toContain("is UNKNOWN, and only LOW and above block");
  });
});

it("takes a finding without RecordState for active, without Workflow for new", () => {
  expect(refused(networkConnection("5.6.7.8", { RecordState: undefined, Workflow: undefined }))).toBeUndefined();
});

describe("a remote host that is the finding's own resource", () => {
  const resource = (Details: object) =>
    networkConnection("5.6.7.8", { Resources: [{ Type: "AwsEc2Instance", Details }] });
  it.each([
    [{ AwsEc2Instance: { IpV4Addresses: ["10.0.0.1", "5.6.7.8"] } }, "5.6.7.8"],
    [{ AwsEc2Instance: { IpV6Addresses: ["2600:1F18:0::8"] } }, "2600:1f18::8"],
    [{ AwsEc2NetworkInterface: { IpV6Addresses: [{ IpV6Address: "2600:1f18::8" }] } }, "2600:1f18::8"],
    [{ AwsEc2NetworkInterface: { PublicIp: "5.6.7.8" } }, "5.6.7.8"],
  ])("%j: %s is refused, and no other", (Details, text) => {
    const [host, other] = hostsOf(text, "5.6.7.9") as [Host, Host];
    const finding = readFinding(resource(Details));
    expect(refuseOwnResource(host, finding)).toEqual({
      reason: "OWN_RESOURCE",
      detail: `${text} is an address of the finding's own resource`,
    });
    expect(refuseOwnResource(other, finding)).toBeUndefined();
  });

  it.each([undefined, null, 7, "5.6.7.8", [], { AwsEc2Instance: null }, { AwsEc2Instance: { IpV4Addresses: 5 } }])(
    "details that are %j name none",
    (Details) => {
      const finding = readFinding(networkConnection("5.6.7.8", { Resources: [null, { Details }] }));
      expect(refuseOwnResource(hostsOf("5.6.7.8")[0] as Host, finding)).toBeUndefined();
    },
  );
});
