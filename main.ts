import { selectedConfig } from "./config/load-config";
import { synthesize } from "./stacks/synthesize";
void synthesize(selectedConfig(process.env));
