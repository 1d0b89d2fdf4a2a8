import { parseArgs } from "node:util";
import { selectedConfig } from "../config/load-config";
import { synthesize } from "../stacks/app";

/** `npm run synth -- --env NAME`: the same as main.ts, with the environment as an option. */
const { values } = parseArgs({ options: { env: { type: "string" } } });
synthesize(selectedConfig(values.env === undefined ? process.env : { ...process.env, SECHUB_ENV: values.env }));
