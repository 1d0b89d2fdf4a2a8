import { z } from "zod";
import { kmsKeyArn } from "./kms-key-arn";
import { unique } from "./unique";

const parameterName = z
  .string()
  .regex(/^\/[\w.-]+(\/[\w.-]+)*$/, 'must be a parameter path such as "/sechub/slack-webhook-url"')
  .max(200);

/** Who is told, where and how often. */
export const tellingSettings = {
  slack: z
    .strictObject({
      webhookParameter: parameterName.optional().describe("name of the SSM SecureString that holds the webhook URL"),
    })
    .prefault({})
    .describe("where messages go; the URL itself is never in config, state or environment"),
  notifications: z
    .strictObject({
      perMinute: z
        .int()
        .min(1)
        .max(40)
        .default(20)
        .describe("messages a minute that are sent one by one; more come as one digest at the minute's end"),
      webhookParameters: z
        .array(parameterName)
        .refine(unique, "must not name a parameter twice")
        .max(3)
        .default([])
        .describe(
          "SecureStrings with further Slack-compatible webhook URLs (Mattermost, Rocket.Chat): each gets every message as text",
        ),
      topicArn: z
        .string()
        .regex(
          /^arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
          "must be the ARN of an SNS topic (no FIFO topic)",
        )
        .optional()
        .describe(
          "SNS topic that gets every message as plain text; one of another account must allow `sns:Publish` to the role of `send-gd-finding`",
        ),
      topicKmsKeyArn: kmsKeyArn
        .optional()
        .describe(
          "key of that topic, when it is encrypted: lets the role use it; the key's own policy must allow it too ([kms-key.md](docs/kms-key.md))",
        ),
    })
    .prefault({})
    .describe("how often people are told, and where else"),
  alarmEmail: z
    .email("must be an e-mail address")
    .optional()
    .describe("subscribed to the alarm topic; absent: subscribe something yourself"),
};
