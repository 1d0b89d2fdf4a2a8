import type { Notification } from "../contract/payloads";
import type { MessageContext } from "./message-context";
import { renderBlocked } from "./render-blocked";
import { renderFailure } from "./render-failure";
import { renderFindings } from "./render-findings";
import { renderOperator } from "./render-operator";
import { renderWaiting } from "./render-outage";
import { renderPruned } from "./render-pruned";
import { renderRefused } from "./render-refused";
import type { Message } from "./message";

/**
 * The messages of a notification, at least one. Never throws: what cannot be read in the event shows as "unknown".
 * For "finding", the messages stand in the order of the event's findings, one each.
 */
export function renderNotification(notification: Notification, context: MessageContext): readonly Message[] {
  switch (notification.Kind) {
    case "blocked":
      return [renderBlocked(notification, context)];
    case "refused":
      return [renderRefused(notification, context)];
    case "finding":
      return renderFindings(notification, context);
    case "pruned":
      return [renderPruned(notification, context)];
    case "operator":
      return [renderOperator(notification, context)];
    case "waiting":
      return [renderWaiting(notification, context)];
    case "failure":
      return [renderFailure(notification, context)];
  }
}
