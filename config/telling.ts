import { z } from "zod";
import { kmsKeyArn } from "./kms-key-arn";
import { unique } from "./unique";

const parameterName = z
  .string()
  .regex(/^\/[\w.-]+(\/[\w.-]+)*$/, 'must be a parameter path such as "/sechub/slack-webhook-url"')
  .max(200);

/** No address and no port: what the webhook's URL may lead to is a name that is written here. */
const webhookHost = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    'must be a host name in lower case such as "chat.example.com": no URL, no address, no port',
  )
  .max(100);
const webhookHosts = z.array(webhookHost).refine(unique, "must not name a host twice").max(5);

/** Who is told, where and how often. */
export const tellingSettings = {
  slack: z
    .strictObject({
      webhookParameter: parameterName.optional().describe("name of the SSM SecureString that holds the webhook URL"),
      webhookHosts: webhookHosts
        .min(1)
        .default(["hooks.slack.com", "hooks.slack-gov.com"])
        .describe("hosts that this URL may have, by https; the function refuses any other, and follows no redirect"),
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
      webhookHosts: webhookHosts
        .default([])
        .describe("hosts that the URLs of `notifications.webhookParameters` may have, such as `chat.example.com`"),
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
    .refine(({ webhookParameters, webhookHosts }) => webhookParameters.length === 0 || webhookHosts.length > 0, {
      path: ["webhookHosts"],
      error: "must name the hosts of the URLs in notifications.webhookParameters: a URL of any other is refused",
    })
    .prefault({})
    .describe("how often people are told, and where else"),
  alarmEmail: z
    .email("must be an e-mail address")
    .optional()
    .describe("subscribed to the alarm topic; absent: subscribe something yourself"),
  runbookUrl: z
    .string()
    .regex(
      /^https:\/\/[\w.-]{1,200}(:\d{1,5})?\/[\w.~%/+-]{1,200}$/,
      "must be an https URL of the page, without user, ? and #, such as https://github.com/OWNER/REPOSITORY/blob/main/docs/runbook.md",
    )
    .default("docs/runbook.md")
    .describe(
      "where your readers find the runbook, such as `https://github.com/OWNER/REPOSITORY/blob/main/docs/runbook.md`: each alarm's text ends with a link to its chapter",
    ),
};
