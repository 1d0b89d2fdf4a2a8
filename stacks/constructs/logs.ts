import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { BaseStack } from "../base-stack";

/** A log group with the environment's retention and key. */
export function logGroup(scope: Construct, id: string, name: string): CloudwatchLogGroup {
  const { logRetentionDays, kmsKeyArn } = BaseStack.baseOf(scope).config;
  return new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: logRetentionDays,
    ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
  });
}
