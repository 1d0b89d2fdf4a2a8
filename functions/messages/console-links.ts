/**
 * Links into the AWS console. undefined in place of a link that would not work: a region that is none, a partition
 * without a public console, an id that is missing or no text.
 *
 * Hosts by partition: "AWS service endpoints" and "Signing in to the AWS Management Console" (aws, aws-us-gov, aws-cn).
 * Security Hub keeps its filter in the fragment and decodes it twice, so that `Id=\operator\:EQUALS\:<id>` is encoded
 * twice; the form is the one that the console itself produces and that AWS's own samples write.
 */
export function findingLink(region: string, findingId: string): string | undefined {
  const console = consoleOf(region);
  if (console === undefined || findingId === "" || LONE_SURROGATE.test(findingId)) return undefined;
  const id = encodeURIComponent(encodeURIComponent(findingId));
  return `${console}/securityhub/home?region=${region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A${id}`;
}

/** `arn:<partition>:states:<region>:<account>:execution:<state machine>:<execution>` */
const EXECUTION_ARN = /^arn:aws[a-z-]*:states:([a-z0-9-]+):\d{12}:execution:[\w.-]{1,80}:[\w.-]{1,80}$/;

/** The page of a Step Functions execution. */
export function executionLink(executionArn: string): string | undefined {
  const region = EXECUTION_ARN.exec(executionArn)?.[1];
  const console = region === undefined ? undefined : consoleOf(region);
  return console && `${console}/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}

const REGION = /^[a-z]{2,3}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** encodeURIComponent throws for these. */
const LONE_SURROGATE = /\p{Cs}/u;

function consoleOf(region: string): string | undefined {
  if (!REGION.test(region) || /^(?:us-iso|eu-iso|eusc-)/.test(region)) return undefined;
  if (region.startsWith("us-gov-")) return `https://${region}.console.amazonaws-us-gov.com`;
  if (region.startsWith("cn-")) return `https://${region}.console.amazonaws.cn`;
  return `https://${region}.console.aws.amazon.com`;
}
