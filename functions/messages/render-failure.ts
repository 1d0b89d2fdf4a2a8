import { OUTAGE_ERRORS, RULE_GROUP_ERRORS } from "../contract/errors";
import type { NotificationOf } from "../contract/payloads";
import { buttons, fields, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { codeText, mrkdwnText } from "./escape";
import { array, object } from "../domain/finding";
import { eventFindings } from "./event-findings";
import { failureSentence } from "./failure-cause";
import { findingButtons, findingSummary } from "./finding-summary";
import { hostList } from "./host-list";
import { SHOWN } from "./limits";
import { footer, stateMachineName, titleOf, type MessageContext } from "./message-context";
import { nextStep } from "./next-steps";
import type { Message } from "./message";

/** An execution that failed: what it leaves undone, why, and what to do next. */
export function renderFailure(notification: NotificationOf<"failure">, context: MessageContext): Message {
  const { Event, Failure, Execution } = notification;
  const machine = stateMachineName(notification);
  const findings = eventFindings(Event);
  const sentence = failureSentence(Failure.Cause);
  const title = titleOf(context, `❌ ${machine} failed: ${Failure.Error || "unknown error"}`);
  return message(`${title}. ${sentence}`, [
    header(title),
    ...section([`*${consequence(machine, Event)}*`, `*Cause:* ${mrkdwnText(sentence, SHOWN.cause)}`]),
    ...section([`*Next:* ${nextStep(Failure.Error)}`, ...onceLines(Failure.Error, Event)]),
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

/** Such an error is notified once for its outage (send-gd-finding/notify-outage.ts). */
function onceLines(error: string, state: unknown): readonly string[] {
  if (!OUTAGE_ERRORS.includes(error) && !RULE_GROUP_ERRORS.includes(error)) return [];
  const hosts = array(payload(object(state).Recorded).IPList).filter((host) => typeof host === "string");
  return [
    ...(hosts.length > 0 ? [`*Recorded, and not blocked yet:* ${hostList(hosts)}`] : []),
    "Further failures of this kind ring the alarm and send no message. One message at the end names the hosts.",
  ];
}

/** By the seed's names, which an environment may prefix. */
function consequence(machine: string, state: unknown): string {
  // The event travels through the states; what they have answered is in it.
  const [recorded, enforced] = [payload(object(state).Recorded), payload(object(state).Enforced)];
  if (array(enforced.Blocked).length > 0) return "The hosts of this finding are blocked; only saying so failed.";
  if (machine.includes("record-ip")) {
    // A reconcile that had to wait for its turn answers with the seconds.
    if (enforced.RetryAfterSeconds === 0) return "The rules are up to date; only saying so failed.";
    const toBlock = "The hosts of this finding may not be blocked.";
    if (array(recorded.Lifted).length === 0) return toBlock;
    const lifted = "Hosts whose block was lifted may still be blocked.";
    return array(recorded.IPList).length === 0 ? lifted : `${lifted} ${toBlock}`;
  }
  if (machine.includes("prune-ip")) return "Blocks that have ended may still be in force.";
  return "What this execution was to do may not be done.";
}

const payload = (answer: unknown) => object(object(answer).Payload);
