import { explainFailure } from "../aws/explain-failure";
import type { Target } from "../aws/target";

/** In words, of what has to be told beside something that was done. */
export function whyFailed(error: unknown, target: Target): string {
  const explained = explainFailure(error, target);
  return explained instanceof Error ? explained.message : String(explained);
}
