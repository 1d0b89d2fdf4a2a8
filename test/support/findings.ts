/**
 * Findings and events for tests: factories with overrides, and the project's own fixtures by name.
 * Shapes: ASFF (Security Hub user guide, "AWS Security Finding Format") inside the EventBridge envelope of
 * "EventBridge event formats for Security Hub". Every value is invented; hosts are public only where they are blocked.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Hosts that may be blocked. */
export const PUBLIC_V4 = "5.6.7.8";
export const OTHER_PUBLIC_V4 = "6.7.8.9";
export const PUBLIC_V6 = "2600:1f18::5:6:7:8";
export const OTHER_PUBLIC_V6 = "2600:1f18::6:7:8:9";
/** Hosts that must never be blocked. */
export const PRIVATE_V4 = "10.1.2.3";
export const LOOPBACK_V4 = "127.0.0.1";
export const LINK_LOCAL_V4 = "169.254.169.254";
export const MULTICAST_V4 = "224.0.0.5";
export const UNSPECIFIED_V4 = "0.0.0.0";
export const TEST_NET_V4 = "198.51.100.7";
export const UNIQUE_LOCAL_V6 = "fd00::1:2:3";
export const DOCUMENTATION_V6 = "2001:db8::5:6:7:8";
/** Text where an address should be. */
export const MALFORMED_V4 = "999.1.2.3";
/** Our own side. */
export const LOCAL_V4 = "10.0.1.23";
export const ACCOUNT = "111122223333";
export const REGION = "us-west-2";
export const INSTANCE = "i-0aaaabbbbccccdddd";
export const GUARDDUTY_PRODUCT_ARN = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;

const DETECTOR_ARN = `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0a1b2c3d4e5f60718293a4b5c6d7e8f9`;
const SERVICE = "aws/guardduty/service";

/** A finding in ASFF; only what this project reads is typed, everything else is allowed. */
export interface Finding {
  Id: string;
  ProductArn: string;
  ProductFields?: Record<string, string>;
  Severity?: { Label?: string; Normalized?: number; Product?: number };
  Workflow?: { Status: string };
  [field: string]: unknown;
}

/** What EventBridge delivers. */
export interface SecurityHubEvent {
  "detail-type": string;
  resources: string[];
  detail: { findings: Finding[]; actionName?: string; actionDescription?: string };
  [field: string]: unknown;
}

/** Top-level fields to replace, `undefined` takes one away; ProductFields are merged pair by pair, by the same rule. */
export type FindingOverrides = Record<string, unknown> & {
  ProductFields?: Record<string, string | undefined> | undefined;
};

