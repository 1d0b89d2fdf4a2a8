import fc from "fast-check";

/** How one call goes wrong. */
export const FAULT_KINDS = ["before", "after", "late", "stale", "crashBefore", "crashAfter"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Hosts of every scenario: two neighbours, others apart, one of IPv6. */
export const HOSTS = ["5.0.0.2", "5.0.0.3", "6.0.0.1", "7.0.0.1", "2600:1f18::1"] as const;
/** Never to be blocked: on the allowlist, and private. */
export const FORBIDDEN = ["9.9.9.9", "10.0.0.1"] as const;
export type HostName = (typeof HOSTS)[number] | (typeof FORBIDDEN)[number];

export const HAND_EDITS = ["foreignRule", "foreignGone", "ourRuleGone", "strangeHost"] as const;

/** What arrives from outside: each is an execution of a state machine, or a hand in the rule group. */
export type Happening =
  | {
      readonly kind: "sighting";
      readonly hosts: readonly HostName[];
      readonly minutesAgo: number;
      readonly skewMinutes: number;
    }
  | {
      readonly kind: "suppression";
      readonly host: HostName;
      readonly minutesAgo: number;
      readonly skewMinutes: number;
    }
  | { readonly kind: "prune"; readonly skewMinutes: number }
  | { readonly kind: "hand"; readonly edit: (typeof HAND_EDITS)[number] };

/** A row that is there before anything happens. */
export interface Existing {
  readonly host: HostName;
  readonly endsInSeconds: number;
  readonly enforced: boolean;
}

/** Everything that a run depends on: the same scenario is the same run. */
export interface Scenario {
  readonly lease: boolean;
  /** Addresses that the group has room for, each in both directions. */
  readonly room: number;
  readonly existing: readonly Existing[];
  readonly happenings: readonly Happening[];
  readonly faults: readonly { readonly atCall: number; readonly kind: FaultKind }[];
  /** Which of the waiting is next, step by step; the one that waits longest when they are used up. */
  readonly choices: readonly number[];
}

const skewMinutes = fc.constantFrom(0, 0, 0, -3, 3);

/** Few hosts in a scenario mean that what happens meets on them. */
const pools = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<HostName>(...HOSTS).map((host) => [host]) },
  {
    weight: 2,
    arbitrary: fc.uniqueArray(fc.constantFrom<HostName>(...HOSTS, ...FORBIDDEN), { minLength: 2, maxLength: 5 }),
  },
);
/** Few faults let the executions get far; many show that they end. */
const faultLists = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(fc.record({ atCall: fc.nat(120), kind: fc.constantFrom(...FAULT_KINDS) }), { maxLength: 4 }),
  },
);

const happeningOf = (host: fc.Arbitrary<HostName>): fc.Arbitrary<Happening> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("sighting" as const),
        hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 2 }),
        minutesAgo: fc.integer({ min: 0, max: 5 }),
        skewMinutes,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("suppression" as const), host, minutesAgo: fc.nat(5), skewMinutes }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("prune" as const), skewMinutes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("hand" as const), edit: fc.constantFrom(...HAND_EDITS) }) },
  );

const existingOf = (host: fc.Arbitrary<HostName>): fc.Arbitrary<Existing> =>
  fc.record({
    host,
    /** Past, in the middle of the run, or after it. */
    endsInSeconds: fc.constantFrom(-60, 1, 5, 20, 86_400),
    enforced: fc.boolean(),
  });

/** Mostly on with the same execution: see `chosen` in simulate.ts. */
const choice = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.nat(7) });

export const scenarios: fc.Arbitrary<Scenario> = pools.chain((pool) => {
  const host = fc.constantFrom(...pool);
  return fc.record({
    /** Mostly without: it would hide what the update token has to hold. */
    lease: fc.constantFrom(false, false, true),
    room: fc.constantFrom(2, 20),
    existing: fc.uniqueArray(existingOf(host), { selector: (row) => row.host, maxLength: 4 }),
    happenings: fc.array(happeningOf(host), { minLength: 1, maxLength: 6 }),
    faults: faultLists,
    // Long from the start: with few choices most schedules are nearly in order, and nothing meets.
    choices: fc.array(choice, { minLength: 60, maxLength: 200 }),
  });
});
