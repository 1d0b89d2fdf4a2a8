import { AwsError } from "../aws-error";
import type { Operation } from "../aws-json";
import { isAbsent, isIntegerBetween, show, type JsonObject } from "../json";
import { MAX_CAPACITY_UNITS } from "./capacity";
import { invalidRequest, locate, requireCapacity, rulesOf, settingsOf } from "./requests";
import { ruleGroupMetadata, ruleGroupResponse } from "./responses";
import type { RuleGroupSnapshot, RuleGroupState } from "./state";

export type OperationName =
  "CreateRuleGroup" | "DescribeRuleGroup" | "DescribeRuleGroupMetadata" | "ListRuleGroups" | "UpdateRuleGroup";

const RESOURCE_NAME = /^[a-zA-Z0-9-]{1,128}$/;
const MAX_PAGE = 100;

/**
 * The operations on STATELESS rule groups, each from a request to a response.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Operations.html
 */
export function ruleGroupOperations(state: RuleGroupState, arnOf: (name: string) => string) {
  const operations: Readonly<Record<OperationName, Operation>> = {
    DescribeRuleGroup: (request) => {
      const group = locate(state, request);
      return {
        UpdateToken: group.updateToken,
        RuleGroup: group.ruleGroup,
        RuleGroupResponse: ruleGroupResponse(group),
      };
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
      return changed(
        state.create({ name, arn: arnOf(name), capacity, ruleGroup, numberOfAssociations: 0, ...settings }),
      );
    },

    ListRuleGroups: ({ MaxResults, NextToken, Type, Scope }) => {
      if (!isAbsent(MaxResults) && !isIntegerBetween(MaxResults, 1, MAX_PAGE)) {
        throw invalidRequest(`MaxResults: ${show(MaxResults)} is not an integer from 1 to ${MAX_PAGE}`);
      }
      const from = isAbsent(NextToken) ? 0 : Number(NextToken);
      const to = from + (isAbsent(MaxResults) ? MAX_PAGE : MaxResults);
      const groups = Type === "STATEFUL" || Scope === "MANAGED" ? [] : state.all();
      return {
        RuleGroups: groups.slice(from, to).map((group) => ({ Name: group.name, Arn: group.arn })),
        ...(to < groups.length && { NextToken: String(to) }),
      };
    },
  };
  return operations;
}

const changed = (group: RuleGroupSnapshot) => ({
  UpdateToken: group.updateToken,
  RuleGroupResponse: ruleGroupResponse(group),
});

function newName(state: RuleGroupState, { RuleGroupName: name, Type, DryRun }: JsonObject): string {
  if (typeof name !== "string" || !RESOURCE_NAME.test(name)) {
    throw invalidRequest(`RuleGroupName: ${show(name)} does not match ${RESOURCE_NAME.source}`);
  }
  if (Type !== "STATELESS") throw invalidRequest(`Type: ${show(Type)}; this stand-in keeps STATELESS rule groups only`);
  if (DryRun === true) throw invalidRequest("DryRun: this stand-in does not try out a creation");
  if (state.findByName(name) !== undefined) throw invalidRequest(`a rule group named ${name} exists already`);
  return name;
}
