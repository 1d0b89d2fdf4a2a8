import { CodedError } from "../contract/coded-error";
import { plainBody } from "../messages/plain-body";
import type { Notifier } from "../ports/notifier";
import { snsSigner, type SignForm } from "./sns-signer";
import { isRedirect, noAnswer, REQUEST_TIMEOUT_MS, untilTaken, type Answer, type TriesOptions } from "./until-taken";

export interface SnsTopicOptions extends TriesOptions {
  readonly topicArn: string;
  /** In place of SNS's own, which the ARN tells. */
  readonly endpoint?: string | undefined;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
}

/**
 * Publishes messages to a topic as plain text, by SNS's HTTPS API and the SDK's own signature. Not by the SDK's client
 * for SNS: that one is 10 KB of zip for this one call, and the zips are bounded (docs/adr/0009).
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @throws CodedError TOPIC_UNAVAILABLE (try again), TOPIC_REFUSED
 */
export function snsTopic(options: SnsTopicOptions): Notifier {
  const { topicArn } = options;
  const sign = snsSigner(topicArn.split(":")[3] ?? "");
  return {
    name: topicArn,
    send: async (message) => {
      const { subject, text } = plainBody(message);
      const body = new URLSearchParams({
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: topicArn,
        Subject: subject,
        Message: text,
      }).toString();
      await untilTaken(
        options,
        () => publish(options, sign, body),
        (why) => new CodedError("TOPIC_UNAVAILABLE", `SNS did not take the message for ${topicArn}: ${why}; try again`),
      );
    },
  };
}

async function publish(options: SnsTopicOptions, sign: SignForm, body: string): Promise<Answer> {
  const url = new URL(options.endpoint ?? serviceUrl(options.topicArn));
  const headers = await sign(url, body);
  let response: Response;
  let text: string;
  try {
    response = await (options.fetch ?? fetch)(url, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    if (isRedirect(error)) throw refused(options.topicArn, 302, "RedirectNotFollowed");
    return noAnswer(error);
  }
  if (response.ok) return { kind: "taken" };
  const code = /<Code>([A-Za-z.]{1,80})<\/Code>/.exec(text)?.[1] ?? "no error code";
  if (response.status >= 500 || response.status === 429 || /Throttl/.test(code)) {
    return { kind: "again", why: `it answered HTTP ${response.status} (${code})` };
  }
  throw refused(options.topicArn, response.status, code);
}

/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
function serviceUrl(topicArn: string): string {
  const [, partition, , region] = topicArn.split(":");
  return `https://sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}/`;
}

/** What to do, by SNS's code: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
function refused(topicArn: string, status: number, code: string): CodedError {
  const todo = /NotFound/.test(code)
    ? "the topic is not there: correct notifications.topicArn and deploy"
    : /KMS/.test(code)
      ? "set notifications.topicKmsKeyArn, and let the policy of that key allow this function's role kms:GenerateDataKey and kms:Decrypt"
      : /Authorization|AccessDenied/.test(code)
        ? "the topic's policy, or a policy above it, denies sns:Publish to this function's role"
        : "read what SNS says of this code in the API reference of Publish";
  return new CodedError("TOPIC_REFUSED", `SNS refused the message for ${topicArn} (HTTP ${status}, ${code}): ${todo}`);
}
