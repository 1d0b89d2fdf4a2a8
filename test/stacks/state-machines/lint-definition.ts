/**
 * What we ask of a state machine beyond the language itself. Pure: a definition goes in, complaints come out.
 * https://states-language.net/spec.html
 */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Next?: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

export interface LintRules {
  /** Every error name that may be written. */
  readonly knownErrors: readonly string[];
  /** Every error name that each task must retry. */
  readonly retriedErrors: readonly string[];
  /** Tasks whose failure does not end the run: a later state asks for the same again. @default none */
  readonly goOn?: readonly string[];
}

const ALL = "States.ALL";
const JSONATA = ["QueryLanguage", "Arguments", "Output"];

export function lintDefinition(definition: Definition, rules: LintRules): string[] {
  const states = Object.entries(definition.States);
  return [
    ...lintLanguage(definition),
    ...lintFlow(definition),
    ...states.flatMap(([name, state]) => lintLanguage(state).map((complaint) => `${name}: ${complaint}`)),
    ...states
      .filter(([, { Type }]) => Type === "Task")
      .flatMap(([name, task]) =>
        [...lintTask(task, rules), ...(rules.goOn?.includes(name) ? [] : lintFailure(definition, task))].map(
          (complaint) => `${name}: ${complaint}`,
        ),
      ),
    ...lintTime(definition),
  ];
}

/** Where a state may go, normally and on an error. */
export const nextStates = ({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] =>
  [
    ...new Set([Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)]),
  ].filter((name) => name !== undefined);

function lintFlow({ StartAt, States }: Definition): string[] {
  const missing = [StartAt, ...Object.values(States).flatMap(nextStates)].filter((name) => !(name in States));
  const reached = reachable(States, [StartAt]);
  return [
    ...new Set(missing.map((name) => `there is no state "${name}"`)),
    ...Object.keys(States)
      .filter((name) => !reached.has(name))
      .map((name) => `"${name}" cannot be reached`),
  ];
}

function reachable(states: Definition["States"], from: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = states[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    waiting.push(...nextStates(state));
  }
  return reached;
}

/** The local run knows JSONPath only, and ignores JSONata without a word. */
function lintLanguage(part: object): string[] {
  const fields = JSONATA.filter((field) => field in part);
  const expression = JSON.stringify(part).includes("{%") ? ["{% … %}"] : [];
  return [...fields, ...expression].map((word) => `${word} is JSONata`);
}

function lintTask(task: State, { knownErrors, retriedErrors }: LintRules): string[] {
  const complaints: string[] = [];
  const require = (condition: boolean, complaint: string) => void (condition || complaints.push(complaint));
  const { Retry = [], Catch = [] } = task;
  require(/^arn:[^:]+:states:::lambda:invoke$/.test(task.Resource ?? ""), "Resource must be lambda:invoke");
  require(task.Parameters?.["FunctionName"] !== undefined, "Parameters.FunctionName is missing");
  require(task.TimeoutSeconds !== undefined, "TimeoutSeconds is missing");
  require(Retry.length > 0, "Retry is missing");
  require(Catch.length > 0, "Catch is missing");
  for (const { JitterStrategy, MaxDelaySeconds } of Retry) {
    require(JitterStrategy === "FULL", "a Retry has no JitterStrategy FULL");
    require(MaxDelaySeconds !== undefined, "a Retry has no MaxDelaySeconds");
  }
  for (const { ResultPath } of Catch) {
    require(/^\$\.\w/.test(ResultPath ?? "$"), "a Catch without a ResultPath of its own loses the finding");
  }
  require(Catch.at(-1)?.ErrorEquals.includes(ALL) ?? false, `the last Catch must be ${ALL}`);
  complaints.push(...lintThrottleRetrier(Retry));
  for (const list of [Retry, Catch]) complaints.push(...lintAll(list));
  const named = [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals);
  for (const name of named) require(knownErrors.includes(name), `${name} is the name of no error`);
  const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
  for (const name of retriedErrors) require(retried.includes(name), `${name} is not retried`);
  return complaints;
}

