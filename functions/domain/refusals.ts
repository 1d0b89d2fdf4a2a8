import type { ActionKind } from "../contract/action-kinds";
import type { NeverBlockType } from "../contract/finding-types";
import { SEVERITIES, type KnownSeverity } from "../contract/severities";
import type { Finding } from "./finding";
import { beginsWith, neverBlockEntry } from "./finding-type";
import { parseHost, type Host } from "./host";
import { isGuardDuty } from "./product";
import type { Protection } from "./protection";
import { specialRange } from "./special-range";

/** Why something is not blocked: a code for machines, a sentence for people. */
export interface RefusalReason {
  readonly reason: RefusalCode;
  readonly detail: string;
}

export const REFUSAL_CODES = [
  "NO_REMOTE_HOST",
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
  "NOT_AN_ADDRESS",
  "NOT_PUBLIC",
  "OWN_ADDRESS",
  "OWN_RESOURCE",
  "ALLOWLISTED",
  "BLOCK_ENDED",
  "NAMED_BY_ANOTHER",
  "OPERATOR_BLOCK",
  "STAYS_BLOCKED",
  "OVER_CAPACITY",
  "NO_LONGER_RECORDED",
  "OBSERVE_MODE",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Which findings block. */
export interface BlockPolicy {
  readonly actions: readonly ActionKind[];
  /** The lowest that blocks. */
  readonly severity: KnownSeverity;
  /** Beginnings of the types that block; empty: all. */
  readonly types: readonly string[];
  /** Accounts whose findings block; empty: all. */
  readonly accounts: readonly string[];
  /** Regions whose findings block; empty: all of the partition. */
  readonly regions: readonly string[];
  /** ARNs of products beside GuardDuty whose findings block. */
  readonly products: readonly string[];
  /** Of the environment: GuardDuty is GuardDuty there. */
  readonly partition: string;
  readonly neverTypes: readonly NeverBlockType[];
}

/** Long enough for every ARN of a product. */
const SHOWN_ARN = 160;

type Check<Subject, Rules> = (subject: Subject, rules: Rules) => RefusalReason | false | undefined;

/** arn:<partition>:securityhub:<region>:…; the finding's own Region is its importer's word. */
const regionOf = (productArn: string): string => productArn.split(":")[3] ?? "";

/** Checks on the finding, in order; the first that refuses gives the reason. */
const findingChecks: readonly Check<Finding, BlockPolicy>[] = [
  // Anyone with BatchImportFindings can send GuardDuty's fields under a product of their own.
  ({ productArn }, { partition, products }) =>
    !isGuardDuty(productArn, partition) &&
    !products.includes(productArn) && {
      reason: "NOT_GUARDDUTY",
      detail: `the finding's ProductArn is not GuardDuty's in the partition ${partition}, nor one of blockFrom.products: ${productArn.slice(0, SHOWN_ARN) || "it has none"}`,
    },
  // Samples carry addresses that never attacked anyone.
  ({ sample }) => sample && { reason: "SAMPLE", detail: "it is a GuardDuty sample finding" },
  // Without RecordState a finding is active, without Workflow it is new.
  ({ recordState }) => recordState === "ARCHIVED" && { reason: "ARCHIVED", detail: "the finding is archived" },
  // An analyst has judged it already.
  ({ workflowStatus }) =>
    (workflowStatus === "SUPPRESSED" || workflowStatus === "RESOLVED") && {
      reason: workflowStatus,
      detail: `the finding's workflow status is ${workflowStatus}`,
    },
  // Blocking the victim helps nobody.
  (finding, { neverTypes }) => {
    const entry = neverBlockEntry(finding, neverTypes);
    return entry && { reason: "NEVER_BLOCK_TYPE", detail: neverBlocked(finding, entry) };
  },
  ({ types, type }, policy) =>
    policy.types.length > 0 &&
    !types.some((one) => policy.types.some((prefix) => beginsWith(one, prefix))) && {
      reason: "TYPE_NOT_LISTED",
      detail: `${type || "a finding without a type"} is not among the types that block (blockFrom.types)`,
    },
  ({ accountId }, { accounts }) =>
    accounts.length > 0 &&
    !accounts.includes(accountId) && {
      reason: "ACCOUNT_NOT_LISTED",
      detail: `account ${accountId || "unknown"} is not among those whose findings block (blockFrom.accounts)`,
    },
  ({ productArn }, { regions }) =>
    regions.length > 0 &&
    !regions.includes(regionOf(productArn)) && {
      reason: "REGION_NOT_LISTED",
      detail: `region ${regionOf(productArn)} is not among those whose findings block (blockFrom.regions)`,
    },
  ({ severity, type }, policy) =>
    rank(severity) < rank(policy.severity) && {
      reason: "BELOW_SEVERITY",
      detail: `${type || "the finding"} is ${severity}, and only ${policy.severity} and above block (blockFrom.severity)`,
    },
];

const neverBlocked = ({ type }: Finding, { role, because }: NeverBlockType): string =>
  `${type}${role === undefined ? "" : ` with our own resource as ${role}`} never blocks: ${because} (neverBlockTypes)`;

/** UNKNOWN is as low as can be. */
const rank = (severity: Finding["severity"]): number => Math.max(0, SEVERITIES.indexOf(severity as KnownSeverity));

/** Why nothing of this finding is blocked, or undefined. */
export const refuseFinding = (finding: Finding, policy: BlockPolicy): RefusalReason | undefined =>
  first(findingChecks, finding, policy);

/** I2: checks on one host. */
const hostChecks: readonly Check<Host, Protection>[] = [
  // Private, reserved and our own ranges: blocking them cuts off ourselves.
  (host) => {
    const range = specialRange(host);
    return range !== undefined && { reason: "NOT_PUBLIC", detail: `${host.text} is not a public address (${range})` };
  },
  (host, { own }) => {
    const entry = own.covering(host);
    return entry !== undefined && { reason: "OWN_ADDRESS", detail: `${host.text} is an address of our own (${entry})` };
  },
  // Someone said never.
  (host, { allowlist }) => {
    const entry = allowlist.covering(host);
    return entry !== undefined && { reason: "ALLOWLISTED", detail: `${host.text} is on the allowlist (${entry})` };
  },
];

/** Why this host is never blocked, or undefined. Asked when it is recorded and again when it is projected. */
export const refuseHost = (host: Host, protection: Protection): RefusalReason | undefined =>
  first(hostChecks, host, protection);

/** Why this host is not blocked for this finding: it is the very resource that the finding is about. */
export function refuseOwnResource(host: Host, { ownAddresses }: Finding): RefusalReason | undefined {
  return ownAddresses.some((address) => parseHost(address)?.text === host.text)
    ? { reason: "OWN_RESOURCE", detail: `${host.text} is an address of the finding's own resource` }
    : undefined;
}

function first<Subject, Rules>(
  checks: readonly Check<Subject, Rules>[],
  subject: Subject,
  rules: Rules,
): RefusalReason | undefined {
  for (const check of checks) {
    const refusal = check(subject, rules);
    if (refusal) return refusal;
  }
  return undefined;
}
