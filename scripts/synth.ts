import { parseArgs } from "node:util";
import { selectedConfig } from "../config/load-config";
import { synthesize } from "../stacks/synthesize";

/** `npm run synth -- --env NAME`: the same as main.ts, with the environment as an option. */
const { values } = parseArgs({ options: { env: { type: "string" } } });
void synthesize(selectedConfig(values.env === undefined ? process.env : { ...process.env, SECHUB_ENV: values.env }));
