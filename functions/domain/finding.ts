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
  /** The last of its types, without the namespace: `UnauthorizedAccess:EC2-SSHBruteForce`. */
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
}

export type JsonObject = Readonly<Record<string, unknown>>;
export type Severity = "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFORMATIONAL" | "UNKNOWN";

/** Reads one finding. Never throws: what is not an object reads as a finding of which nothing is known. */
export function readFinding(raw: unknown): Finding {
  const finding = object(raw);
  const productFields = new Map(
    Object.entries(object(finding.ProductFields)).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
  return {
    id: text(finding.Id),
    productArn: text(finding.ProductArn),
    accountId: text(finding.AwsAccountId),
    region: text(finding.Region) || text(finding.ProductArn).split(":")[3] || "",
    type: typeOf(finding.Types),
    title: text(finding.Title),
    description: text(finding.Description),
    severity: severityOf(object(finding.Severity)),
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
  };
}

/** The own properties of a JSON object; {} for anything else. */
export const object = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The elements of a JSON array; [] for anything else. */
export const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function time(value: unknown): string | undefined {
  const milliseconds = Date.parse(text(value));
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

const typeOf = (types: unknown): string => text(array(types).at(-1)).split("/").at(-1) ?? "";

const LABELS: readonly Severity[] = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"];

/** Label rules when it is one of ASFF's; else Normalized by ASFF's table (90, 70, 40, 1, 0). */
function severityOf(severity: JsonObject): Severity {
  const label = LABELS.find((known) => known === severity.Label);
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
