import type { NotificationOf } from "../contract/payloads";
import { buttons, fields, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { codeText, mrkdwnText } from "./escape";
import { array, object } from "../domain/finding";
import { eventFindings } from "./event-findings";
import { failureSentence } from "./failure-cause";
import { findingButtons, findingSummary } from "./finding-summary";
import { SHOWN } from "./limits";
import { footer, stateMachineName, titleOf, type MessageContext } from "./message-context";
import { nextStep } from "./next-steps";
import type { SlackMessage } from "./slack-message";

/** An execution that failed: what it leaves undone, why, and what to do next. */
export function renderFailure(notification: NotificationOf<"failure">, context: MessageContext): SlackMessage {
  const { Event, Failure, Execution } = notification;
  const machine = stateMachineName(notification);
  const findings = eventFindings(Event);
  const sentence = failureSentence(Failure.Cause);
  const title = titleOf(context, `❌ ${machine} failed: ${Failure.Error || "unknown error"}`);
  return message(`${title}. ${sentence}`, [
    header(title),
    ...section([`*${consequence(machine, Event)}*`, `*Cause:* ${mrkdwnText(sentence, SHOWN.cause)}`]),
    ...section([`*Next:* ${nextStep(Failure.Error)}`]),
    ...fields([
      ["State machine", codeText(machine, SHOWN.word)],
      ["Error", codeText(Failure.Error, SHOWN.word)],
      ["Execution", codeText(Execution.split(":").at(-1) ?? "", SHOWN.word)],
    ]),
    ...(findings.length > 0 ? findingSummary(findings) : []),
    ...buttons([{ text: "Execution", url: executionLink(Execution) }, ...findingButtons(findings, context)]),
    footer(context, notification),
  ]);
}

/** By the seed's names, which an environment may prefix. */
function consequence(machine: string, state: unknown): string {
  // The event travels through the states; what reconcile answered is in it when only the message failed.
  const enforced = object(object(object(state).Enforced).Payload);
  if (array(enforced.Blocked).length > 0) return "The hosts of this finding are blocked; only saying so failed.";
  if (machine.includes("record-ip")) return "The hosts of this finding may not be blocked.";
  if (machine.includes("prune-ip")) return "Blocks that have ended may still be in force.";
  return "What this execution was to do may not be done.";
}
