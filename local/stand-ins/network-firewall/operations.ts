import { AwsError } from "../aws-error";
import type { Operation } from "../aws-json";
import { isIntegerBetween, show, type JsonObject } from "../json";
import { MAX_CAPACITY_UNITS } from "./capacity";
import { invalidRequest, locate, requireCapacity, RESOURCE_NAME, rulesOf, settingsOf } from "./requests";
import { ruleGroupMetadata, ruleGroupResponse } from "./responses";
import type { RuleGroupSnapshot, RuleGroupState } from "./state";
import { pageOf, Tags, tagsOf } from "./tags";

export type OperationName =
  | "CreateRuleGroup"
  | "DeleteRuleGroup"
  | "DescribeRuleGroup"
  | "DescribeRuleGroupMetadata"
  | "ListRuleGroups"
  | "UpdateRuleGroup";

/**
 * The operations on STATELESS rule groups, each from a request to a response.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Operations.html
 */
export function ruleGroupOperations(state: RuleGroupState, arnOf: (name: string) => string, tags = new Tags()) {
  const changed = (group: RuleGroupSnapshot) => ({
    UpdateToken: group.updateToken,
    RuleGroupResponse: ruleGroupResponse(group, tags.of(group.arn)),
  });
  const operations: Readonly<Record<OperationName, Operation>> = {
    DescribeRuleGroup: (request) => {
      const group = locate(state, request);
      return { ...changed(group), RuleGroup: group.ruleGroup };
    },

    DescribeRuleGroupMetadata: (request) => ruleGroupMetadata(locate(state, request)),

    UpdateRuleGroup: (request) => {
      const current = locate(state, request);
      const ruleGroup = rulesOf(request);
      const settings = settingsOf(request);
      if (typeof request.UpdateToken !== "string") throw invalidRequest("UpdateToken is required");
      if (request.UpdateToken !== current.updateToken) {
        throw new AwsError(
          "InvalidTokenException",
          "UpdateToken is stale: the rule group changed since it was described",
        );
      }
      requireCapacity(ruleGroup, current.capacity);
      const change = { ruleGroup, ...settings };
      return changed(request.DryRun === true ? state.preview(current, change) : state.replace(current, change));
    },

    CreateRuleGroup: (request) => {
      const name = newName(state, request);
      const ruleGroup = rulesOf(request);
      const settings = settingsOf(request);
      const { Capacity: capacity } = request;
      if (!isIntegerBetween(capacity, 1, Number.MAX_SAFE_INTEGER)) {
        throw invalidRequest(`Capacity: ${show(capacity)} is not a positive integer`);
      }
      if (capacity > MAX_CAPACITY_UNITS) {
        throw new AwsError("LimitExceededException", `Capacity: ${capacity} is above ${MAX_CAPACITY_UNITS} units`);
      }
      requireCapacity(ruleGroup, capacity);
      tags.add(arnOf(name), tagsOf(request.Tags));
      return changed(
        state.create({ name, arn: arnOf(name), capacity, ruleGroup, numberOfAssociations: 0, ...settings }),
      );
    },

    DeleteRuleGroup: (request) => {
      const group = locate(state, request);
      if (group.numberOfAssociations > 0) {
        // The text by which Terraform's provider knows that it may try again.
        const use = `${group.numberOfAssociations} firewall policies use ${group.name}`;
        throw new AwsError(
          "InvalidOperationException",
          `Unable to delete the object because it is still in use: ${use}`,
        );
      }
      const response = ruleGroupResponse(group, tags.of(group.arn));
      state.remove(group.arn);
      tags.forget(group.arn);
      return { RuleGroupResponse: { ...response, RuleGroupStatus: "DELETING" } };
    },

    ListRuleGroups: ({ MaxResults, NextToken, Type, Scope }) => {
      const groups = Type === "STATEFUL" || Scope === "MANAGED" ? [] : state.all();
      const { page, next } = pageOf(groups, MaxResults, NextToken);
      return { RuleGroups: page.map((group) => ({ Name: group.name, Arn: group.arn })), ...next };
    },
  };
  return operations;
}

function newName(state: RuleGroupState, { RuleGroupName: name, Type, DryRun }: JsonObject): string {
  if (typeof name !== "string" || !RESOURCE_NAME.test(name)) {
    throw invalidRequest(`RuleGroupName: ${show(name)} does not match ${RESOURCE_NAME.source}`);
  }
  if (Type !== "STATELESS") throw invalidRequest(`Type: ${show(Type)}; this stand-in keeps STATELESS rule groups only`);
  if (DryRun === true) throw invalidRequest("DryRun: this stand-in does not try out a creation");
  if (state.findByName(name) !== undefined) throw invalidRequest(`a rule group named ${name} exists already`);
  return name;
}
