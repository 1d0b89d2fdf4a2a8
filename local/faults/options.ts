import { readArguments } from "../../scripts/read-arguments";
import { UsageError } from "../errors";

export interface FaultsOptions {
  readonly schedules: number;
  readonly seed: number;
  /** Where a violation was found within the seed. */
  readonly path?: string;
  readonly json: boolean;
  readonly help: boolean;
}

export const HELP = `npm run faults -- [options]

Runs the use cases, the adapters and the state machines of this project under random schedules of concurrent executions
and faults, in memory and in virtual time, and looks for a broken promise (docs/reliability.md). Then it does the
same with deliberate mistakes, each of which must be found.

  --schedules N    how many schedules (default: 10000)
  --seed N         where they begin (default: 1); the same seed is the same schedules
  --path P         play one schedule again, as a violation names it
  --json           one JSON object a line, for scripts
  --help           this text

Ends with 0 only if no promise was broken and every mistake was found, otherwise with 1.
`;

const MOST = 1_000_000;

/** @throws UsageError for an option that there is not, or a number that makes no sense */
export function readOptions(args: readonly string[]): FaultsOptions {
  const values = readArguments("npm run faults", args, {
    schedules: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    path: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  return {
    schedules: number("schedules", values.schedules, 1),
    seed: number("seed", values.seed, 0),
    ...(values.path !== undefined && { path: values.path }),
    json: values.json,
    help: values.help,
  };
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= MOST) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${MOST}, not "${text}"`);
}
