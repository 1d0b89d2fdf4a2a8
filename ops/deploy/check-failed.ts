import { explainFailure } from "../aws/explain-failure";
import type { Target } from "../aws/target";
import { OpsError } from "../command/ops-error";

/** Why a check could not be made, for people; what is a defect of ours is thrown on. */
export function checkFailed(error: unknown, target: Target): OpsError {
  const explained = explainFailure(error, target);
  if (explained instanceof OpsError) return explained;
  throw error;
}

/** A check that asked nobody must not read as one that holds. */
export const notServed = ({ config: { environment } }: Target): OpsError =>
  new OpsError(
    "UNREACHABLE",
    `nothing on this machine serves Lambda and Step Functions: set AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL_SFN to what npm start -- --env ${environment} --keep prints`,
  );
