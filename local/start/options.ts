import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { readArguments } from "../../scripts/read-arguments";
import { UsageError } from "../errors";

export interface StartOptions {
  readonly findingFiles: readonly string[];
  /** Name of the scenario to run, or LIST; undefined: the four steps. */
  readonly scenario: string | undefined;
  readonly environment: string;
  readonly json: boolean;
  readonly keep: boolean;
  readonly help: boolean;
}

/** In place of a scenario's name. */
export const LIST = "list";

export const HELP = `npm start -- [options]

Synthesizes the stacks and runs findings through exactly what would be deployed, on this machine:
no AWS account, no Docker, no network.

  --finding FILE   a finding to send instead of the built-in one; may be repeated. An EventBridge event, a bare
                   finding, an array of either, or what \`aws securityhub get-findings\` prints
  --scenario NAME  one of the stories of what is blocked, what is not, and what is said; \`list\` lists them, a line each
  --env NAME       the environment of config/environments.ts to synthesize (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --json           one JSON object a line, for scripts
  --keep           send the findings once more, stay up and print the endpoints; Ctrl-C ends
  --help           this text

Ends with 0 only if everything came out as it must, otherwise with 1.
`;

/** @throws UsageError for an option that there is not, and for one without its value */
export function readOptions(args: readonly string[], processEnv: NodeJS.ProcessEnv): StartOptions {
  const { finding, scenario, env, ...flags } = readArguments("npm start", args, {
    finding: { type: "string", multiple: true, default: [] },
    scenario: { type: "string" },
    env: { type: "string" },
    json: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (finding.includes("")) throw new UsageError("--finding names no file: write --finding FILE");
  if (scenario === "") throw new UsageError("--scenario names none: write --scenario NAME, or --scenario list");
  if (scenario !== undefined && finding.length > 0) {
    throw new UsageError("--finding and --scenario each say what is sent: write one of them");
  }
  return {
    ...flags,
    findingFiles: finding,
    scenario,
    environment: env ?? processEnv.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
  };
}