/** States.ALL takes everything: beside another name, or before another entry, it hides them. */
const lintAll = (list: readonly { readonly ErrorEquals: readonly string[] }[]): string[] =>
  list.flatMap(({ ErrorEquals }, index) => [
    ...(ErrorEquals.includes(ALL) && index < list.length - 1 ? [`${ALL} must be last`] : []),
    ...(ErrorEquals.includes(ALL) && ErrorEquals.length > 1 ? [`${ALL} must stand alone`] : []),
  ]);

/** A run in which something failed counts as failed, or no alarm rings. */
function lintFailure({ States }: Definition, { Catch = [] }: State): string[] {
  const after = [
    ...reachable(
      States,
      Catch.map(({ Next }) => Next),
    ),
  ].map((name) => [name, States[name]] as const);
  return after
    .filter(([, state]) => state !== undefined && state.Type !== "Fail" && nextStates(state).length === 0)
    .map(([name]) => `after an error the run can end in "${name}", which is no Fail`);
}

function lintTime(definition: Definition): string[] {
  const { TimeoutSeconds: limit } = definition;
  if (limit === undefined) return ["the state machine has no TimeoutSeconds"];
  const worst = worstSeconds(definition);
  return worst <= limit ? [] : [`the slowest way takes ${worst} s, but the run is stopped after ${limit} s`];
}

/** The slowest way from the start to an end that enters no state twice. */
export function worstSeconds({ StartAt, States }: Definition): number {
  const from = (name: string, entered: readonly string[]): number => {
    const state = States[name];
    if (state === undefined || entered.includes(name)) return 0;
    const after = nextStates(state).map((next) => from(next, [...entered, name]));
    return taskSeconds(state) + Math.max(0, ...after);
  };
  return from(StartAt, []);
}

/**
 * Each retrier counts its own attempts: one try, then all retries of all of them, each with its longest wait. A try that
 * Lambda throttles takes no time: the 429 is its answer, and the function does not run.
 */
function taskSeconds({ TimeoutSeconds = 0, Retry = [] }: State): number {
  const tries = Retry.filter((retrier) => !isThrottleRetrier(retrier)).flatMap(retryWaits).length;
  return TimeoutSeconds * (1 + tries) + Retry.flatMap(retryWaits).reduce((sum, wait) => sum + wait, 0);
}

/** The longest wait before each retry, in seconds: jitter makes it shorter. */
export const retryWaits = (retrier: Retrier): readonly number[] => {
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  return Array.from({ length: MaxAttempts }, (_, index) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** index),
  );
};

/** Lambda's answer when no place is free. */
export const THROTTLED = "Lambda.TooManyRequestsException";

const isThrottleRetrier = ({ ErrorEquals }: Retrier): boolean => ErrorEquals.every((name) => name === THROTTLED);

/** Throttles of 1,000 findings at once must not use up the attempts of other errors; the first retrier that fits counts. */
function lintThrottleRetrier([first, ...others]: readonly Retrier[]): string[] {
  const require = (condition: boolean, complaint: string) => (condition ? [] : [complaint]);
  const { MaxAttempts = 3, MaxDelaySeconds = Infinity } = first ?? { ErrorEquals: [] };
  return [
    ...require(first !== undefined && isThrottleRetrier(first), `the first Retry must be of ${THROTTLED} alone`),
    ...require(!others.some(({ ErrorEquals }) =>
      ErrorEquals.includes(THROTTLED),
    ), `a second Retry names ${THROTTLED}, which the first one takes`),
    ...require(MaxAttempts >= THROTTLED_ATTEMPTS, `${THROTTLED} needs at least ${THROTTLED_ATTEMPTS} attempts`),
    ...require(MaxDelaySeconds <= 60, `${THROTTLED} must be tried again at least every 60 s`),
  ];
}

/** docs/reliability.md, "An account with a Lambda concurrency of 10": the storm shows how many are needed. */
const THROTTLED_ATTEMPTS = 40;
