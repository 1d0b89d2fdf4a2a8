import { CodedError } from "../contract/coded-error";
import { array, object } from "./finding";

/** What Security Hub sends of each finding, and what it sends of those for which a person chooses a custom action. */
const DETAIL_TYPES: readonly unknown[] = ["Security Hub Findings - Imported", "Security Hub Findings - Custom Action"];

/**
 * Refuses what is no event of Security Hub about findings. Nobody else can put one on the bus, since AWS keeps the source
 * for itself; who may start executions can start one with anything, and has an execution that fails.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 *
 * @param execution where it came from, when that is known
 * @throws CodedError EVENT_INVALID with what the input says of its sender
 */
export function mustBeOfSecurityHub(event: unknown, execution = ""): void {
  const why = problemOf(event);
  if (why === undefined) return;
  const { account } = object(event);
  const input = `the input${execution === "" ? "" : ` of ${execution}`}`;
  const sender = account === undefined ? "" : `, account ${shown(account)}`;
  throw new CodedError(
    "EVENT_INVALID",
    `${input} is not an event of Security Hub: ${why}${sender}. Only its EventBridge rules may start this; CloudTrail (StartExecution) names who did.`,
  );
}

function problemOf(event: unknown): string | undefined {
  const { source, detail, "detail-type": type } = object(event);
  if (source !== "aws.securityhub") return `its source is ${shown(source)}, not "aws.securityhub"`;
  if (!DETAIL_TYPES.includes(type)) return `its detail-type is ${shown(type)}, not one of findings`;
  return array(object(detail).findings).length === 0 ? "detail.findings is no list, or empty" : undefined;
}

/** A text or a number; what is nested too deeply has no JSON text. */
const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? "no text" : (JSON.stringify(value)?.slice(0, 64) ?? "missing");
