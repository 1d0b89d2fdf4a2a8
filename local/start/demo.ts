import type { Config } from "../../config/schema";
import { readFinding } from "../../functions/domain/finding";
import { ageRows } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import type { Report } from "../report/report";
import {
  checkBlocked,
  checkBlockedAgain,
  checkNothingDoneTwice,
  checkPruned,
  checkTold,
  type Check,
  type Telling,
} from "./checks";
import { observe, type Act, type Deed, type Observed } from "./observe";
import type { Event, ReadEvent } from "./read-findings";

export interface DemoInput {
  readonly events: readonly ReadEvent[];
  /** A CRITICAL finding that names no address. */
  readonly critical: ReadEvent;
  /** What is expected of the stacks that were synthesized from it. */
  readonly config: Pick<Config, "retentionHours" | "routing">;
  /** Send the events once more after the prune, for someone who wants to look around. */
  readonly onceMore: boolean;
}

interface Step {
  readonly title: string;
  readonly deeds: readonly Deed[];
  readonly judge: (seen: Observed) => readonly Check[];
}

/** The four steps: block, the same again, a finding without an address, prune. Answers every check that was made. */
export async function runDemo(pipeline: Pipeline, input: DemoInput, report: Report): Promise<readonly Check[]> {
  const { events, critical, config } = input;
  const checks: Check[] = [];
  const acts: Act[] = [];
  let number = 0;
  const run = async ({ title, deeds, judge }: Step) => {
    number += 1;
    report({ type: "step", number, title });
    const seen = await observe(pipeline, deeds, report);
    for (const check of judge(seen)) {
      checks.push(check);
      report({ type: "check", ...check });
    }
    acts.push(...seen.acts);
  };
  const deliver = ({ event }: ReadEvent): Deed => ({ event, run: () => pipeline.deliver(event) });
  const isTold = config.routing.severities.includes("CRITICAL");
  const hours = config.retentionHours + 1;

  await run({
    title: `${events.length === 1 ? "A finding arrives" : `${events.length} findings arrive`} from Security Hub`,
    deeds: events.map((read) => ({ ...deliver(read), notes: notesOn(read, pipeline) })),
    judge: checkBlocked,
  });
  await run({
    title: "The same again: nothing is done twice",
    deeds: events.map(deliver),
    judge: (seen) => checkNothingDoneTwice(seen, acts),
  });
  await run({
    title: `A CRITICAL finding without an address: ${isTold ? "told, not blocked" : "not routed in this environment"}`,
    deeds: [deliver(critical)],
    judge: (seen) => checkTold(seen, isTold ? tellingOf(critical.event, seen, acts) : "not routed"),
  });
  await ageRows(pipeline, hours);
  await run({
    title: `${hours.toLocaleString("en-US")} hours later: the schedule prunes`,
    deeds: [{ run: async () => [await pipeline.prune()] }],
    judge: checkPruned,
  });
  if (input.onceMore) {
    await run({
      title: "Once more the findings of step 1, so that there is something to look at",
      deeds: events.map(deliver),
      judge: checkBlockedAgain,
    });
  }
  return checks;
}

function notesOn({ event, movedFrom }: ReadEvent, { deployment: { region } }: Pipeline): readonly string[] {
  return [
    ...(movedFrom === undefined
      ? []
      : [`the event is from ${movedFrom}; it is sent as one of ${region}, where this environment listens`]),
    ...(event.detail.findings.length === 0
      ? ["the event has no finding in detail.findings: Security Hub sends no such event"]
      : []),
  ];
}

/** A finding is told once for each severity, so one of the events may have been this very finding. */
function tellingOf(critical: Event, { acts: [now] }: Observed, before: readonly Act[]): Telling {
  const keysOf = (event: Event | undefined) =>
    (event?.detail.findings ?? []).map(readFinding).map(({ id, severity }) => `${severity} ${id}`);
  const [key = ""] = keysOf(critical);
  const machine = now?.executions[0]?.machine;
  const toldBefore = before.some(
    ({ event, executions }) =>
      keysOf(event).includes(key) && executions.some((one) => one.machine === machine && one.status === "SUCCEEDED"),
  );
  return toldBefore ? "told already" : "told";
}
