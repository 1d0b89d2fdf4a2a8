import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { UsageError } from "../../local/errors";
import { readArguments } from "../../scripts/read-arguments";
import { readGates, type Gate } from "../plan/gates";
import { NPM } from "./help";
import { fromThePerson } from "../command/from-the-person";

export interface Options {
  readonly help: boolean;
  readonly environment: string;
  readonly yes: boolean;
  /** A folder of plans that somebody has looked at; undefined: plan now. */
  readonly plan: string | undefined;
  readonly gates: readonly Gate[];
  readonly checkOnly: boolean;
  readonly smoke: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const given = readArguments(NPM, args, {
    env: { type: "string" },
    yes: { type: "boolean", short: "y", default: false },
    plan: { type: "string" },
    "fail-on": { type: "string" },
    "check-only": { type: "boolean", default: false },
    "no-smoke": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  const ofApply = (["plan", "fail-on"] as const).find((name) => given[name] !== undefined);
  if (given["check-only"] && ofApply !== undefined) {
    throw new UsageError(`--check-only applies nothing, so it takes no --${ofApply}`);
  }
  return {
    help: given.help,
    environment: given.env ?? env.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
    yes: given.yes,
    plan: given.plan === undefined ? undefined : fromThePerson(given.plan, env),
    gates: readGates(given["fail-on"]),
    checkOnly: given["check-only"],
    smoke: !given["no-smoke"],
  };
}
