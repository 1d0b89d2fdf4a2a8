import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";

/** Where alarms go. Only CloudWatch may publish, and only for alarms of this environment. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const { kmsKeyArn, alarmEmail } = stack.config;
    const topic = new SnsTopic(this, "Resource", {
      name: stack.nameOf("alarms"),
      signatureVersion: 1,
      tracingConfig: "PassThrough",
      ...(kmsKeyArn !== undefined && { kmsMasterKeyId: kmsKeyArn }),
    });
    new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: {
              StringEquals: { "aws:SourceAccount": stack.accountId },
              // The alarms are of other stacks, which are made after this one: their names begin with the prefix.
              ArnLike: { "aws:SourceArn": stack.arnOf("cloudwatch", `alarm:${stack.nameOf("*")}`) },
            },
          },
        ],
      }),
    });
    if (alarmEmail !== undefined) {
      new SnsTopicSubscription(this, "email", { topicArn: topic.arn, protocol: "email", endpoint: alarmEmail });
    }
    this.arn = topic.arn;
  }
}
