import type { EncryptionConfiguration, RuleGroup } from "@aws-sdk/client-network-firewall";
import { AwsError } from "../aws-error";
import { isAbsent, isJsonObject, show, type JsonObject } from "../json";
import { ruleGroupCapacityUnits } from "./capacity";
import type { RuleGroupSettings, RuleGroupSnapshot, RuleGroupState } from "./state";
import { ruleGroupProblems } from "./validation";

/** "There is a problem with your request": what every check that is not about the token or existence answers. */
export const invalidRequest = (problem: string): AwsError => new AwsError("InvalidRequestException", problem);

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_CreateRuleGroup.html */
export const RESOURCE_NAME = /^[a-zA-Z0-9-]{1,128}$/;

/** Length and pattern: https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_UpdateRuleGroup.html */
const DESCRIPTION = /^.{0,512}$/;
const ENCRYPTION_TYPES = ["CUSTOMER_KMS", "AWS_OWNED_KMS_KEY"];

/** The group that a request means: by ARN, or by name and type; when both are given they must agree. */
export function locate(state: RuleGroupState, { RuleGroupArn, RuleGroupName, Type }: JsonObject): RuleGroupSnapshot {
  if (isAbsent(RuleGroupArn) && (isAbsent(RuleGroupName) || isAbsent(Type))) {
    throw invalidRequest("RuleGroupArn, or RuleGroupName and Type, is required");
  }
  if (!isAbsent(RuleGroupArn) && (typeof RuleGroupArn !== "string" || !RuleGroupArn.startsWith("arn:aws"))) {
    throw invalidRequest(`RuleGroupArn: ${show(RuleGroupArn)} is not an ARN`);
  }
  if (!isAbsent(Type) && Type !== "STATELESS" && Type !== "STATEFUL") {
    throw invalidRequest(`Type: ${show(Type)} is neither STATELESS nor STATEFUL`);
  }
  const found = typeof RuleGroupArn === "string" ? state.find(RuleGroupArn) : state.findByName(String(RuleGroupName));
  const agrees = (isAbsent(RuleGroupName) || found?.name === RuleGroupName) && Type !== "STATEFUL";
  if (found === undefined || !agrees) {
    const wanted = show({ RuleGroupArn, RuleGroupName, Type });
    throw new AwsError("ResourceNotFoundException", `there is no rule group ${wanted}`);
  }
  return found;
}

/** The rules that a create or an update carries, all their problems found at once. */
export function rulesOf({ RuleGroup: ruleGroup, Rules }: JsonObject): RuleGroup {
  if (!isAbsent(ruleGroup) && !isAbsent(Rules)) throw invalidRequest("RuleGroup and Rules exclude each other");
  if (!isAbsent(Rules)) throw invalidRequest("Rules is Suricata text, for STATEFUL rule groups only");
  if (isAbsent(ruleGroup)) throw invalidRequest("RuleGroup or Rules is required");
  const problems = ruleGroupProblems(ruleGroup);
  if (problems.length > 0) throw invalidRequest(problems.join("; "));
  return ruleGroup as RuleGroup;
}

/**
 * A group over its capacity. The API reference gives no error of its own to this: InsufficientCapacityException is AWS's own lack
 * of capacity (a 500, and not among UpdateRuleGroup's errors), so InvalidRequestException is what remains.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_UpdateRuleGroup.html#API_UpdateRuleGroup_Errors
 */
export function requireCapacity(ruleGroup: RuleGroup, capacity: number): void {
  const units = ruleGroupCapacityUnits(ruleGroup);
  if (units > capacity) throw invalidRequest(`the rules need ${units} capacity units; the group has ${capacity}`);
}

/** The settings that a create or an update carries. What is absent is absent from the group from then on. */
export function settingsOf(request: JsonObject): RuleGroupSettings {
  const { Description, EncryptionConfiguration, SourceMetadata, SummaryConfiguration } = request;
  if (!isAbsent(Description) && (typeof Description !== "string" || !DESCRIPTION.test(Description))) {
    throw invalidRequest(`Description: ${show(Description)} is not one line of at most 512 characters`);
  }
  if (!isAbsent(EncryptionConfiguration) && !isEncryptionConfiguration(EncryptionConfiguration)) {
    throw invalidRequest(`EncryptionConfiguration.Type must be one of ${ENCRYPTION_TYPES.join(", ")}`);
  }
  for (const [name, value] of Object.entries({ SourceMetadata, SummaryConfiguration })) {
    if (!isAbsent(value) && !isJsonObject(value)) throw invalidRequest(`${name} is not an object`);
  }
  return {
    ...(!isAbsent(Description) && { description: Description }),
    ...(!isAbsent(EncryptionConfiguration) && { encryptionConfiguration: EncryptionConfiguration }),
    ...(!isAbsent(SourceMetadata) && { sourceMetadata: SourceMetadata }),
    ...(!isAbsent(SummaryConfiguration) && { summaryConfiguration: SummaryConfiguration }),
  };
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_EncryptionConfiguration.html */
const isEncryptionConfiguration = (value: unknown): value is EncryptionConfiguration =>
  isJsonObject(value) && ENCRYPTION_TYPES.includes(value.Type as string);
