import { envContract, text } from "../contract/env-contract";
import { mode } from "../contract/mode";

/** Environment of send-gd-finding. */
export const sendFindingEnv = envContract({
  ENVIRONMENT_NAME: text,
  /** The table of what was told already. */
  NOTIFIED_TABLE: text,
  /** Name of the SecureString with the webhook's URL; the URL itself is in no environment. */
  WEBHOOK_PARAMETER: text,
  MODE: mode,
});
