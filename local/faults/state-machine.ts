import type { Gates } from "./gates";
import { named } from "./invocation";

type Json = Readonly<Record<string, unknown>>;

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Parameters?: { readonly FunctionName: string; readonly [name: string]: unknown };
  readonly ResultPath?: string | null;
  readonly Result?: unknown;
  readonly SecondsPath?: string;
  readonly Choices?: readonly (Json & { readonly Next: string })[];
  readonly Default?: string;
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly IntervalSeconds: number;
  }[];
  readonly Catch?: readonly { readonly Next: string; readonly ResultPath: string }[];
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Ended {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
}

export interface MachineRun {
  readonly definition: Definition;
  readonly name: string;
  /** @default the execution's name */
  readonly machine?: string;
  readonly input: Json;
  readonly gates: Gates;
  /** Runs a function by the name of its substitution, such as ${UpdateNfRgArn}. */
  readonly invoke: (functionName: string, payload: unknown) => Promise<unknown>;
}

/**
 * Runs a state machine of the project under virtual time. It knows the parts of the Amazon States Language that these
 * definitions use, and refuses others; the local run, with a real interpreter, tests the same definitions.
 */
export async function runMachine(run: MachineRun): Promise<Ended> {
  const { definition, gates, name } = run;
  const StartTime = new Date(gates.nowMs).toISOString();
  const context = { StateMachine: { Name: run.machine ?? name }, Execution: { Id: name, StartTime } };
  let data: Json = run.input;
  for (let at = definition.StartAt; ;) {
    const state = definition.States[at];
    if (state === undefined) throw new Error(`${name} has no state ${at}`);
    switch (state.Type) {
      case "Succeed":
        return { status: "SUCCEEDED" };
      case "Fail":
        return { status: "FAILED", error: String(valueAt(data, "$.Failure.Error")) };
      case "Pass":
        data = placed(data, state.ResultPath, state.Result);
        break;
      case "Wait":
        await gates.wait(`${name} ${at}`, gates.nowMs + 1000 * Number(valueAt(data, state.SecondsPath ?? "")));
        break;
      case "Choice":
        break;
      case "Task": {
        const { Payload, FunctionName } = rendered(state.Parameters ?? {}, data, context) as {
          readonly [key: string]: unknown;
        };
        const outcome = await withRetry(run, state, () => run.invoke(String(FunctionName), Payload));
        if ("failed" in outcome) {
          const [caught] = state.Catch ?? [];
          if (caught === undefined) return { status: "FAILED", error: outcome.failed.name };
          data = placed(data, caught.ResultPath, { Error: outcome.failed.name, Cause: outcome.failed.message });
          at = caught.Next;
          continue;
        }
        data = placed(data, state.ResultPath, { Payload: outcome.result });
        break;
      }
      default:
        throw new Error(`the simulation does not know a state of type ${state.Type}`);
    }
    at = state.Type === "Choice" ? chosen(state, data) : (state.Next ?? "");
  }
}

async function withRetry(
  { gates, name }: MachineRun,
  { Retry = [] }: State,
  work: () => Promise<unknown>,
): Promise<{ readonly result: unknown } | { readonly failed: Error }> {
  const attempts = Retry.map(() => 0);
  for (;;) {
    try {
      return { result: await work() };
    } catch (error) {
      const failed = error instanceof Error ? error : new Error(String(error));
      const index = Retry.findIndex(({ ErrorEquals }) => ErrorEquals.includes(failed.name));
      const retrier = Retry[index];
      if (retrier === undefined || (attempts[index] ?? 0) >= retrier.MaxAttempts) return { failed };
      attempts[index] = (attempts[index] ?? 0) + 1;
      await gates.wait(`${name} tries again after ${failed.name}`, gates.nowMs + retrier.IntervalSeconds * 1000);
    }
  }
}

function chosen({ Choices = [], Default = "" }: State, data: Json): string {
  const holds = (choice: Json): boolean => {
    if ("And" in choice) return (choice.And as readonly Json[]).every(holds);
    const value = valueAt(data, String(choice.Variable));
    if ("IsPresent" in choice) return (value !== undefined) === choice.IsPresent;
    if (value === undefined) throw named("States.Runtime", `${String(choice.Variable)} is not there`);
    if ("BooleanEquals" in choice) return value === choice.BooleanEquals;
    if ("NumericGreaterThan" in choice) return Number(value) > Number(choice.NumericGreaterThan);
    throw new Error(`the simulation does not know the choice ${JSON.stringify(choice)}`);
  };
  return Choices.find(holds)?.Next ?? Default;
}

function rendered(template: unknown, data: Json, context: Json): unknown {
  if (typeof template !== "object" || template === null || Array.isArray(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith(".$")) return [key, rendered(value, data, context)];
      const path = String(value);
      const found = path.startsWith("$$") ? valueAt(context, path.slice(1)) : valueAt(data, path);
      if (found === undefined) throw named("States.Runtime", `${path} is not there`);
      return [key.slice(0, -2), found];
    }),
  );
}

/** `$`, `$.a.b` and `$.a.b[0]`. */
function valueAt(data: unknown, path: string): unknown {
  const steps = path
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .slice(1);
  return steps.reduce<unknown>((at, step) => (at as Json | undefined)?.[step], data);
}

/** Result paths of these definitions name one member, or nothing. */
const placed = (data: Json, path: string | null | undefined, result: unknown): Json =>
  path === null || path === undefined ? data : { ...data, [path.slice(2)]: result };
