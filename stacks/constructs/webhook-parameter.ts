import type { BaseStack } from "../base-stack";
import type { Access, Statement } from "./statement";

/**
 * The SSM SecureStrings that hold webhook URLs: Slack's, and further ones that take what Slack's take. Their owners put
 * them there; Terraform knows their names only, so that no URL is ever in state.
 */
export function webhookParameters(stack: BaseStack): Access<{ WEBHOOK_PARAMETER: string; WEBHOOK_PARAMETERS: string }> {
  const { slack, notifications, prefix, kmsKeyArn, region } = stack.config;
  const name = slack.webhookParameter ?? `/${prefix}/slack-webhook-url`;
  const others = notifications.webhookParameters.filter((other) => other !== name);
  const resources = [name, ...others].map((parameter) => stack.arnOf("ssm", `parameter${parameter}`));
  const statements: Statement[] = [{ actions: ["ssm:GetParameter"], resources }];
  if (kmsKeyArn !== undefined) {
    statements.push({
      actions: ["kms:Decrypt"],
      resources: [kmsKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `ssm.${region}.amazonaws.com` } },
    });
  }
  return { environment: { WEBHOOK_PARAMETER: name, WEBHOOK_PARAMETERS: others.join(",") }, statements };
}
