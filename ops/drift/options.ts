import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { UsageError } from "../../local/errors";
import { readArguments } from "../../scripts/read-arguments";
import { NPM, WAIT_SECONDS } from "./help";

/** What is looked at: Terraform's resources, the rules of the group, or what others attached to the resources. */
const PARTS = ["shape", "rules", "attached"] as const;
type Part = (typeof PARTS)[number];

export interface Options {
  readonly help: boolean;
  readonly environment: string;
  readonly parts: readonly Part[];
  /** What an earlier run has seen, instead of a look. */
  readonly from: string | undefined;
  readonly format: "text" | "markdown" | "json";
  /** What others wrote into the rule group is no drift. */
  readonly acceptsUnmanaged: boolean;
  readonly waitSeconds: number;
}

/** @throws UsageError, one line: a word that is misspelt must not look like a clean night */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const given = readArguments(NPM, args, {
    env: { type: "string" },
    only: { type: "string" },
    from: { type: "string" },
    accept: { type: "string" },
    wait: { type: "string" },
    markdown: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (given.markdown && given.json) throw new UsageError("--markdown or --json, not both");
  if (given.from !== undefined && given.wait !== undefined)
    throw new UsageError("--from reads what was seen before: there is nothing to --wait for");
  return {
    help: given.help,
    environment: given.env ?? env.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
    parts: partsOf(given.only),
    from: given.from,
    format: given.json ? "json" : given.markdown ? "markdown" : "text",
    acceptsUnmanaged: accepts(given.accept),
    waitSeconds: secondsOf(given.wait),
  };
}

function partsOf(only: string | undefined): readonly Part[] {
  if (only === undefined) return PARTS;
  const part = PARTS.find((known) => known === only);
  if (part === undefined) throw new UsageError(`--only knows ${PARTS.join(", ")}, not "${only}"`);
  return [part];
}

/** Empty is what a pipeline gives whose variable is not set. */
function accepts(given = ""): boolean {
  if (given !== "" && given !== "unmanaged") throw new UsageError(`--accept knows unmanaged, not "${given}"`);
  return given === "unmanaged";
}

function secondsOf(given: string | undefined): number {
  if (given === undefined) return WAIT_SECONDS;
  if (!/^\d{1,4}$/.test(given)) throw new UsageError(`--wait ${given}: write seconds, such as 60`);
  return Number(given);
}
