import type { EncryptionConfiguration, FirewallPolicy } from "@aws-sdk/client-network-firewall";
import { AwsError } from "../aws-error";
import type { Operation } from "../aws-json";
import type { Now } from "../call";
import { isAbsent, isIntegerBetween, isJsonObject, show, type JsonObject } from "../json";
import { MAX_CAPACITY_UNITS } from "./capacity";
import { customActionNames, customActionsProblems } from "./custom-actions";
import { invalidRequest, RESOURCE_NAME, settingsOf } from "./requests";
import { firewallPolicyResponse } from "./responses";
import { AWS_OWNED_KEY, type RuleGroupState } from "./state";
import { pageOf, tagsOf, type Tags } from "./tags";
import { actionsProblems } from "./validation";

/** A firewall policy as it is. */
export interface FirewallPolicySnapshot {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly policy: FirewallPolicy;
  readonly description?: string;
  readonly encryptionConfiguration: EncryptionConfiguration;
  /** The optimistic lock: a new one with every change. */
  readonly updateToken: string;
  /** Epoch milliseconds. */
  readonly lastModifiedAt: number;
}

/** https://docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html */
const MAX_STATELESS_GROUPS = 20;
const MAX_PRIORITY = 65_535;

export type PolicyOperationName =
  | "CreateFirewallPolicy"
  | "DescribeFirewallPolicy"
  | "UpdateFirewallPolicy"
  | "DeleteFirewallPolicy"
  | "ListFirewallPolicies";

/**
 * The operations on firewall policies that reference STATELESS rule groups. A policy is used by no firewall here.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicy.html
 */
export function firewallPolicies(groups: RuleGroupState, tags: Tags, arnOf: (name: string) => string, now: Now) {
  const policies = new Map<string, FirewallPolicySnapshot>();
  let made = 0;
  const nextUuid = () => `00000000-0000-4000-9000-${(made += 1).toString(16).padStart(12, "0")}`;

  const put = (policy: Omit<FirewallPolicySnapshot, "updateToken" | "lastModifiedAt">): FirewallPolicySnapshot => {
    for (const arn of groupsOf(policies.get(policy.arn)?.policy)) groups.associate(arn, -1);
    for (const arn of groupsOf(policy.policy)) groups.associate(arn, 1);
    const stored = { ...structuredClone(policy), updateToken: nextUuid(), lastModifiedAt: now() };
    policies.set(policy.arn, stored);
    return stored;
  };
  const changed = (policy: FirewallPolicySnapshot) => ({
    UpdateToken: policy.updateToken,
    FirewallPolicyResponse: firewallPolicyResponse(policy, tags.of(policy.arn)),
  });
  const locate = ({ FirewallPolicyArn, FirewallPolicyName }: JsonObject): FirewallPolicySnapshot => {
    if (isAbsent(FirewallPolicyArn) && isAbsent(FirewallPolicyName)) {
      throw invalidRequest("FirewallPolicyArn or FirewallPolicyName is required");
    }
    const found = [...policies.values()].find(
      ({ arn, name }) =>
        (isAbsent(FirewallPolicyArn) || arn === FirewallPolicyArn) &&
        (isAbsent(FirewallPolicyName) || name === FirewallPolicyName),
    );
    if (found !== undefined) return found;
    const wanted = show({ FirewallPolicyArn, FirewallPolicyName });
    throw new AwsError("ResourceNotFoundException", `there is no firewall policy ${wanted}`);
  };
  const contentsOf = (request: JsonObject) => {
    const policy = policyOf(request.FirewallPolicy, groups);
    const { description, encryptionConfiguration = AWS_OWNED_KEY } = settingsOf(request);
    return { policy, encryptionConfiguration, ...(description !== undefined && { description }) };
  };

  const operations: Readonly<Record<PolicyOperationName, Operation>> = {
    CreateFirewallPolicy: (request) => {
      const { FirewallPolicyName: name, Tags: given, DryRun } = request;
      if (typeof name !== "string" || !RESOURCE_NAME.test(name)) {
        throw invalidRequest(`FirewallPolicyName: ${show(name)} does not match ${RESOURCE_NAME.source}`);
      }
      if (DryRun === true) throw invalidRequest("DryRun: this stand-in does not try out a creation");
      if (policies.has(arnOf(name))) throw invalidRequest(`a firewall policy named ${name} exists already`);
      const contents = contentsOf(request);
      tags.add(arnOf(name), tagsOf(given));
      return changed(put({ name, arn: arnOf(name), id: nextUuid(), ...contents }));
    },
    DescribeFirewallPolicy: (request) => {
      const found = locate(request);
      return { ...changed(found), FirewallPolicy: found.policy };
    },
    UpdateFirewallPolicy: (request) => {
      const current = locate(request);
      if (typeof request.UpdateToken !== "string") throw invalidRequest("UpdateToken is required");
      if (request.UpdateToken !== current.updateToken) {
        throw new AwsError("InvalidTokenException", "UpdateToken is stale: the policy changed since it was described");
      }
      const { name, arn, id } = current;
      const next = { name, arn, id, ...contentsOf(request) };
      return changed(request.DryRun === true ? { ...current, ...next } : put(next));
    },
    DeleteFirewallPolicy: (request) => {
      const found = locate(request);
      for (const arn of groupsOf(found.policy)) groups.associate(arn, -1);
      const response = firewallPolicyResponse(found, tags.of(found.arn));
      policies.delete(found.arn);
      tags.forget(found.arn);
      return { FirewallPolicyResponse: { ...response, FirewallPolicyStatus: "DELETING" } };
    },
    ListFirewallPolicies: ({ MaxResults, NextToken }) => {
      const { page, next } = pageOf([...policies.values()], MaxResults, NextToken);
      return { FirewallPolicies: page.map(({ name, arn }) => ({ Name: name, Arn: arn })), ...next };
    },
  };
  return { operations, exists: (arn: string): boolean => policies.has(arn) };
}

