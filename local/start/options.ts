import { parseArgs } from "node:util";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { UsageError } from "../errors";

export interface StartOptions {
  readonly findingFiles: readonly string[];
  readonly environment: string;
  readonly json: boolean;
  readonly keep: boolean;
  readonly help: boolean;
}

export const HELP = `npm start -- [options]

Synthesizes the stacks and runs findings through exactly what would be deployed, on this machine:
no AWS account, no Docker, no network.

  --finding FILE   a finding to send instead of the built-in one; may be repeated. An EventBridge event, a bare
                   finding, an array of either, or what \`aws securityhub get-findings\` prints
  --env NAME       the environment of config/environments.ts to synthesize (default: ${DEFAULT_ENVIRONMENT})
  --json           one JSON object a line, for scripts
  --keep           stay up afterwards and print the endpoints; Ctrl-C ends
  --help           this text

Ends with 0 only if everything came out as it must, otherwise with 1.
`;

/** @throws UsageError for an option that there is not */
export function readOptions(args: readonly string[], processEnv: NodeJS.ProcessEnv): StartOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        finding: { type: "string", multiple: true, default: [] },
        env: { type: "string" },
        json: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return {
      findingFiles: values.finding,
      environment: values.env ?? processEnv.SECHUB_ENV ?? DEFAULT_ENVIRONMENT,
      json: values.json,
      keep: values.keep,
      help: values.help,
    };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}
