import type { Mode } from "../contract/mode";
import { context } from "./blocks";
import { codeText, mrkdwnText } from "./escape";
import { SHOWN } from "./limits";
import type { SlackBlock } from "./slack-message";

/** Where a message comes from. */
export interface MessageContext {
  readonly environment: string;
  /** The region that this system runs in. */
  readonly region: string;
  readonly mode: Mode;
}

/** The run that a message tells of: names as the state machine's context object gives them. */
export interface Run {
  readonly StateMachine: string;
  readonly Execution: string;
}

/** `[prod] Blocked 5.6.7.8`: the environment comes first, since a channel often serves several. */
export const titleOf = ({ environment, mode }: MessageContext, title: string): string =>
  `[${environment.slice(0, 40)}${mode === "observe" ? ", observe" : ""}] ${title}`;

/** The last line of every message: who sent it. */
export const footer = ({ environment, region, mode }: MessageContext, run: Run): SlackBlock =>
  context(
    [
      `environment ${codeText(environment, SHOWN.word)}`,
      `mode ${mode}`,
      mrkdwnText(region, SHOWN.word),
      mrkdwnText(stateMachineName(run), SHOWN.word),
    ].join(" · "),
  );

/** The name of a state machine, also from its ARN. */
export const stateMachineName = ({ StateMachine }: Run): string => StateMachine.split(":").at(-1) || "unknown";
