import { isObject, put } from "./places";
import type { FuzzedFunction } from "./warm-functions";

/** Runs a function; an error that it throws is rejected with. */
export type Invoke = (name: FuzzedFunction, payload: object) => Promise<unknown>;

/** One invocation, and how it ended. */
export interface Answer {
  readonly function: FuzzedFunction;
  /** What was sent of the messages so far, before it. */
  readonly what: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: Error;
  readonly ms: number;
  /** Places of its messages among all that were sent. */
  readonly sent: readonly [from: number, to: number];
}

export interface WayOptions {
  readonly invoke: Invoke;
  /** The event as JSON text: each function gets a copy of its own, as in Lambda. */
  readonly text: string;
  readonly failure: object;
  /** The event comes twice, as EventBridge may deliver it, and then an analyst suppresses its findings. */
  readonly again: boolean;
  readonly sentSoFar: () => number;
  /** The clock of the functions, for the start of an execution. */
  readonly now: () => Date;
  /** What a Wait state does. */
  readonly wait: (seconds: number) => void;
}

const EXECUTION = "arn:aws:states:us-west-2:111122223333:execution:fuzzed-record-ip:00000000-fuzz";
const RUN = { StateMachine: "fuzzed-record-ip", Execution: EXECUTION, CanWait: true };
/** A digest is told when its minute is over; one more look, for one whose moment was taken. */
const MOST_WAITS = 4;

/**
 * The way of a finding through both state machines (stacks/state-machines), with what a failure of them would tell.
 */
export async function goTheWay(options: WayOptions): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let what = "event";
  const event = (): object => (what === "suppressed" ? suppressed(options.text) : (JSON.parse(options.text) as object));
  const ask = async (name: FuzzedFunction, about: string, payload: object): Promise<Answer["result"]> => {
    const from = options.sentSoFar();
    const startedAt = performance.now();
    const outcome = await inTime(options.invoke(name, payload)).then(
      (result) => ({ result: result as Readonly<Record<string, unknown>> }),
      (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
    const ms = performance.now() - startedAt;
    answers.push({ function: name, what: about, ms, sent: [from, options.sentSoFar()], ...outcome });
    return "result" in outcome ? outcome.result : undefined;
  };
  const tell = async (Kind: string, more: object, state: object = {}): Promise<void> => {
    let Notified: object | undefined;
    for (let waits = 0; waits < MOST_WAITS; waits += 1) {
      const former =
        Notified &&
        (Kind === "failure" ? { FailureNotified: { Payload: Notified } } : { Notified: { Payload: Notified } });
      const Event = { ...event(), ...state, ...former };
      Notified = await ask("send-gd-finding", Kind, { Kind, Event, ...more, ...RUN });
      const seconds = (Notified as { readonly RetryAfterSeconds?: number } | undefined)?.RetryAfterSeconds ?? 0;
      if (seconds === 0) return;
      options.wait(seconds);
    }
  };

  const inTurn = async (reconcile: () => Promise<Answer["result"]>): Promise<Answer["result"]> => {
    for (let waits = 0; ; waits += 1) {
      const enforced = await reconcile();
      const seconds = Number(enforced?.RetryAfterSeconds ?? 0);
      if (seconds === 0 || waits === MOST_WAITS) return enforced;
      options.wait(seconds);
    }
  };

  for (what of options.again ? ["event", "event again", "suppressed"] : ["event"]) {
    const Recorded = await ask("add-ip-to-ddb", what, event());
    if (Recorded === undefined) {
      const { error } = answers.at(-1) ?? {};
      const Cause = JSON.stringify({ errorType: error?.name, errorMessage: error?.message });
      await tell("failure", { Failure: { Error: error?.name ?? "", Cause } });
      continue;
    }
    const { NewIP, Lifted, Kept, Refused, IPList, FindingIds } = Recorded as Record<
      string,
      readonly unknown[] | boolean
    >;
    const state = { Recorded: { Payload: Recorded } };
    if (NewIP === true || isFilled(Lifted) || isFilled(Kept)) {
      const request = { IPList, Lifted, FindingIds, MayWait: true, StartedAt: options.now().toISOString() };
      const Enforced = await inTurn(() => ask("update-nf-rg", what, request));
      if (Enforced !== undefined)
        await tell("blocked", { Recorded, Enforced }, { ...state, Enforced: { Payload: Enforced } });
    } else if (isFilled(Refused)) await tell("refused", { Recorded }, state);
  }
  await tell("finding", {});
  await tell("failure", { Failure: options.failure });
  return answers;
}

/** Far above what the oracle of outcomes takes for too long. */
const NEVER_MS = 60_000;

/** What never ends is an error after a minute. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${NEVER_MS / 1_000} s`)), NEVER_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The same findings after the click in Security Hub. */
function suppressed(text: string): object {
  const event = JSON.parse(text) as { readonly detail?: { readonly findings?: unknown } | null };
  const findings = event.detail?.findings;
  const objects = Array.isArray(findings) ? findings.filter(isObject) : [];
  for (const finding of objects) put(finding, "Workflow", { Status: "SUPPRESSED" });
  return event;
}

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;
