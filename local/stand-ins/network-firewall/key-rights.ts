import { isJsonObject, type JsonObject } from "../json";
import { invalidRequest } from "./requests";
import type { RuleGroupState } from "./state";

/** The KMS calls that Network Firewall makes with its caller's rights on a customer managed key. */
export const KEY_CALLS = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"] as const;
export type KeyCall = (typeof KEY_CALLS)[number];

/**
 * What a caller may do with a key through Network Firewall.
 * @param caller the access key that signed the request, which in the local run is the function's name
 */
export type KeyRights = (caller: string, keyId: string) => readonly KeyCall[];

/** AWS lists none of this: that reading decrypts and writing needs all is what this stand-in assumes. */
const NEEDED: Readonly<Record<string, readonly KeyCall[]>> = {
  DescribeRuleGroup: ["kms:Decrypt"],
  UpdateRuleGroup: KEY_CALLS,
  CreateRuleGroup: KEY_CALLS,
};

/**
 * Refuses a caller who lacks a right on the group's key, or on the key that the request names, in the service's words
 * (https://github.com/aws/aws-cdk/issues/30586), which say neither the right nor the key.
 * @throws AwsError InvalidRequestException
 */
export function requireKeyRights(
  state: RuleGroupState,
  { operation, request, caller }: { readonly operation: string; readonly request: JsonObject; readonly caller: string },
  rights: KeyRights,
): void {
  const { RuleGroupArn, RuleGroupName } = request;
  const byName = typeof RuleGroupName === "string" ? state.findByName(RuleGroupName) : undefined;
  const group = typeof RuleGroupArn === "string" ? state.find(RuleGroupArn) : byName;
  const keys = [group?.encryptionConfiguration, request.EncryptionConfiguration].flatMap((encryption) =>
    isJsonObject(encryption) && encryption.Type === "CUSTOMER_KMS" ? [String(encryption.KeyId)] : [],
  );
  const isRefused = keys.some((key) => {
    const allowed = rights(caller, key);
    return (NEEDED[operation] ?? []).some((call) => !allowed.includes(call));
  });
  if (isRefused) throw invalidRequest("Given KMS key is misconfigured.");
}
