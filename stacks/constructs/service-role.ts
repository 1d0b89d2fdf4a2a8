import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePoliciesExclusive } from "@cdktf/provider-aws/lib/iam-role-policies-exclusive";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { policyJson, type Statement } from "./statement";

export interface ServiceRoleProps {
  /** Name of the role, without the environment's prefix. */
  readonly name: string;
  /** Service that assumes it, such as "states.amazonaws.com". */
  readonly service: string;
  /** ARN of the resource, or of each, on whose behalf the service acts. @default any of this account */
  readonly sourceArn?: string | readonly string[];
  readonly statements: readonly Statement[];
}

/** A role that one service assumes for this account only, and that may do what its statements say and nothing else. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /**
   * What acts by the role depends on it: the role's ARN exists before the role may do anything, and a state machine
   * that cannot reach its log group yet, an event that may not start one yet, or a function that may not read its table
   * yet, is refused.
   */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const boundary = stack.config.permissionsBoundaryArn;
    const role = new IamRole(this, "Resource", {
      name: stack.nameOf(props.name),
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: props.service },
            ...trustCondition(stack.accountId, props),
          },
        ],
      }),
      ...(boundary !== undefined && { permissionsBoundary: boundary }),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "calls",
      role: role.name,
      policy: policyJson(props.statements),
    });
    // Rights that were added by hand are rights too: without these two Terraform looks at none but its own.
    new IamRolePoliciesExclusive(this, "policies", { roleName: role.name, policyNames: [this.policy.name] });
    new IamRolePolicyAttachmentsExclusive(this, "attachments", { roleName: role.name, policyArns: [] });
    this.arn = role.arn;
  }
}

/**
 * Confused deputy: the service must act for this account, on this resource. Lambda documents no such keys for an
 * execution role, and a condition on a key that is absent would lock the function out, so it has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
const trustCondition = (accountId: string, { service, sourceArn }: ServiceRoleProps) =>
  service === "lambda.amazonaws.com"
    ? {}
    : {
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ...(sourceArn && { ArnLike: { "aws:SourceArn": sourceArn } }),
        },
      };
