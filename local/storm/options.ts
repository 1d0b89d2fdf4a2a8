import { parseArgs } from "node:util";
import { UsageError } from "../errors";
import { MAX_HOSTS, type Load } from "./load";

export interface StormOptions {
  readonly load: Load;
  /** Absent: not judged. */
  readonly maxUpdates?: number;
  readonly growth: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

const DEFAULTS = {
  findings: "1000",
  hosts: "500",
  concurrency: "100",
  "lambda-latency": "0",
  "firewall-latency": "100",
  "firewall-rate": "1",
  "max-updates": "5",
  seed: "1",
} as const;

export const HELP = `npm run storm -- [options]

Many findings at once, through exactly what would be deployed, on this machine; then the same for a naive writer
(describe, add its own host, update, try again), so that one sees what the design buys.

  --findings N          findings that arrive at once, each with its own event (default: ${DEFAULTS.findings})
  --hosts N             hosts that they name, public and not neighbours (default: ${DEFAULTS.hosts})
  --concurrency N       Lambda invocations that this machine works on at once, the rest in turn (default: ${DEFAULTS.concurrency})
  --lambda-concurrency N
                        invocations at once that the account allows; more are answered 429, and the state machines try
                        again (default: no limit). A new account has 10: with --concurrency 1000 that takes some minutes
  --lambda-latency N    milliseconds that each invocation takes beyond its own work (default: ${DEFAULTS["lambda-latency"]})
  --firewall-latency N  milliseconds that each call of the firewall's API takes (default: ${DEFAULTS["firewall-latency"]})
  --firewall-rate N     calls a second that it allows; the rest are throttled (default: ${DEFAULTS["firewall-rate"]})
  --max-updates N       UpdateRuleGroup calls for the verdict, at most (default: ${DEFAULTS["max-updates"]}; not judged with
                        --lambda-concurrency, since the recording of all findings then takes longer than one update)
  --seed N              another order of arrival (default: ${DEFAULTS.seed})
  --growth              100, 1,000 and 5,000 findings for half as many hosts: what each host costs; no naive writer
  --json                one JSON object a line, for scripts
  --help                this text

Progress goes to stderr. Ends with 0 only if no host is lost, no execution failed and there were not too many updates
(--growth: no host lost, no execution failed), otherwise with 1.
`;

/** @throws UsageError, in one line, for an option that there is not and for a number that makes no sense */
export function readOptions(args: readonly string[]): StormOptions {
  const values = parse(args);
  const given = (name: keyof typeof DEFAULTS) => values[name] ?? DEFAULTS[name];
  if (values.growth && (values.findings ?? values.hosts) !== undefined) {
    throw new UsageError("--growth has its own findings and hosts: leave out --findings and --hosts");
  }
  const load: Load = {
    findings: integer("--findings", given("findings"), 1, 100_000),
    hosts: integer("--hosts", given("hosts"), 1, MAX_HOSTS),
    concurrency: integer("--concurrency", given("concurrency"), 1, 1_000),
    ...(values["lambda-concurrency"] !== undefined && {
      lambdaConcurrency: integer("--lambda-concurrency", values["lambda-concurrency"], 1, 1_000),
    }),
    lambdaLatencyMs: integer("--lambda-latency", given("lambda-latency"), 0, 10_000),
    firewallLatencyMs: integer("--firewall-latency", given("firewall-latency"), 0, 60_000),
    firewallRatePerSecond: decimal("--firewall-rate", given("firewall-rate"), 0.1, 10_000),
    seed: integer("--seed", given("seed"), 0, 2 ** 32 - 1),
  };
  if (load.hosts > load.findings) {
    throw new UsageError(
      `--hosts ${load.hosts} is more than --findings ${load.findings}: a finding of this storm names one host`,
    );
  }
  return {
    load,
    ...((values["max-updates"] !== undefined || load.lambdaConcurrency === undefined) && {
      maxUpdates: integer("--max-updates", given("max-updates"), 0, 1_000_000),
    }),
    growth: values.growth,
    json: values.json,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        findings: text,
        hosts: text,
        concurrency: text,
        "lambda-concurrency": text,
        "lambda-latency": text,
        "firewall-latency": text,
        "firewall-rate": text,
        "max-updates": text,
        seed: text,
        growth: flag,
        json: flag,
        help: { ...flag, short: "h" },
      },
    }).values;
  } catch (error) {
    // Node adds advice on positional arguments and line breaks, which are of no use here.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    throw new UsageError(`${problem.replace(/\.$/, "")}; npm run storm -- --help lists the options`);
  }
}

function integer(option: string, text: string, least: number, most: number): number {
  if (!/^\d+$/.test(text)) throw outside(option, text, "a whole number", least, most);
  return within(option, text, "a whole number", least, most);
}

function decimal(option: string, text: string, least: number, most: number): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw outside(option, text, "a number", least, most);
  return within(option, text, "a number", least, most);
}

function within(option: string, text: string, kind: string, least: number, most: number): number {
  const value = Number(text);
  if (value < least || value > most) throw outside(option, text, kind, least, most);
  return value;
}

const outside = (option: string, text: string, kind: string, least: number, most: number): UsageError =>
  new UsageError(
    `${option} must be ${kind} from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}, and is "${text.slice(0, 40)}"`,
  );
