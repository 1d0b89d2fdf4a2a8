import type { ErrorCode } from "../../../functions/contract/errors";
import { REFUSAL_CODES } from "../../../functions/domain/refusals";
import type { Observed } from "../run-input";
import type { Answer } from "../way";

/** Tables, firewall and channels are there and take what is right: any other error is of something that they did not take. */
const ERRORS: readonly string[] = ["EVENT_INVALID"] satisfies readonly ErrorCode[];
const REASONS: readonly string[] = REFUSAL_CODES;

/** Far above what any input takes, and far below the time limits of the functions: what takes longer may never end. */
export const LONGEST_MS = 5_000;
/** The answer travels on beside the event, which may have 240 of the 256 KB that Step Functions takes. */
const LARGEST_ANSWER = 65_536;

/** How an invocation ended, in a word. */
export function kindOf({ function: name, error, result = {} }: Answer): string {
  if (error !== undefined) return error.name;
  if (name === "update-nf-rg") return "reconciled";
  if (name === "send-gd-finding") return result.Sent === 0 ? "told nothing new" : "told";
  if (result.NewIP === true) return "recorded";
  if (isFilled(result.Lifted)) return "lifted";
  if (isFilled(result.AlreadyBlocked) || isFilled(result.Kept)) return "known";
  return isFilled(result.Refused) ? "refused" : "NOTHING";
}

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

/** Recorded, refused by a named reason, or a named error; in time. */
export const outcomeProblems = ({ answers }: Observed): readonly string[] =>
  answers.flatMap((answer) => {
    const { error, result, ms } = answer;
    const who = `${answer.function} (${answer.what})`;
    return [
      ...(error === undefined || isNamed(error) ? [] : [`${who} ended in ${String(error.stack).slice(0, 600)}`]),
      ...(kindOf(answer) === "NOTHING" ? [`${who} did nothing and said nothing`] : []),
      ...reasonsOf(result).map((reason) => `${who} refused by the unknown reason ${String(reason).slice(0, 80)}`),
      ...(ms > LONGEST_MS ? [`${who} took ${Math.round(ms)} ms`] : []),
      ...sizeProblems(who, result),
    ];
  });

/** An error's message ends up in logs, executions and Slack. */
const isNamed = ({ name, message }: Error): boolean => ERRORS.includes(name) && message.length <= 2_000;

/** Reasons that are none of ours. */
function reasonsOf(result: Answer["result"]): readonly unknown[] {
  const lists = [result?.Refused, result?.Kept, result?.NotBlocked];
  const refusals = lists.flatMap((list) => (Array.isArray(list) ? (list as { readonly Reason?: unknown }[]) : []));
  return refusals.map(({ Reason }) => Reason).filter((reason) => !REASONS.includes(String(reason)));
}

function sizeProblems(who: string, result: Answer["result"]): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(result ?? null));
  return size > LARGEST_ANSWER ? [`${who} answered ${size} bytes`] : [];
}
