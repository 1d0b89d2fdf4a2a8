import type { BaseStack } from "../base-stack";
import type { Access, Statement } from "./statement";

/**
 * The SSM SecureString that holds the Slack webhook URL. Its owner puts it there; Terraform knows its name only,
 * so that the URL is never in state.
 */
export function webhookParameter(stack: BaseStack): Access<{ WEBHOOK_PARAMETER: string }> {
  const { slack, prefix, kmsKeyArn, region } = stack.config;
  const name = slack.webhookParameter ?? `/${prefix}/slack-webhook-url`;
  const statements: Statement[] = [
    { actions: ["ssm:GetParameter"], resources: [stack.arnOf("ssm", `parameter${name}`)] },
  ];
  if (kmsKeyArn !== undefined) {
    statements.push({
      actions: ["kms:Decrypt"],
      resources: [kmsKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `ssm.${region}.amazonaws.com` } },
    });
  }
  return { environment: { WEBHOOK_PARAMETER: name }, statements };
}
