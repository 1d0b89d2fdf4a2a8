import { randomUUID } from "node:crypto";
import {
  MAX_DETAILS_IN_PAYLOAD,
  MAX_HOSTS_IN_PAYLOAD,
  type NotificationOf,
  type ReconcileOutcome,
} from "../../functions/contract/payloads";
import { FunctionFailed } from "../aws/functions";
import { NPM } from "./help";
import type { ChangingSession } from "./session";
import { whyFailed } from "./why-failed";

/** What a command has changed. */
export interface Change {
  readonly command: NotificationOf<"operator">["Command"];
  readonly hosts: readonly string[];
  readonly reason: string;
  /** When the blocks that begin end, if all of them end then. */
  readonly until?: string;
  readonly outcome?: ReconcileOutcome;
  readonly note?: string | undefined;
}

/** For scripts, beside what was done. */
export type Told = { readonly told: true } | { readonly told: false; readonly notTold: string };

/**
 * Has send-gd-finding tell the change on every channel. Whatever becomes of that, the change stands.
 * The id makes it one message, also when the SDK asks twice because an answer was lost.
 */
async function tellSlack({ connection, functions, io }: ChangingSession, change: Change): Promise<Told> {
  try {
    await functions.invoke("send-gd-finding", {
      Kind: "operator",
      Command: change.command,
      By: connection.caller,
      Why: change.reason,
      Hosts: change.hosts.slice(0, MAX_HOSTS_IN_PAYLOAD),
      HostCount: change.hosts.length,
      Until: change.until ?? "",
      ...(change.outcome !== undefined && { Enforced: cut(change.outcome) }),
      Note: change.note ?? "",
      StateMachine: NPM,
      Execution: `blocklist ${randomUUID()}`,
      CanWait: false,
    } satisfies NotificationOf<"operator">);
    return { told: true };
  } catch (error) {
    const notTold = isOfBefore(error) ? OF_BEFORE : whyFailed(error, connection.target);
    io.note(
      `Slack was not told: ${notTold.replace(/[^.?!]$/, "$&.")} What was changed stands: tell the others yourself`,
    );
    return { told: false, notTold };
  }
}

/** Whoever asks for many hosts is told why of each that is not blocked. */
const cut = (outcome: ReconcileOutcome): ReconcileOutcome => ({
  ...outcome,
  NotBlocked: outcome.NotBlocked.slice(0, MAX_DETAILS_IN_PAYLOAD),
});

const OF_BEFORE = "the deployed send-gd-finding knows no operators' changes yet: deploy this version";

/** A function that was deployed before there was this kind of notification. */
const isOfBefore = (error: unknown): boolean => error instanceof FunctionFailed && error.errorType === "EVENT_INVALID";

/** Gives the answer and tells the change; a person reads the answer first. No change: nothing is told. */
export async function answer(
  session: ChangingSession,
  {
    change,
    json,
    lines,
  }: { readonly change: Change | undefined; readonly json: object; readonly lines: readonly string[] },
): Promise<void> {
  const { options, io } = session;
  const tell = (): Promise<Told> =>
    change === undefined
      ? Promise.resolve({ told: false, notTold: "nothing was changed" })
      : tellSlack(session, change);
  if (options.json) io.write(JSON.stringify({ ...json, ...(await tell()) }));
  else {
    for (const line of lines) io.write(line);
    await tell();
  }
}

/** What goes wrong after a row was written is told too: the row has changed. */
export async function toldIfItFails<Result>(
  session: ChangingSession,
  change: Change,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await tellSlack(session, { ...change, note: whyFailed(error, session.connection.target) });
    throw error;
  }
}
