import type { Config } from "../../config/schema";

const VARIABLES = {
  dynamodb: "AWS_ENDPOINT_URL_DYNAMODB",
  networkfirewall: "AWS_ENDPOINT_URL_NETWORK_FIREWALL",
  ssm: "AWS_ENDPOINT_URL_SSM",
  sns: "AWS_ENDPOINT_URL_SNS",
} as const;

/** The SDK's own variables that lead a function to an emulator; none without `endpoints` in the config. */
export function functionEndpoints({ endpoints }: Config): Record<string, string> {
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([service, variable]) => {
      const url = endpoints?.[service as keyof typeof VARIABLES];
      return url === undefined ? [] : [[variable, url]];
    }),
  );
}
