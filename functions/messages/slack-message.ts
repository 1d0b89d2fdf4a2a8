/**
 * A message as Slack's incoming webhooks take it: the part of Block Kit that is used here.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export interface SlackMessage {
  /** What notifications, screen readers and old clients show in place of the blocks. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export type SlackBlock = HeaderBlock | SectionBlock | ContextBlock | ActionsBlock | DividerBlock;

/** Text without formatting; `emoji: false` leaves `:100:` of an address as it is. */
export interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

/** Text with Slack's formatting; `verbatim: true` makes no links or mentions of bare words. */
export interface Mrkdwn {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}

export interface HeaderBlock {
  readonly type: "header";
  readonly text: PlainText;
}

/** A paragraph, or up to ten short fields in two columns. */
export type SectionBlock =
  | { readonly type: "section"; readonly text: Mrkdwn }
  | { readonly type: "section"; readonly fields: readonly Mrkdwn[] };

export interface ContextBlock {
  readonly type: "context";
  readonly elements: readonly Mrkdwn[];
}

/** Buttons that open a page: nothing is sent back to us. */
export interface ActionsBlock {
  readonly type: "actions";
  readonly elements: readonly LinkButton[];
}

export interface LinkButton {
  readonly type: "button";
  readonly text: PlainText;
  readonly url: string;
}

export interface DividerBlock {
  readonly type: "divider";
}
