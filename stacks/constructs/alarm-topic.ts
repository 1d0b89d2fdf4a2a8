import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";

/** Where alarms go. Only CloudWatch, and only this account's, may publish. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const { kmsKeyArn, alarmEmail } = stack.config;
    const topic = new SnsTopic(this, "Resource", {
      name: stack.nameOf("alarms"),
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
            Condition: { StringEquals: { "aws:SourceAccount": stack.accountId } },
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
