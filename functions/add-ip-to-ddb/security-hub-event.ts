import { CodedError } from "../contract/coded-error";
import { array, object, readFinding, type Finding } from "../domain/finding";

/** The findings of one event, in its order. An Imported event carries one, a Custom Action event may carry several. */
export interface SecurityHubEvent {
  readonly findings: readonly Finding[];
}

/** @throws CodedError EVENT_INVALID when the input is not a Security Hub event with at least one finding */
export function readSecurityHubEvent(event: unknown): SecurityHubEvent {
  const source = object(event).source;
  if (source !== "aws.securityhub") {
    throw invalid(`its source is ${JSON.stringify(source)?.slice(0, 64) ?? "missing"}, not "aws.securityhub"`);
  }
  const findings = array(object(object(event).detail).findings);
  if (findings.length === 0) throw invalid("detail.findings is missing or empty");
  return { findings: findings.map(readFinding) };
}

const invalid = (why: string) =>
  new CodedError(
    "EVENT_INVALID",
    `the input is not an event of Security Hub: ${why}. Only its EventBridge rules may start this.`,
  );
