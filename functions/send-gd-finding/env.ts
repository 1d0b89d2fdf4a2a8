import { envContract, text } from "../contract/env-contract";
import { mode } from "../contract/mode";

/** Environment of send-gd-finding. */
export const sendFindingEnv = envContract({
  ENVIRONMENT_NAME: text,
  NOTIFIED_TABLE: text,
  /** Name of the SSM SecureString that holds the webhook URL. */
  WEBHOOK_PARAMETER: text,
  MODE: mode,
});
