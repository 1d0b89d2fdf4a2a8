import { readArguments } from "../../scripts/read-arguments";
import { UsageError } from "../errors";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Where a broken promise was found within the seed. */
  readonly path?: string;
  /** Inputs that go through the zips. */
  readonly zips: number;
  readonly json: boolean;
  readonly help: boolean;
}

export const HELP = `npm run fuzz -- [options]

Sends mutated findings through add-ip-to-ddb, update-nf-rg and send-gd-finding, and looks at all that comes out of them:
answers, rows, rules, log lines, messages. The handlers, use cases, messages and channels are the real ones, in memory
from the ports of the tables on; for one input in twenty from the SDK's client on. A share goes through the zips, as
worker threads against the stand-ins.

  --runs N    how many inputs in memory (default: 100000)
  --seed N    where they begin (default: 1); the same seed is the same inputs
  --path P    play one input again, as a broken promise names it; with --zips 1 through the zips
  --zips N    how many inputs through the zips afterwards (default: one for 200 in memory)
  --json      one JSON object a line, for scripts
  --help      this text

Ends with 0 only if no promise was broken, otherwise with 1.
`;

const MOST = 10_000_000;
const ZIPS_SHARE = 200;

/** @throws UsageError for an option that there is not, or a number that makes no sense */
export function readOptions(args: readonly string[]): FuzzOptions {
  const values = readArguments("npm run fuzz", args, {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    path: { type: "string" },
    zips: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  const runs = number("runs", values.runs, 1);
  return {
    runs,
    seed: number("seed", values.seed, 0),
    ...(values.path !== undefined && { path: pathOf(values.path) }),
    zips: values.zips === undefined ? zipsFor(runs, values.path) : number("zips", values.zips, 0),
    json: values.json,
    help: values.help,
  };
}

const zipsFor = (runs: number, path: string | undefined): number =>
  path === undefined ? Math.ceil(runs / ZIPS_SHARE) : 0;

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= MOST) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${MOST}, not "${text}"`);
}

function pathOf(text: string): string {
  if (/^\d+(:\d+)*$/.test(text)) return text;
  throw new UsageError(`--path must be numbers joined by colons, as a broken promise prints it, not "${text}"`);
}
