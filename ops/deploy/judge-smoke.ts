import * as z from "zod/mini";
import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../functions/contract/errors";
import { notifyOutcome, recordOutcome } from "../../functions/contract/payloads";
import { executionLink } from "../../functions/messages/console-links";
import { failureSentence } from "../../functions/messages/failure-cause";
import type { Ended } from "../aws/executions";
import { printable } from "../command/table-lines";

/** What the states have answered, as far as it tells how the sample fared. */
const answers = z.looseObject({
  Recorded: z.object({ Payload: recordOutcome }),
  Notified: z.optional(z.object({ Payload: notifyOutcome })),
});

/** Why the sample did not fare as it should; none: it went through, was refused as a sample, and Slack was told. */
export function judgeSmoke(ended: Ended, withinSeconds: number): readonly string[] {
  const where = `the execution: ${executionLink(ended.arn) ?? ended.arn}`;
  switch (ended.status) {
    case "SUCCEEDED": {
      const wrong = judgeOutput(ended.output);
      return wrong === undefined ? [] : [wrong, where];
    }
    case "RUNNING":
      return [
        `it had not ended after ${withinSeconds} s: it tries again what fails, or waits for the digest of a busy minute`,
        where,
      ];
    case "TIMED_OUT":
      return ["the execution ran out of its time", where];
    case "ABORTED":
      return ["somebody stopped the execution", where];
    case "FAILED":
      return [...failureLines(ended), where, "a failed execution also rings its alarm: it ends by itself"];
  }
}

function judgeOutput(output: unknown): string | undefined {
  const { success, data } = z.safeParse(answers, output);
  if (!success) return "its states answered something else than this commit's do: is that what is deployed?";
  const { IPList, AlreadyBlocked, Refused } = data.Recorded.Payload;
  const blocked = [...IPList, ...AlreadyBlocked];
  if (blocked.length > 0) {
    return `the sample was taken for a real finding: ${blocked.join(", ")} (npm run blocklist -- unblock)`;
  }
  if (!Refused.some(({ Reason }) => Reason === "SAMPLE")) {
    const reasons = Refused.map(({ Reason }) => Reason).join(", ");
    return `it was not refused as a sample (${reasons === "" ? "not at all" : reasons})`;
  }
  const told = data.Notified?.Payload;
  return told !== undefined && told.Sent + told.AlreadyTold > 0 ? undefined : "Slack was not told";
}

/** A function's own code has its sentence, which says what to do, and a row in docs/errors.md. */
function failureLines({ error = "", cause }: Ended): readonly string[] {
  const codes: readonly string[] = [...RETRYABLE_ERRORS, ...PERMANENT_ERRORS];
  const said = printable(failureSentence(cause).replace(/\s+/g, " ").slice(0, 500));
  return codes.includes(error)
    ? [`${error}: ${said}`, `what ${error} means: docs/errors.md`]
    : [
        `${printable(error) || "an error without a name"}: ${said}`,
        "a name of Lambda's or Step Functions' own: the function's log says more",
      ];
}
