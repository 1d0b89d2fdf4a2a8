import type { CodedError } from "../contract/coded-error";
import type { Clock } from "../ports/clock";

/** What became of one request. A refusal for good is thrown. */
export type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "again"; readonly why: string };

export interface TriesOptions {
  readonly clock: Clock;
  /** Milliseconds until the invocation ends: an error of ours comes before Lambda's. @default no end */
  readonly timeLeftMs?: (() => number) | undefined;
  /** Seconds that one message waits at most, all its waits together. @default 20 */
  readonly waitBudgetSeconds?: number | undefined;
}

/** For one request, its answer read. */
export const REQUEST_TIMEOUT_MS = 5_000;
/** For 5xx and failed connections. A "wait" is an answer: it uses up the budget of waits and no try. */
const TRIES = 3;
const FIRST_BACKOFF_SECONDS = 0.5;
const WAIT_BUDGET_SECONDS = 20;

/** Time after the last answer, to say what happened. */
const MARGIN_MS = 1_000;

/** Asks until the message is taken: waits as long as it is asked to, within the budget; else full jitter, three tries. */
export async function untilTaken(
  { clock, timeLeftMs = () => Infinity, waitBudgetSeconds = WAIT_BUDGET_SECONDS }: TriesOptions,
  ask: () => Promise<Answer>,
  unavailable: (why: string) => CodedError,
): Promise<void> {
  let budget = waitBudgetSeconds;
  for (let tries = 0; ;) {
    if (timeLeftMs() < REQUEST_TIMEOUT_MS + MARGIN_MS) throw unavailable("there is no time left for a try");
    const answer = await ask();
    if (answer.kind === "taken") return;
    if (answer.kind === "again") tries += 1;
    if (answer.kind === "again" && tries >= TRIES) throw unavailable(`${answer.why}, ${TRIES} times`);
    const seconds = answer.kind === "wait" ? answer.seconds : backoffSeconds(tries, clock.random());
    if (seconds > budget || timeLeftMs() < seconds * 1_000 + REQUEST_TIMEOUT_MS + MARGIN_MS) {
      throw unavailable(answer.kind === "wait" ? `it asks to wait for ${Math.ceil(seconds)} s` : answer.why);
    }
    budget -= seconds;
    await clock.sleep(seconds * 1_000);
  }
}

/** https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const backoffSeconds = (tries: number, random: number): number => random * FIRST_BACKOFF_SECONDS * 2 ** tries;

/** What fetch says of a failed connection is in its cause. Read by shape: another realm's Error is no Error here. */
const causeOf = (error: unknown) =>
  ((error as { readonly cause?: unknown } | undefined)?.cause ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };

/** Node's fetch has no code for this one. */
export const isRedirect = (error: unknown): boolean => causeOf(error).message === "unexpected redirect";

/** A code such as ECONNREFUSED, a name such as TimeoutError: words that cannot carry a URL. */
export function noAnswer(error: unknown): Answer {
  const { code } = causeOf(error);
  if (typeof code === "string" && /^[A-Z_]{1,40}$/.test(code)) return { kind: "again", why: `no answer (${code})` };
  const { name } = error as { readonly name?: unknown };
  const why = name === "TimeoutError" ? `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s` : "no answer";
  return { kind: "again", why };
}
