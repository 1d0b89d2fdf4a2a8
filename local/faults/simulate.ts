import { recordOutcome, type RecordOutcome } from "../../functions/contract/payloads";
import pruneIp from "../../stacks/state-machines/prune-ip.asl.json";
import recordIp from "../../stacks/state-machines/record-ip.asl.json";
import { simFunctions } from "./functions";
import { Gates, type Step } from "./gates";
import { editByHand, eventOf, findingOf } from "./happenings";
import { Invocation } from "./invocation";
import type { Happening, Scenario } from "./scenario";
import { SimWorld, START_MS } from "./sim-world";
import { runMachine, type Definition, type Ended } from "./state-machine";
import { AS_IT_IS, type Variant } from "./variant";
import { verdict } from "./verdict";
import { Watch } from "./watch";

export interface SimulatedExecution extends Ended {
  readonly name: string;
  readonly happening: Happening;
  /** What add-ip-to-ddb answered last. */
  readonly recorded: RecordOutcome | undefined;
}

export interface Simulated {
  /** Empty: every promise was kept. */
  readonly violations: readonly string[];
  readonly steps: readonly Step[];
}

/** A scenario needs a few hundred; a waiter that never gets its turn would need them all. */
const MOST_STEPS = 6_000;
const FUNCTION_SECONDS = 90;
const RECORD = "${AddIpToDdbArn}";

/** Runs a scenario to its end, lets one scheduled run follow, and says which promises were broken. */
export async function simulate(scenario: Scenario, variant: Variant = AS_IT_IS): Promise<Simulated> {
  const gates = new Gates(START_MS);
  const world = new SimWorld(scenario);
  const suppressed = scenario.happenings.flatMap((one) => (one.kind === "suppression" ? [findingOf([one.host])] : []));
  const watch = new Watch(world, gates, new Set(suppressed), scenario.room < 5);
  const faults = new Map(scenario.faults.map(({ atCall, kind }) => [atCall, kind]));
  let calls = 0;
  let invocations = 0;
  const executions: SimulatedExecution[] = [];

  const execute = async (
    name: string,
    definition: Definition,
    happening: Happening,
    input: Readonly<Record<string, unknown>>,
  ) => {
    const skewMs = "skewMinutes" in happening ? happening.skewMinutes * 60_000 : 0;
    let recorded: RecordOutcome | undefined;
    const invoke = async (functionName: string, payload: unknown): Promise<unknown> => {
      const id = `${name}#${(invocations += 1)}`;
      const source = { next: () => faults.get((calls += 1)) };
      const invocation = new Invocation(id, gates, source, gates.nowMs + FUNCTION_SECONDS * 1000);
      const run = simFunctions({ world, gates, watch, variant, lease: scenario.lease }, invocation, skewMs, name)[
        functionName
      ];
      if (run === undefined) throw new Error(`the simulation does not know ${functionName}`);
      const result = await Promise.race([run(JSON.parse(JSON.stringify(payload))), invocation.death]);
      if (functionName === RECORD) recorded = recordOutcome.parse(result);
      return JSON.parse(JSON.stringify(result)) as unknown;
    };
    const ended = await runMachine({ definition, name, input, gates, invoke });
    executions.push({ name, happening, recorded, ...ended });
  };

  const start = async (happening: Happening, index: number): Promise<void> => {
    const name = `${happening.kind}-${index + 1}`;
    await gates.wait(`${name} begins`);
    if (happening.kind === "hand") {
      if (happening.edit === "ourRuleGone" || happening.edit === "strangeHost") watch.handInOurRules();
      return editByHand(world, happening.edit);
    }
    if (happening.kind === "prune") return execute(name, pruneIp, happening, {});
    return execute(name, recordIp, happening, eventOf(happening));
  };

  const broken: unknown[] = [];
  const begin = (happening: Happening, index: number) =>
    void start(happening, index).catch((error: unknown) => broken.push(error));
  let choice = 0;
  const choose = (count: number) => chosen(scenario.choices[choice++] ?? 0, count);

  scenario.happenings.forEach(begin);
  const ended = await gates.run(choose, MOST_STEPS);
  if (ended) watch.violations.push(...verdict.whenTrafficStops(scenario, world, executions, gates));
  else watch.say("executions do not end");

  // Rows that end during the run have ended by now, on every clock.
  gates.nowMs += 10 * 60_000;
  faults.clear();
  begin({ kind: "prune", skewMinutes: 0 }, scenario.happenings.length);
  if (!(await gates.run(() => 0, MOST_STEPS))) watch.say("the scheduled run does not end");
  watch.violations.push(...verdict.afterReconcile(world, gates, executions));
  if (broken.length > 0) throw broken[0];
  return { violations: watch.violations, steps: gates.steps };
}

/**
 * 0 is the one that waits longest. 1 is the one that came last, which is the execution that has just gone on: a few of
 * those in a row let one run far ahead of the others, and that is when it meets what they have read before.
 */
const chosen = (choice: number, count: number): number =>
  choice === 0 || count === 0 ? 0 : count - 1 - ((choice - 1) % count);
