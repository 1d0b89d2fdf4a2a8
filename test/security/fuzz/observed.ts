import { bystanderAt, MARKING_ACTION, NOW_MS, RULES_BEFORE } from "../../../local/fuzz/environment";
import { eventText, readFixtures, type Recipe } from "../../../local/fuzz/recipe";
import { fuzzedDeployment, type Observed } from "../../../local/fuzz/run-input";
import { rulesIn, type Row, type Sent } from "../../../local/fuzz/world";

export const FIXTURES = readFixtures();

/** One finding of the first fixture, as it is: a public host, to be blocked. */
export const recipe = (overrides: Partial<Recipe> = {}): Recipe => ({
  mark: 1,
  findings: [{ fixture: 0, host: 0, twin: false }],
  mutations: [],
  failure: { Error: "TABLE_REFUSED", Cause: "" },
  observe: false,
  depth: 1,
  again: false,
  ...overrides,
});

/** What a run of it leaves when all is well. */
export const wellObserved = (overrides: Partial<Recipe> = {}): Promise<Observed> =>
  fuzzedDeployment(FIXTURES)(recipe(overrides));

/** Nothing happened. */
export const nothing = (overrides: Partial<Observed> = {}): Observed => ({
  text: eventText(recipe(), FIXTURES),
  answers: [],
  rows: [bystanderAt(NOW_MS)],
  rules: rulesIn({ RulesSource: { StatelessRulesAndCustomActions: RULES_BEFORE } }),
  sent: [],
  lines: [],
  nowMs: NOW_MS,
  bystander: bystanderAt(NOW_MS),
  ...overrides,
});

/** A row of a block that runs, beside the bystander's. */
export const blocked = (HostIp: string, overrides: Partial<Row> = {}): readonly Row[] => [
  bystanderAt(NOW_MS),
  { ...bystanderAt(NOW_MS), FindingId: "", Reason: "", HostIp, ...overrides },
];

/** A rule of ours that drops this, beside those of before. */
export const dropping = (cidr: string): Observed["rules"] => [
  ...nothing().rules,
  { priority: 102, sources: [cidr], destinations: [], actions: ["aws:drop", MARKING_ACTION] },
];

/** A message to Slack of this section. */
export const slack = (text: string): Sent => ({
  channel: "slack",
  body: JSON.stringify({
    text: "title",
    blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }],
  }),
});
export const mrkdwn = (text: string): Sent => ({ channel: "mrkdwn", body: JSON.stringify({ text }) });
export const topic = (Message: string, Subject = "title"): Sent => ({
  channel: "topic",
  body: new URLSearchParams({ Subject, Message }).toString(),
});
