import type { Allowlist } from "./allowlist";
import type { Finding } from "./finding";
import type { Host } from "./host";
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
  "NOT_AN_ADDRESS",
  "NOT_PUBLIC",
  "ALLOWLISTED",
  "BLOCK_ENDED",
  "OVER_CAPACITY",
  "NO_LONGER_RECORDED",
  "OBSERVE_MODE",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

type Check<Subject> = (subject: Subject) => RefusalReason | undefined;

const GUARDDUTY_PRODUCT = /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+::product\/aws\/guardduty$/;

/** Checks on the finding, in order; the first that refuses gives the reason. */
const findingChecks: readonly Check<Finding>[] = [
  // Anyone with BatchImportFindings can send GuardDuty's fields under a product of their own.
  ({ productArn }) =>
    GUARDDUTY_PRODUCT.test(productArn)
      ? undefined
      : { reason: "NOT_GUARDDUTY", detail: "the finding's ProductArn is not GuardDuty's" },
  // Samples carry addresses that never attacked anyone.
  ({ sample }) => (sample ? { reason: "SAMPLE", detail: "it is a GuardDuty sample finding" } : undefined),
  ({ recordState }) =>
    recordState === "ARCHIVED" ? { reason: "ARCHIVED", detail: "the finding is archived" } : undefined,
  // An analyst has judged it already.
  ({ workflowStatus }) =>
    workflowStatus === "SUPPRESSED" || workflowStatus === "RESOLVED"
      ? { reason: workflowStatus, detail: `the finding's workflow status is ${workflowStatus}` }
      : undefined,
];

/** Why nothing of this finding is blocked, or undefined. */
export const refuseFinding = (finding: Finding): RefusalReason | undefined => first(findingChecks, finding);

/** I2: checks on one host. Asked when it is recorded and again when it is projected. */
export function refuseHost(host: Host, allowlist: Allowlist): RefusalReason | undefined {
  return first<Host>(
    [
      // Private, reserved and our own ranges: blocking them cuts off ourselves.
      (candidate) => {
        const range = specialRange(candidate);
        return range && { reason: "NOT_PUBLIC", detail: `${candidate.text} is not a public address (${range})` };
      },
      // Someone said never.
      (candidate) => {
        const entry = allowlist.covering(candidate);
        return entry && { reason: "ALLOWLISTED", detail: `${candidate.text} is on the allowlist (${entry})` };
      },
    ] as Check<Host>[],
    host,
  );
}

function first<Subject>(checks: readonly Check<Subject>[], subject: Subject): RefusalReason | undefined {
  for (const check of checks) {
    const refusal = check(subject);
    if (refusal) return refusal;
  }
  return undefined;
}
