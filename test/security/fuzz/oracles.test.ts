/** Each oracle sees what it is there to see, and nothing in what is well. */
import "../../functions/support/one-realm";
import { BYSTANDER_MARK, WEBHOOK_URL } from "../../../local/fuzz/environment";
import { judge } from "../../../local/fuzz/oracles/judge";
import { watchPrototypes } from "../../../local/fuzz/oracles/prototypes";
import { markOf } from "../../../local/fuzz/recipe";
import type { Observed } from "../../../local/fuzz/run-input";
import type { Answer } from "../../../local/fuzz/way";
import { blocked, dropping, mrkdwn, nothing, slack, topic, wellObserved } from "./observed";

const answer = (overrides: Partial<Answer>): Answer => ({
  function: "add-ip-to-ddb",
  what: "event",
  ms: 1,
  sent: [0, 0],
  ...overrides,
});
const named = (name: string, message = "") => Object.assign(new Error(message), { name });
const refusal = { Host: "", Reason: "SAMPLE", Detail: "" };

const BAD: readonly (readonly [what: string, observed: Partial<Observed>, problem: RegExp])[] = [
  ["an error without a name of ours", { answers: [answer({ error: new TypeError("x") })] }, /^outcome: .*TypeError: x/],
  ["a service that refuses", { answers: [answer({ error: named("TABLE_REFUSED") })] }, /^outcome: .*TABLE_REFUSED/],
  [
    "an error of a long message",
    { answers: [answer({ error: named("EVENT_INVALID", "x".repeat(3_000)) })] },
    /^outcome:/,
  ],
  ["nothing at all", { answers: [answer({ result: {} })] }, /^outcome: .*did nothing/],
  [
    "an unknown reason",
    { answers: [answer({ result: { Refused: [{ ...refusal, Reason: "constructor" }] } })] },
    /unknown reason/,
  ],
  ["a hang", { answers: [answer({ result: { Refused: [refusal] }, ms: 6_000 })] }, /took 6000 ms/],
  ["a large answer", { answers: [answer({ result: { NewIP: true, x: "x".repeat(70_000) } })] }, /answered \d+ bytes/],
  ["a host that nobody names", { rows: blocked("8.8.4.4") }, /no finding names it/],
  ["a host of this network", { rows: blocked("10.0.1.23") }, /^hosts: .*private/],
  ["a reserved IPv6 host", { rows: blocked("4000::1") }, /^hosts: .*4000::\/2/],
  ["a host on the allowlist", { rows: blocked("52.1.2.3") }, /protected by 52\.1\.2\.0\/24/],
  ["a host of our own", { rows: blocked("3.4.5.6") }, /protected by 3\.4\.5\.6/],
  ["a host in another notation", { rows: blocked("2A00:1450:4001::1") }, /^hosts: .*(canonical|written)/],
  ["what is no address", { rows: blocked("1.2.3.4/0") }, /is no address/],
  ["an octal address", { rows: blocked("017.2.3.4") }, /is not written as it should be/],
  ["a block for years", { rows: blocked("5.6.7.8", { ExpiresAt: "2099-01-01T00:00:00.000Z" }) }, /blocked for \d+/],
  [
    "a host seen after the year 9999",
    { rows: blocked("5.6.7.8", { LastSeenAt: "+275760-09-13" }) },
    /last seen at \+2/,
  ],
  [
    "a host seen in the future",
    { rows: blocked("5.6.7.8", { LastSeenAt: "2026-03-03T00:00:00.000Z" }) },
    /last seen in the future/,
  ],
  ["a large row", { rows: blocked("5.6.7.8", { Reason: "x".repeat(40_000) }) }, /has \d+ bytes/],
  ["a bystander that is lifted", { rows: [] }, /no finding names has changed/],
  ["a rule for everybody", { rules: dropping("0.0.0.0/0") }, /a rule drops 0\.0\.0\.0\/0/],
  [
    "a rule of two hosts, one in the table",
    { rows: blocked("5.6.7.8"), rules: dropping("5.6.7.8/31") },
    /5\.6\.7\.9 is not in/,
  ],
  ["a rule for nobody's host", { rules: dropping("5.6.7.8/32") }, /5\.6\.7\.8 is not in the table/],
  ["others' rules gone", { rules: [] }, /rules that are not ours/],
  ["a long log line", { lines: [JSON.stringify({ message: "x".repeat(33_000) })] }, /^lines: .*\d+ bytes/],
  ["a log line that is no JSON", { lines: ["Ensure the name"] }, /no JSON/],
  ["the webhook in a log", { lines: [JSON.stringify({ url: WEBHOOK_URL })] }, /webhook/],
  ["another event's words in a log", { lines: [JSON.stringify({ id: markOf(2, 0) })] }, /of another event/],
  ["a bystander's words in a message", { sent: [slack(BYSTANDER_MARK)] }, /that no finding names/],
  [
    "a finding's words in the row of another host",
    { rows: blocked("8.8.8.8", { Reason: markOf(1, 0) }) },
    /does not name it/,
  ],
  ["the webhook in a message", { sent: [slack(WEBHOOK_URL)] }, /webhook/],
];
it.each(BAD)("sees %s", (_, observed, problem) => {
  expect(judge(nothing(observed))).toContainEqual(expect.stringMatching(problem));
});

