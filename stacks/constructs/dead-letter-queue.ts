import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { Alarm } from "./alarm";

export interface DeadLetterQueueProps {
  /** The rules that may put events into it. */
  readonly ruleArns: readonly string[];
  readonly alarmTopicArn: string;
}

/** AWS's own, said out loud. */
const DATA_KEY_REUSE_SECONDS = 300;
const FOURTEEN_DAYS_SECONDS = 14 * 86_400;

/** Where an event or a scheduled start goes that could not be delivered. One message rings the alarm. */
export class DeadLetterQueue extends Construct {
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, { ruleArns, alarmTopicArn }: DeadLetterQueueProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const { kmsKeyArn } = stack.config;
    const queue = new SqsQueue(this, "Resource", {
      name: stack.nameOf("undelivered"),
      messageRetentionSeconds: FOURTEEN_DAYS_SECONDS,
      // Nobody makes it the dead-letter queue of a queue of theirs.
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }),
      kmsDataKeyReusePeriodSeconds: DATA_KEY_REUSE_SECONDS,
      ...(kmsKeyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: kmsKeyArn }),
    });
    this.arn = queue.arn;
    this.url = queue.url;
    new SqsQueuePolicy(this, "policy", {
      queueUrl: queue.url,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "RulesOfThisEnvironment",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queue.arn,
            Condition: {
              // If it is there: AWS promises the rule's ARN, which names the account, and of events with a condition on
              // the account alone some were lost. https://github.com/awsdocs/aws-cloudformation-user-guide/pull/481
              StringEqualsIfExists: { "aws:SourceAccount": stack.accountId },
              ArnLike: { "aws:SourceArn": ruleArns },
            },
          },
        ],
      }),
    });
    new Alarm(this, "waiting", {
      chapter: "a-stuck-queue",
      meaning: "An event or a scheduled start could not be delivered and waits in the dead-letter queue.",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
      // SQS measures a queue that nobody has called for hours no more, and the message in it waits on. Who takes it out
      // calls the queue: then there is data again, and the alarm ends.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
      treatMissingData: "ignore",
      lasting: true,
      topicArn: alarmTopicArn,
    });
  }
}