/** A GuardDuty finding, MEDIUM, without any address. */
export function finding(overrides: FindingOverrides = {}): Finding {
  const id = `${DETECTOR_ARN}/finding/${hexOf("finding")}`;
  const base: Finding = {
    SchemaVersion: "2018-10-08",
    Id: id,
    ProductArn: GUARDDUTY_PRODUCT_ARN,
    GeneratorId: DETECTOR_ARN,
    AwsAccountId: ACCOUNT,
    Region: REGION,
    Types: ["TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce"],
    FirstObservedAt: "2026-03-02T08:15:04.000Z",
    LastObservedAt: "2026-03-02T09:41:37.000Z",
    CreatedAt: "2026-03-02T08:22:10.118Z",
    UpdatedAt: "2026-03-02T09:46:52.604Z",
    Severity: { Product: 5, Label: "MEDIUM", Normalized: 50 },
    Title: `Someone tries SSH passwords on ${INSTANCE}.`,
    Description: `Many SSH connections to ${INSTANCE} in a short time.`,
    ProductFields: {
      [`${SERVICE}/serviceName`]: "guardduty",
      [`${SERVICE}/resourceRole`]: "TARGET",
      [`${SERVICE}/archived`]: "false",
      "aws/securityhub/ProductName": "GuardDuty",
      "aws/securityhub/CompanyName": "Amazon",
    },
    Resources: [
      { Type: "AwsEc2Instance", Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`, Region: REGION },
    ],
    Workflow: { Status: "NEW" },
    RecordState: "ACTIVE",
  };
  return override(base, overrides);
}

/** A GuardDuty finding about one network connection; one Id per address. */
export function networkConnection(ip: string = PUBLIC_V4, overrides: FindingOverrides = {}): Finding {
  const action = `${SERVICE}/action/networkConnectionAction`;
  const base = finding({
    Id: `${DETECTOR_ARN}/finding/${hexOf(ip)}`,
    Title: `${ip} tries SSH passwords on ${INSTANCE}.`,
    ProductFields: {
      [`${SERVICE}/action/actionType`]: "NETWORK_CONNECTION",
      [`${action}/connectionDirection`]: "INBOUND",
      [`${action}/localIpDetails/ipAddressV4`]: LOCAL_V4,
      [`${action}/remoteIpDetails/${familyKey(ip)}`]: ip,
      [`${action}/localPortDetails/port`]: "22",
    },
  });
  return override(base, overrides);
}

/** A GuardDuty finding about probed ports, one PortProbeDetails per address. */
export function portProbe(
  ips: readonly string[] = [PUBLIC_V4, OTHER_PUBLIC_V4],
  overrides: FindingOverrides = {},
): Finding {
  const probe = (n: number) => `${SERVICE}/action/portProbeAction/portProbeDetails.${n}_`;
  const remotes = ips.map((ip, n) => [`${probe(n)}/remoteIpDetails/${familyKey(ip)}`, ip] as const);
  const locals = ips.map((_, n) => [`${probe(n)}/localIpDetails/ipAddressV4`, LOCAL_V4] as const);
  const base = finding({
    Id: `${DETECTOR_ARN}/finding/${hexOf(ips.join())}`,
    Types: ["TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort"],
    Title: `Open ports of ${INSTANCE} are being probed.`,
    ProductFields: { [`${SERVICE}/action/actionType`]: "PORT_PROBE", ...Object.fromEntries([...locals, ...remotes]) },
  });
  return override(base, overrides);
}

/** A finding whose Title has 10,000 characters: far over ASFF's 256, as a custom product may send it past us. */
export const longTitle = (overrides: FindingOverrides = {}): Finding =>
  networkConnection(PUBLIC_V4, { Title: "long title ".repeat(1_000).slice(0, 10_000), ...overrides });

/** The "Security Hub Findings - Imported" event of these findings. */
export function event(
  findings: readonly Finding[] = [networkConnection()],
  overrides: Record<string, unknown> = {},
): SecurityHubEvent {
  const base: SecurityHubEvent = {
    version: "0",
    id: "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    "detail-type": "Security Hub Findings - Imported",
    source: "aws.securityhub",
    account: ACCOUNT,
    time: "2026-03-02T09:46:54Z",
    region: REGION,
    resources: findings.map(({ ProductArn, Id }) => `${ProductArn}/${Id}`),
    detail: { findings: [...findings] },
  };
  return withoutUndefined({ ...base, ...overrides }) as SecurityHubEvent;
}

const FIXTURES = join(__dirname, "../../local/fixtures");

/** The names that `fixture` takes. */
export const fixtureNames = (): string[] =>
  readdirSync(FIXTURES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();

/** A fresh copy of local/fixtures/<name>.json. @throws ENOENT for a name without a file */
export const fixture = (name: string): SecurityHubEvent =>
  JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), "utf8")) as SecurityHubEvent;

function override(base: Finding, overrides: FindingOverrides): Finding {
  const { ProductFields, ...rest } = overrides;
  const removed = "ProductFields" in overrides && ProductFields === undefined;
  const merged = removed ? undefined : withoutUndefined({ ...base.ProductFields, ...ProductFields });
  return withoutUndefined({ ...base, ...rest, ProductFields: merged }) as Finding;
}

const withoutUndefined = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const familyKey = (ip: string) => (ip.includes(":") ? "ipAddressV6" : "ipAddressV4");

const hexOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);
