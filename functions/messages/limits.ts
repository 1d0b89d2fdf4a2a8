/**
 * What Slack takes at most, in characters unless the name says otherwise. One character more and Slack refuses the
 * whole message (invalid_blocks). https://docs.slack.dev/reference/block-kit/blocks and .../block-elements/button-element
 */
export const SLACK_LIMITS = {
  blocks: 50,
  headerText: 150,
  sectionText: 3_000,
  fields: 10,
  fieldText: 2_000,
  contextText: 2_000,
  buttons: 5,
  buttonText: 75,
  buttonUrl: 3_000,
  /** Slack cuts far later; a notification shows far less. */
  fallbackText: 3_000,
} as const;

/** What a digest shows, in characters. */
export const DIGEST_LIMITS = {
  /** Of one message. */
  line: 200,
  /** Lines of one paragraph: with all of their escapes they fit into a section. */
  linesOfSection: 10,
} as const;

/** What a Slack-compatible receiver takes in one text: Rocket.Chat's default is 5,000, Mattermost takes 16,383. */
export const MRKDWN_LIMIT = 4_000;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const SNS_LIMITS = {
  subject: 100,
  /** Characters of up to 4 bytes: far below 256 KB, and more than a person reads. */
  text: 30_000,
} as const;

/** What of a finding or an error is shown at most, so that each part leaves room for the others. */
export const SHOWN = {
  hosts: 20,
  host: 64,
  refusals: 20,
  detail: 300,
  findings: 5,
  resources: 3,
  title: 300,
  description: 1_200,
  word: 160,
  cause: 1_000,
} as const;
