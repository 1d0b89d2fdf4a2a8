import { REQUEST_TIMEOUTS } from "../../functions/adapters/request-timeouts";
import type { Target } from "./target";

/** How every client of ops/ reaches its service: the environment's region, the caller's credentials. */
export const clientConfig = ({ config, endpoints }: Target, endpoint: string | undefined, env: NodeJS.ProcessEnv) => ({
  region: config.region,
  requestHandler: REQUEST_TIMEOUTS,
  ...(endpoint !== undefined && { endpoint }),
  // An emulator takes any.
  ...(endpoints.local && !env.AWS_ACCESS_KEY_ID && !env.AWS_PROFILE && { credentials: LOCAL_CREDENTIALS }),
});

const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
