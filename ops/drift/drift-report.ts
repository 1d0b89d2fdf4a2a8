import type { Attached } from "./attached";
import { isOutOfStep, strangersIn, type RulesDrift } from "./rules-drift";
import type { StackDrift } from "./stack-drift";

/** Everything that is told, in data: the renderers only word it. */
export interface DriftReport {
  readonly environment: string;
  readonly stacks: readonly StackDrift[] | NotLookedAt;
  readonly rules: RulesDrift | NotLookedAt;
  /** What others attached to our resources. Looked at together with the stacks. */
  readonly attached: readonly Attached[] | NotLookedAt;
}

export interface NotLookedAt {
  /** In words. */
  readonly notLookedAt: string;
}

export const EXIT_CODES = { none: 0, error: 1, drift: 2 } as const;

export const stacksOf = ({ stacks }: DriftReport): readonly StackDrift[] => ("notLookedAt" in stacks ? [] : stacks);
export const rulesOf = ({ rules }: DriftReport): RulesDrift | undefined => ("notLookedAt" in rules ? undefined : rules);

/** What was attached and is more than worth knowing. */
export const attachmentsOf = ({ attached }: DriftReport): readonly Attached[] =>
  "notLookedAt" in attached ? [] : attached.filter(({ isNote }) => !isNote);

/** A stack that is missing, or that could not be looked at, counts: nobody knows what it is. */
export function isDrift(report: DriftReport): boolean {
  const rules = rulesOf(report);
  return (
    stacksOf(report).some(
      ({ state, changed, missing }) => state !== "looked at" || changed.length + missing.length > 0,
    ) ||
    attachmentsOf(report).length > 0 ||
    (rules !== undefined && (isOutOfStep(rules) || strangersIn(rules).length > 0))
  );
}

/** What --json prints. Names and kinds stay as they are; others may be added. */
export interface DriftJson {
  readonly environment: string;
  readonly drift: boolean;
  /** null: not looked at, see notLookedAt. In the order of deployment. */
  readonly stacks: readonly StackJson[] | null;
  readonly rules: RulesDrift | null;
  /** null: not looked at, as the stacks. */
  readonly attached: readonly Attached[] | null;
  /** Why not, by part. */
  readonly notLookedAt: { readonly stacks?: string; readonly rules?: string };
}

type Told = "iam" | "code" | "definitions" | "attention";

/** `iam`, `code`, `definitions`, `attention`: the same changes as `npm run plan --json` tells them. */
type StackJson = Pick<StackDrift, "stack" | "state" | "waitsFor" | "changed" | "missing"> &
  Pick<StackDrift["told"], Told>;

export function jsonOf(report: DriftReport): DriftJson {
  const { environment, stacks, rules, attached } = report;
  return {
    environment,
    drift: isDrift(report),
    stacks:
      "notLookedAt" in stacks
        ? null
        : stacks.map(({ stack, state, waitsFor, changed, missing, told }) => ({
            stack,
            state,
            waitsFor,
            changed,
            missing,
            iam: told.iam,
            code: told.code,
            definitions: told.definitions,
            attention: told.attention,
          })),
    rules: rulesOf(report) ?? null,
    attached: "notLookedAt" in attached ? null : attached,
    notLookedAt: {
      ...("notLookedAt" in stacks && { stacks: stacks.notLookedAt }),
      ...("notLookedAt" in rules && { rules: rules.notLookedAt }),
    },
  };
}
