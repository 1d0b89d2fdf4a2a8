import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { addressProblem } from "../../functions/domain/address-problem";
import { parseHost, type Host } from "../../functions/domain/host";
import { UsageError } from "../../local/errors";
import { readWords } from "../../scripts/read-arguments";
import { OpsError } from "../command/ops-error";
import { hoursOf } from "./duration";
import { NPM, WAIT_SECONDS } from "./help";

/** What is asked for. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "list" | "export" }
  | { readonly name: "show"; readonly host: Host }
  | { readonly name: "block"; readonly host: Host; readonly order: Order }
  | { readonly name: "unblock"; readonly host: Host; readonly reason: string }
  | { readonly name: "reconcile"; readonly dryRun: boolean }
  | { readonly name: "import"; readonly file: string; readonly order: Order };

/** How long, and why. */
export interface Order {
  /** undefined: as long as a finding's first block. */
  readonly hours: number | "permanent" | undefined;
  readonly reason: string;
}

export interface Options {
  readonly command: Command;
  readonly environment: string;
  readonly outputs: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  readonly waitSeconds: number;
}

/** The options that a command takes beside --env, --outputs, --json. */
const TAKES: Readonly<Record<Exclude<Command["name"], "help">, readonly string[]>> = {
  list: [],
  show: [],
  block: ["for", "permanent", "reason", "yes", "wait"],
  unblock: ["reason", "yes", "wait"],
  reconcile: ["dry-run", "yes", "wait"],
  export: [],
  import: ["for", "permanent", "reason", "yes", "wait"],
};
const WORD: Readonly<Record<string, string>> = { show: "IP", block: "IP", unblock: "IP", import: "FILE" };

/** @throws UsageError, OpsError ADDRESS_INVALID */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = readWords(NPM, args, {
    env: { type: "string" },
    outputs: { type: "string" },
    json: { type: "boolean", default: false },
    yes: { type: "boolean", short: "y", default: false },
    for: { type: "string" },
    permanent: { type: "boolean" },
    reason: { type: "string" },
    "dry-run": { type: "boolean" },
    wait: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  const common = {
    environment: values.env ?? env.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
    outputs: values.outputs,
    json: values.json,
    yes: values.yes,
    waitSeconds: secondsOf(values.wait),
  };
  const [name, word, ...more] = positionals;
  if (values.help) return { ...common, command: { name: "help" } };
  if (name === undefined || !isCommand(name)) {
    const what = name === undefined ? "no command" : `there is no command "${name}"`;
    throw new UsageError(`${what}: ${NPM} -- ${Object.keys(TAKES).join(" | ")}; --help explains them`);
  }
  const strange = ["for", "permanent", "reason", "dry-run", "wait"].find(
    (option) => values[option as keyof typeof values] !== undefined && !TAKES[name].includes(option),
  );
  if (strange !== undefined) throw new UsageError(`${name} takes no --${strange}; ${NPM} -- --help lists the options`);
  const wants = WORD[name];
  if (wants !== undefined && word === undefined)
    throw new UsageError(`${name} needs ${wants === "IP" ? "an address" : "a file"}: ${NPM} -- ${name} ${wants}`);
  const extra = wants === undefined ? word : more[0];
  if (extra !== undefined)
    throw new UsageError(
      `${name} takes ${wants === undefined ? "nothing more" : `one ${wants}`}, and "${extra}" is one too many`,
    );
  return { ...common, command: commandOf(name, word ?? "", values) };
}

interface Values {
  readonly for?: string | undefined;
  readonly permanent?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly "dry-run"?: boolean | undefined;
}

function commandOf(name: Exclude<Command["name"], "help">, word: string, values: Values): Command {
  const reason = reasonOf(values.reason);
  switch (name) {
    case "list":
    case "export":
      return { name };
    case "show":
      return { name, host: hostOf(word) };
    case "block":
      return { name, host: hostOf(word), order: { hours: hoursIn(values), reason } };
    case "unblock":
      return { name, host: hostOf(word), reason };
    case "reconcile":
      return { name, dryRun: values["dry-run"] ?? false };
    case "import":
      return { name, file: word, order: { hours: hoursIn(values), reason } };
  }
}

const isCommand = (name: string): name is keyof typeof TAKES => Object.hasOwn(TAKES, name);

function hostOf(text: string): Host {
  const host = parseHost(text);
  if (host === undefined) throw new OpsError("ADDRESS_INVALID", addressProblem(text) ?? "");
  return host;
}

function hoursIn(values: Values): Order["hours"] {
  if (values.permanent && values.for !== undefined)
    throw new UsageError("--for and --permanent each say how long: write one of them");
  if (values.permanent) return "permanent";
  if (values.for === undefined) return undefined;
  const hours = hoursOf(values.for);
  if (hours === undefined)
    throw new UsageError(
      `--for ${values.for}: write hours or days, such as 72h or 30d, up to 87600h; --permanent has no end`,
    );
  return hours;
}

/** It travels into the row and into messages: one line, as long as a finding's title may be. */
function reasonOf(given = ""): string {
  const reason = given.trim();
  if (/\p{Cc}/u.test(reason))
    throw new UsageError("--reason has a line break or another control character: write one line");
  if (reason.length > 256) throw new UsageError(`--reason has ${reason.length} characters: at most 256`);
  return reason;
}

function secondsOf(given: string | undefined): number {
  if (given === undefined) return WAIT_SECONDS;
  if (!/^\d{1,4}$/.test(given)) throw new UsageError(`--wait ${given}: write seconds, such as 60`);
  return Number(given);
}
