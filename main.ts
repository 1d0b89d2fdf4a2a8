import { selectedConfig } from "./config/load-config";
import { synthesize } from "./stacks/app";
synthesize(selectedConfig(process.env));