const WORDS: readonly (readonly [what: string, text: string])[] = [
  ["a control character", "a\u0007b"],
  ["an escape sequence", "a\u001b[31mb"],
  ["NUL", "a\u0000b"],
  ["a C1 control", "a\u009bb"],
  ["a bidirectional override", "a\u202eb"],
  ["an isolate", "a\u2066b"],
  ["a zero width space", "a\u200bb"],
  ["a soft hyphen", "a\u00adb"],
  ["a tag character", "a\u{e0041}b"],
  ["a lone surrogate", "a\ud800b"],
  ["a line separator", "a\u2028b"],
  ["a flood of marks", `e${"\u0301".repeat(40)}`],
  ["a mention of everyone", "a @channel b"],
  ["a mention with a fullwidth @", "a \uff20here b"],
  ["a mention by markup", "a <!channel> b"],
  ["a mention of a person", "a <@U012AB3CD> b"],
  ["a link with a label", "a <https://evil.example/|your bank> b"],
  ["what a function is", "function Object() { [native code] }"],
  ["what an object is", "a [object Object] b"],
  ["what is not there", "until undefined"],
];
describe.each(WORDS)("%s", (_, text) => {
  it.each([slack, mrkdwn, topic].map((channel) => [channel.name, channel] as const))(
    "is seen in a message (%s)",
    (_, channel) => {
      const all = [channel === topic && /\ud800/.test(text) ? slack(text) : channel(text)];
      expect(judge(nothing({ sent: all })).filter((problem) => problem.startsWith("messages"))).not.toEqual([]);
    },
  );
});

const MARKUP: readonly (readonly [what: string, sent: Observed["sent"][number]])[] = [
  ["bold of others", slack("a *FZMARK* b")],
  ["an emoji of others", slack("a :fzmark: b")],
  ["code of others", slack("a `FZMARK b")],
  ["a bare link", slack("a https://evil.example/ b")],
  ["an & that is not escaped", slack("a & b")],
  ["a text of more than 3,000 characters", slack("x".repeat(3_001))],
  ["an empty text", slack("")],
  ["a mention of a person, for Mattermost", mrkdwn("a @root b")],
  ["a picture, for Mattermost", mrkdwn("a ![x](y) b")],
  ["a bare www", mrkdwn("a www.evil.example b")],
  ["a link that is not to the console", mrkdwn("<https://evil.example/|Execution>")],
  ["a text that is too long", mrkdwn("x".repeat(5_001))],
  ["a subject of two lines", topic("a", "one\ntwo")],
  ["a subject that is too long", topic("a", "x".repeat(101))],
  ["a subject of other signs", topic("a", "\u202ea")],
];
it.each(MARKUP)("sees %s", (_, sent) => {
  expect(judge(nothing({ sent: [sent] }))).not.toEqual([]);
});

it("sees 51 blocks, a long header and a button to elsewhere", () => {
  const header = (text: string) => ({ type: "header", text: { type: "plain_text", text } });
  const button = { type: "button", text: { type: "plain_text", text: "x" }, url: "https://evil.example/" };
  const bodies = [
    Array.from({ length: 51 }, () => ({ type: "divider" })),
    [header("x".repeat(151))],
    [{ type: "actions", elements: [button] }],
  ];
  for (const blocks of bodies) {
    const sent = { channel: "slack", body: JSON.stringify({ text: "title", blocks }) } as const;
    expect(judge(nothing({ sent: [sent] }))).not.toEqual([]);
  }
});

it("sees one finding's words in the message of another, and lets a digest have those of many", async () => {
  const findings = [0, 1].map((fixture) => ({ fixture, host: fixture, twin: false }));
  const both = `${markOf(1, 0)} ${markOf(1, 1)}`;
  const judged = async (text: string) => {
    const observed = await wellObserved({ findings });
    const told = answer({ function: "send-gd-finding", what: "finding", result: { Sent: 1 }, sent: [0, 1] });
    return judge({ ...observed, answers: [told], sent: [slack(text)] });
  };
  expect(await judged(both)).toContainEqual(expect.stringMatching(/of one finding has the words of another/));
  expect(await judged(`2 more messages in the minute 10:00 UTC ${both}`)).toEqual([]);
});

it("finds nothing in what is well, also with the adapters, when the event comes twice, and with 50 findings", async () => {
  const fifty = Array.from({ length: 50 }, (_, n) => ({ fixture: n, host: n, twin: false }));
  for (const overrides of [{}, { depth: 0 }, { again: true }, { observe: true }, { findings: fifty }]) {
    const observed = await wellObserved(overrides);
    expect(judge(observed)).toEqual([]);
    expect(observed.sent.length).toBeGreaterThan(3);
    expect(observed.lines.length).toBeGreaterThan(3);
  }
});

it("really blocks: the row and the rules of the host that the fixture names are what is looked at", async () => {
  const { rows, rules } = await wellObserved({ depth: 0 });
  expect(rows.map(({ HostIp }) => HostIp).sort()).toEqual(["5.6.7.8", "91.198.174.192"]);
  expect(rules.flatMap(({ sources }) => sources)).toContain("5.6.7.8/32");
});

it("sees what every object would inherit", () => {
  const problems = watchPrototypes();
  expect(problems()).toEqual([]);
  try {
    Object.defineProperty(Object.prototype, "polluted", { value: "yes", configurable: true });
    expect(problems()).not.toEqual([]);
  } finally {
    delete (Object.prototype as { polluted?: string }).polluted;
  }
  expect(problems()).toEqual([]);
});
