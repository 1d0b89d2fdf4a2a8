/** Chapters of docs/runbook.md that messages lead to, as GitHub and GitLab name them in a link. */
export type RunbookChapter =
  | "the-firewall-does-not-answer"
  | "the-rule-group-cannot-be-written"
  | "a-table-does-not-answer"
  | "a-message-could-not-be-sent"
  | "a-wrong-environment-or-input"
  | "an-error-of-lambda-or-step-functions"
  | "a-full-group"
  | "no-policy-uses-the-group"
  | "rules-were-changed-by-hand";

/** As code: a chat must not make a link of a file's name. */
export const runbook = (chapter: RunbookChapter): string => `\`docs/runbook.md#${chapter}\``;
