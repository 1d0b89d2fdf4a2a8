import { recordOutcome } from "../../../functions/contract/payloads";
import { event, finding, longTitle, networkConnection, PUBLIC_V4 } from "../../support/findings";
import { startWorld, type World } from "../support/world";
import { coldStart } from "./cold-start";
import { VARIABLES } from "./recording";

/** One warm instance for them all: what one input leaves behind would be seen in the next. */
let world: World;
let handle: Awaited<ReturnType<typeof coldStart>>;
beforeAll(async () => {
  world = await startWorld();
  const variables = VARIABLES;
  handle = await coldStart(() => import("../../../functions/add-ip-to-ddb/index"), variables, world.dynamoDb.url);
});
afterAll(() => world.close());

const withFindings = (findings: unknown) => ({ ...event(), detail: { findings } });
/** Everything that is a text, an object or a list in ASFF, as a number. */
const NUMBERS = Object.fromEntries(Object.keys(finding()).map((field) => [field, 7]));
const { ProductArn } = finding();
const REMOTE_V4 = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4";

it.each([
  ["is missing", undefined],
  ["is null", null],
  ["is a number", 7],
  ["is a text", "aws.securityhub"],
  ["is a list", [event()]],
  ["is empty", {}],
  ["is text of an event", JSON.stringify(event())],
  ["has no source", { ...event(), source: undefined }],
  ["is of another source", { ...event(), source: "aws.guardduty" }],
  ["has a number as its source", { ...event(), source: 7 }],
  ["has an object as its source", { ...event(), source: { a: "aws.securityhub" } }],
  ["has no detail-type", { ...event(), "detail-type": undefined }],
  ["is of another detail-type", { ...event(), "detail-type": "Security Hub Insight Results" }],
  ["has no detail", { ...event(), detail: undefined }],
  ["has null as its detail", { ...event(), detail: null }],
  ["has no findings", { ...event(), detail: {} }],
  ["has an empty list of findings", withFindings([])],
  ["has null findings", withFindings(null)],
  ["has an object for findings", withFindings({ 0: networkConnection() })],
  ["has a text for findings", withFindings("finding")],
])("an input that %s ends in EVENT_INVALID, and never in a row", async (_, input) => {
  const { answer, error, log } = await handle(input);
  expect(answer).toBeUndefined();
  expect(error).toMatchObject({
    name: "EVENT_INVALID",
    message: expect.stringMatching(/^the input is not an event of Security Hub: .*(source|findings)/) as unknown,
  });
  expect(log).toEqual([expect.objectContaining({ level: "ERROR", code: "EVENT_INVALID" })]);
  expect(world.dynamoDb.calls).toEqual([]);
});

it.each([
  ["null", null, "NOT_GUARDDUTY"],
  ["a number", 7, "NOT_GUARDDUTY"],
  ["a text", "finding", "NOT_GUARDDUTY"],
  ["a list", [networkConnection()], "NOT_GUARDDUTY"],
  ["an empty object", {}, "NOT_GUARDDUTY"],
  ["numbers where texts belong", NUMBERS, "NOT_GUARDDUTY"],
  ["numbers beside GuardDuty's ProductArn", { ...NUMBERS, ProductArn }, "NO_REMOTE_HOST"],
  ["GuardDuty's ProductArn and nothing else", { ProductArn }, "NO_REMOTE_HOST"],
  ["GuardDuty's finding without ProductFields", finding({ ProductFields: undefined }), "NO_REMOTE_HOST"],
  ["GuardDuty's finding with null as ProductFields", { ...finding(), ProductFields: null }, "NO_REMOTE_HOST"],
  ["GuardDuty's finding with a list as ProductFields", { ...finding(), ProductFields: [PUBLIC_V4] }, "NO_REMOTE_HOST"],
  [
    "GuardDuty's finding with a number as address",
    { ...finding(), ProductFields: { [REMOTE_V4]: 84281096 } },
    "NO_REMOTE_HOST",
  ],
  [
    "GuardDuty's finding with an address in a list",
    { ...finding(), ProductFields: { [REMOTE_V4]: [PUBLIC_V4] } },
    "NO_REMOTE_HOST",
  ],
  [
    "GuardDuty's finding with null in its Action",
    { ...finding(), Action: { NetworkConnectionAction: null } },
    "NO_REMOTE_HOST",
  ],
  ["a 10,000-character title, of nobody", longTitle({ ProductFields: undefined }), "NO_REMOTE_HOST"],
  ["a 10,000-character title, of another product", longTitle({ ProductArn: "arn:aws:x" }), "NOT_GUARDDUTY"],
])("%s where a finding should be is refused in words, and never ends in a row", async (_, raw, Reason) => {
  const { answer, error } = await handle(withFindings([raw]));
  expect(error).toBeUndefined();
  expect(recordOutcome.parse(answer)).toMatchObject({
    NewIP: false,
    IPList: [],
    Refused: [{ Host: "", Reason, Detail: expect.stringMatching(/^nothing to block: \w/) as unknown }],
  });
  expect(world.dynamoDb.calls).toEqual([]);
});
