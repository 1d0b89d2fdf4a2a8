import type { Finding } from "../domain/finding";
import { SHOWN } from "./limits";
import type { MessageContext } from "./message-context";

/** Signs that mean nothing to a shell, to the AWS CLI's shorthand syntax or to Slack: a command is made of these only. */
export const HARMLESS = /^[A-Za-z0-9:/._+-]{1,512}$/;
const REGION = /^[a-z]{2,3}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/**
 * What to do when a host should not have been blocked. The command is there to be copied: it is left out where a
 * finding's own text could make another of it.
 */
export function ifWrongLines(
  findings: readonly Finding[],
  { region }: MessageContext,
  isBlocked: boolean,
): readonly string[] {
  const command = suppressCommand(findings, region);
  return [
    `*If this is wrong:* suppress ${findings.length > 1 ? "the findings that name it" : "the finding"} in Security Hub${command === undefined ? "" : ", or run"}`,
    ...(command === undefined ? [] : [`\`\`\`${command}\`\`\``]),
    `${isBlocked ? "The block is lifted" : "The host is off the blocklist"} within seconds, unless another finding names the host. For good: put the address on \`allowlist\` in this environment's config, and deploy${isBlocked ? ": the next scheduled run lifts it" : ""}.`,
  ];
}

/** https://docs.aws.amazon.com/cli/latest/reference/securityhub/batch-update-findings.html */
function suppressCommand(findings: readonly Finding[], ownRegion: string): string | undefined {
  const [first] = findings;
  const region = first?.region || ownRegion;
  const isUsable = ({ id, productArn, region: at }: Finding) =>
    HARMLESS.test(id) && HARMLESS.test(productArn) && (at || ownRegion) === region;
  if (findings.length === 0 || findings.length > SHOWN.resources || !REGION.test(region) || !findings.every(isUsable)) {
    return undefined;
  }
  const identifiers = findings.map(({ id, productArn }) => `Id=${id},ProductArn=${productArn}`);
  return `aws securityhub batch-update-findings --region ${region} --finding-identifiers ${identifiers.join(" ")} --workflow Status=SUPPRESSED`;
}
