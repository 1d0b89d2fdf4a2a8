import type { BaseStack } from "../base-stack";
import type { Access, Statement } from "./statement";

/**
 * The SNS topic that gets every message too, when the config names one. It is somebody else's: a topic of another
 * account, and the key of an encrypted one, must allow the function's role in their own policies as well.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function messageTopic({ config }: BaseStack): Access<{ TOPIC_ARN: string }> {
  const { topicArn, topicKmsKeyArn } = config.notifications;
  if (topicArn === undefined) return { environment: { TOPIC_ARN: "" }, statements: [] };
  const statements: Statement[] = [{ actions: ["sns:Publish"], resources: [topicArn] }];
  if (topicKmsKeyArn !== undefined) {
    statements.push({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [topicKmsKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `sns.${topicArn.split(":")[3]}.amazonaws.com` } },
    });
  }
  return { environment: { TOPIC_ARN: topicArn }, statements };
}