const groupsOf = (policy: FirewallPolicy | undefined): readonly string[] =>
  (policy?.StatelessRuleGroupReferences ?? []).map(({ ResourceArn }) => ResourceArn ?? "");

/** @throws AwsError InvalidRequestException with all problems; LimitExceededException of the units that its groups have together */
function policyOf(policy: unknown, groups: RuleGroupState): FirewallPolicy {
  if (!isJsonObject(policy)) throw invalidRequest("FirewallPolicy is required");
  const references: unknown = policy.StatelessRuleGroupReferences ?? [];
  const actionNames = customActionNames(policy.StatelessCustomActions);
  const problems = [
    ...customActionsProblems("FirewallPolicy.StatelessCustomActions", policy.StatelessCustomActions),
    ...["StatelessDefaultActions", "StatelessFragmentDefaultActions"].flatMap((name) =>
      actionsProblems(`FirewallPolicy.${name}`, policy[name], actionNames),
    ),
    ...referencesProblems("FirewallPolicy.StatelessRuleGroupReferences", references, groups),
  ];
  if (problems.length > 0) throw invalidRequest(problems.join("; "));
  const units = groupsOf(policy as unknown as FirewallPolicy)
    .map((arn) => groups.find(arn)?.capacity ?? 0)
    .reduce((sum, capacity) => sum + capacity, 0);
  if (units > MAX_CAPACITY_UNITS) {
    throw new AwsError(
      "LimitExceededException",
      `the stateless rule groups have ${units} capacity units together; a policy takes ${MAX_CAPACITY_UNITS}`,
    );
  }
  return policy as unknown as FirewallPolicy;
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_StatelessRuleGroupReference.html */
function referencesProblems(place: string, references: unknown, groups: RuleGroupState): string[] {
  if (!Array.isArray(references)) return [`${place} is not a list`];
  if (references.length > MAX_STATELESS_GROUPS) return [`${place} has more than ${MAX_STATELESS_GROUPS} rule groups`];
  const priorities = new Set<unknown>();
  const arns = new Set<unknown>();
  return references.flatMap((reference: unknown, index) => {
    const { ResourceArn, Priority } = isJsonObject(reference) ? reference : {};
    const repeated = priorities.has(Priority) || arns.has(ResourceArn);
    priorities.add(Priority);
    arns.add(ResourceArn);
    return [
      ...(typeof ResourceArn === "string" && groups.find(ResourceArn) !== undefined
        ? []
        : [`${place}[${index}].ResourceArn: there is no STATELESS rule group ${show(ResourceArn)}`]),
      ...(isIntegerBetween(Priority, 1, MAX_PRIORITY)
        ? []
        : [`${place}[${index}].Priority: ${show(Priority)} is not an integer from 1 to ${MAX_PRIORITY}`]),
      ...(repeated ? [`${place}[${index}] repeats a rule group or a priority`] : []),
    ];
  });
}
