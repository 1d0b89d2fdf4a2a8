import { isLoopbackUrl } from "../../config/checks";
import type { Config } from "../../config/schema";
import { OpsError } from "../command/ops-error";

/** Where the services answer; undefined: at AWS's own endpoint of the region. */
export interface Endpoints {
  readonly dynamoDb: string | undefined;
  readonly networkFirewall: string | undefined;
  readonly sts: string | undefined;
  /** Of a local run undefined too, when nothing on this machine serves it: AWS's own is never meant then. */
  readonly lambda: string | undefined;
  readonly stepFunctions: string | undefined;
  /** An emulator, or the stand-ins of `npm start -- --keep`. */
  readonly local: boolean;
}

/** Said before a command's own words: who works at a stand-in must not believe that it was AWS. Empty: it is AWS. */
export const standInLines = ({ local, dynamoDb }: Endpoints): readonly string[] =>
  local ? [`against the stand-ins at ${dynamoDb ?? ""}: nothing in AWS is read or changed`] : [];

/**
 * What the SDK's own variables say comes before the config: `npm start` has other ports each time.
 * @throws OpsError ENDPOINTS_MIXED: the rules of the account must never be made equal to a table of this machine
 */
export function endpointsOf({ endpoints }: Pick<Config, "endpoints">, env: NodeJS.ProcessEnv): Endpoints {
  const find = (variable: string, service: keyof NonNullable<Config["endpoints"]>): string | undefined =>
    [env[variable], env.AWS_ENDPOINT_URL, endpoints?.[service]].find((url) => url !== undefined && url !== "");
  const dynamoDb = find("AWS_ENDPOINT_URL_DYNAMODB", "dynamodb");
  const networkFirewall = find("AWS_ENDPOINT_URL_NETWORK_FIREWALL", "networkfirewall");
  const isLocal = (url: string | undefined) => url !== undefined && isLoopbackUrl(url);
  const local = isLocal(dynamoDb);
  if (local !== isLocal(networkFirewall)) {
    const where = (url: string | undefined) => url ?? "AWS";
    throw new OpsError(
      "ENDPOINTS_MIXED",
      `the table would be at ${where(dynamoDb)} and the rule group at ${where(networkFirewall)}: ` +
        "set both AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_NETWORK_FIREWALL, or neither",
    );
  }
  const onSameSide = (url: string | undefined) => (isLocal(url) === local ? url : undefined);
  return {
    dynamoDb,
    networkFirewall,
    sts: find("AWS_ENDPOINT_URL_STS", "sts"),
    lambda: onSameSide(find("AWS_ENDPOINT_URL_LAMBDA", "lambda")),
    stepFunctions: onSameSide(find("AWS_ENDPOINT_URL_SFN", "sfn")),
    local,
  };
}
