import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { ofService } from "./service-failed";
import type { Target } from "./target";
import { OpsError } from "../command/ops-error";

/** Whoever has said nothing of himself: no emulator has to have STS. */
export const UNKNOWN_CALLER = "unknown (local)";

/**
 * Who runs the command: what rows say of who changed them.
 * @throws OpsError WRONG_ACCOUNT for credentials of an account that the environment is not deployed to
 */
export async function callerArn(client: STSClient | undefined, { config, endpoints, names }: Target): Promise<string> {
  if (client === undefined) return UNKNOWN_CALLER;
  const identity = client.send(new GetCallerIdentityCommand({}));
  const { Arn, Account } = await (endpoints.local
    ? identity.catch(() => NOBODY)
    : ofService("STS", "the caller's identity", identity));
  if (endpoints.local) return Arn ?? UNKNOWN_CALLER;
  const [, , , , named] = names.ruleGroupArn?.split(":") ?? [];
  const allowed = named === undefined ? config.accountIds : [named];
  if (allowed.length > 0 && !allowed.includes(Account ?? "")) {
    const right = `${config.environment} is deployed to ${allowed.join(", ")}`;
    throw new OpsError(
      "WRONG_ACCOUNT",
      `these credentials are of account ${Account ?? "unknown"}, and ${right}: choose others (AWS_PROFILE)`,
    );
  }
  return Arn ?? UNKNOWN_CALLER;
}

const NOBODY = { Arn: undefined, Account: undefined };
