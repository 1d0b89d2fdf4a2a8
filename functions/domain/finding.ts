import { RESOURCE_ROLES, type ResourceRole } from "../contract/finding-types";
import { SEVERITIES, type KnownSeverity } from "../contract/severities";

/**
 * A Security Hub finding (ASFF), read with care: every field may be absent or of another type than documented,
 * and what is good in it is never lost because something beside it is bad.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
 */
export interface Finding {
  /** "" when the finding has none. */
  readonly id: string;
  readonly productArn: string;
  readonly accountId: string;
  readonly region: string;
  /** Its types without their namespaces: `UnauthorizedAccess:EC2-SSHBruteForce`; those that GuardDuty gave among them. */
  readonly types: readonly string[];
  /** The last of `Types`, or of those that GuardDuty gave where an analyst's are missing; "" when it has none. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** ISO 8601 UTC of GuardDuty's last activity; undefined when absent or not a time. */
  readonly lastObservedAt: string | undefined;
  readonly recordState: string;
  readonly workflowStatus: string;
  readonly sample: boolean;
  readonly productFields: ReadonlyMap<string, string>;
  readonly action: JsonObject;
  readonly network: JsonObject;
  readonly resources: readonly { readonly type: string; readonly id: string }[];
  /** Addresses of the resources themselves, as the finding writes them. */
  readonly ownAddresses: readonly string[];
  /** Whether our own resource attacked (ACTOR) or was attacked (TARGET); undefined when the finding does not say. */
  readonly resourceRole: ResourceRole | undefined;
  /** What an analyst wrote on the finding, and who. */
  readonly note: { readonly text: string; readonly by: string } | undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;
export type Severity = KnownSeverity | "UNKNOWN";

/** Reads one finding. Never throws: what is not an object reads as a finding of which nothing is known. */
export function readFinding(raw: unknown): Finding {
  const finding = object(raw);
  const [types, providerTypes] = [typesOf(finding.Types), typesOf(object(finding.FindingProviderFields).Types)];
  const productFields = new Map(
    Object.entries(object(finding.ProductFields)).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
  return {
    id: idOf(finding.Id),
    productArn: text(finding.ProductArn),
    accountId: word(finding.AwsAccountId),
    region: word(finding.Region) || word(text(finding.ProductArn).split(":")[3]),
    types: [...new Set([...types, ...providerTypes])],
    type: types.at(-1) ?? providerTypes.at(-1) ?? "",
    title: text(finding.Title),
    description: text(finding.Description),
    severity: severityOf(object(finding.Severity ?? object(finding.FindingProviderFields).Severity)),
    lastObservedAt: time(finding.LastObservedAt) ?? time(finding.UpdatedAt),
    recordState: text(finding.RecordState),
    workflowStatus: text(object(finding.Workflow).Status),
    sample: isSample(finding, productFields),
    productFields,
    action: object(finding.Action),
    network: object(finding.Network),
    resources: array(finding.Resources)
      .map(object)
      .map((resource) => ({ type: text(resource.Type), id: text(resource.Id) })),
    ownAddresses: array(finding.Resources).flatMap((resource) => addressesOf(object(object(resource).Details))),
    resourceRole: roleOf(productFields, finding),
    note: noteOf(object(finding.Note)),
  };
}

/** The own properties of a JSON object; {} for anything else. */
export const object = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The elements of a JSON array; [] for anything else. */
export const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** ASFF's Id has 512 characters at most; a longer one is none, since two that are cut may be one. */
const MAX_ID = 512;
const idOf = (value: unknown): string => (text(value).length > MAX_ID ? "" : text(value));

/** What ends up in rows and keys, and is far shorter in any finding: a row must not grow with what somebody sends. */
const word = (value: unknown): string => text(value).slice(0, 256);

function time(value: unknown): string | undefined {
  const milliseconds = Date.parse(text(value));
  const iso = Number.isNaN(milliseconds) ? "" : new Date(milliseconds).toISOString();
  // Times are compared as texts: "+275760-…" would come before every year of four digits.
  return /^\d/.test(iso) ? iso : undefined;
}

/**
 * "TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce", or with GuardDuty's own "/" after EC2: the namespace and
 * the category end before the colon.
 */
const typesOf = (types: unknown): readonly string[] =>
  array(types)
    .map((type) => word(type).replace(/^[^:]*\/(?=[^:/]*:)/, ""))
    .filter((type) => type !== "");

/** Instances have IpV4Addresses and IpV6Addresses; a network interface lists objects with IpV6Address. */
function addressesOf(details: JsonObject): readonly string[] {
  return Object.values(details).flatMap((detail) => {
    const { IpV4Addresses, IpV6Addresses, PublicIp } = object(detail);
    return [...array(IpV4Addresses), ...array(IpV6Addresses), PublicIp]
      .map((address) => (typeof address === "string" ? address : text(object(address).IpV6Address)))
      .filter((address) => address !== "");
  });
}

const SERVICE = ["aws/guardduty/service/", ""];

/** By resourceRole; a connection that went out, of which no role is told, was made by our own resource. */
function roleOf(fields: ReadonlyMap<string, string>, { Action, Network }: JsonObject): ResourceRole | undefined {
  const field = (name: string) => SERVICE.map((prefix) => fields.get(`${prefix}${name}`)).find(Boolean);
  const role = RESOURCE_ROLES.find((known) => known === field("resourceRole"));
  if (role !== undefined) return role;
  const directions = [
    field("action/networkConnectionAction/connectionDirection"),
    object(object(Action).NetworkConnectionAction).ConnectionDirection,
    object(Network).Direction,
  ];
  return directions.some((direction) => direction === "OUTBOUND" || direction === "OUT") ? "ACTOR" : undefined;
}

const noteOf = (note: JsonObject): Finding["note"] =>
  text(note.Text) === "" ? undefined : { text: text(note.Text), by: text(note.UpdatedBy) };

/**
 * The severity, of which every part may be absent:
 *
 * | Label            | Normalized    | severity                                                             |
 * |------------------|---------------|----------------------------------------------------------------------|
 * | one of ASFF's    | whatever      | Label: what Security Hub shows, and what its rules match             |
 * | absent, or other | a number      | by ASFF's table: 90 CRITICAL, 70 HIGH, 40 MEDIUM, 1 LOW, else INFORMATIONAL |
 * | absent, or other | absent        | UNKNOWN: told as such, and it reaches no threshold above INFORMATIONAL |
 *
 * A finding without Severity is read by its FindingProviderFields.
 */
function severityOf(severity: JsonObject): Severity {
  const label = SEVERITIES.find((known) => known === severity.Label);
  if (label !== undefined) return label;
  const normalized = severity.Normalized;
  if (typeof normalized !== "number" || Number.isNaN(normalized)) return "UNKNOWN";
  if (normalized >= 90) return "CRITICAL";
  if (normalized >= 70) return "HIGH";
  if (normalized >= 40) return "MEDIUM";
  return normalized >= 1 ? "LOW" : "INFORMATIONAL";
}

const ADDITIONAL_INFO = ["aws/guardduty/service/additionalInfo", "additionalInfo"];

/** GuardDuty marks its samples in three places, by age of the integration. */
function isSample(finding: JsonObject, fields: ReadonlyMap<string, string>): boolean {
  if (finding.Sample === true) return true;
  return ADDITIONAL_INFO.some(
    (key) =>
      fields.get(`${key}/sample`) === "true" || saysSample(fields.get(key)) || saysSample(fields.get(`${key}/value`)),
  );
}

function saysSample(json: string | undefined): boolean {
  if (json === undefined || !json.includes("sample")) return false;
  try {
    const sample = object(JSON.parse(json)).sample;
    return sample === true || sample === "true";
  } catch {
    return false;
  }
}
