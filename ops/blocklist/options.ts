import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import type { Host } from "../../functions/domain/host";
import { UsageError } from "../../local/errors";
import { readWords } from "../../scripts/read-arguments";
import { NPM } from "./help";
import { hostOf, hoursIn, reasonOf, secondsOf, whichOf } from "./option-values";
import { fromThePerson } from "../command/from-the-person";

/** What is asked for. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "list" | "export" }
  | { readonly name: "show"; readonly which: Which }
  | { readonly name: "block"; readonly host: Host; readonly order: Order }
  | { readonly name: "unblock"; readonly which: Which; readonly reason: string }
  | { readonly name: "reconcile"; readonly dryRun: boolean; readonly reason: string }
  | { readonly name: "import"; readonly file: string; readonly at: string; readonly order: Order };

/** A host in whatever spelling; or the row that has this very text, which may be no address. */
export type Which = { readonly text: string; readonly exactly: boolean };

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
  show: ["row"],
  block: ["for", "permanent", "reason", "yes", "wait"],
  unblock: ["row", "reason", "yes", "wait"],
  reconcile: ["dry-run", "reason", "yes", "wait"],
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
    row: { type: "string" },
    wait: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  const common = {
    environment: values.env ?? env.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
    outputs: values.outputs && fromThePerson(values.outputs, env),
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
  const strange = ["for", "permanent", "reason", "row", "dry-run", "wait"].find(
    (option) => values[option as keyof typeof values] !== undefined && !TAKES[name].includes(option),
  );
  if (strange !== undefined) throw new UsageError(`${name} takes no --${strange}; ${NPM} -- --help lists the options`);
  const wants = values.row === undefined ? WORD[name] : undefined;
  if (wants !== undefined && word === undefined)
    throw new UsageError(`${name} needs ${wants === "IP" ? "an address" : "a file"}: ${NPM} -- ${name} ${wants}`);
  const extra = wants === undefined ? word : more[0];
  if (extra !== undefined)
    throw new UsageError(
      `${name} takes ${wants === undefined ? "nothing more" : `one ${wants}`}, and "${extra}" is one too many`,
    );
  return { ...common, command: commandOf(name, word ?? "", values, env) };
}

export interface Values {
  readonly for?: string | undefined;
  readonly permanent?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly row?: string | undefined;
  readonly "dry-run"?: boolean | undefined;
}

function commandOf(
  name: Exclude<Command["name"], "help">,
  word: string,
  values: Values,
  env: NodeJS.ProcessEnv,
): Command {
  const reason = reasonOf(values.reason);
  switch (name) {
    case "list":
    case "export":
      return { name };
    case "show":
      return { name, which: whichOf(word, values.row) };
    case "block":
      return { name, host: hostOf(word), order: { hours: hoursIn(values), reason } };
    case "unblock":
      return { name, which: whichOf(word, values.row), reason };
    case "reconcile":
      return { name, dryRun: values["dry-run"] ?? false, reason };
    case "import":
      return { name, file: word, at: fromThePerson(word, env), order: { hours: hoursIn(values), reason } };
  }
}

const isCommand = (name: string): name is keyof typeof TAKES => Object.hasOwn(TAKES, name);
