import { event, finding, longTitle, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { after, startWorld, type World } from "../support/world";
import { coldStart } from "./cold-start";
import { VARIABLES } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const start = (variables: Readonly<Record<string, string>> = {}, url = world.dynamoDb.url) =>
  coldStart(() => import("../../../functions/add-ip-to-ddb/index"), { ...VARIABLES, ...variables }, url);
const withFindings = (findings: unknown) => ({ ...event(), detail: { findings } });
/** Everything that is a text, an object or a list in ASFF, as a number. */
const NUMBERS = Object.fromEntries(Object.keys(finding()).map((field) => [field, 7]));
const { ProductArn } = finding();
const REMOTE_V4 = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4";

it("blocks for the hours, and from the moment, that the environment and the system's clock say", async () => {
  const before = new Date().toISOString();
  await (
    await start({ RETENTION_HOURS: "24" })
  )(event());
  const [{ CreatedAt, ExpiresAt } = { CreatedAt: "", ExpiresAt: "" }] = await world.rows();
  expect(CreatedAt >= before && CreatedAt <= new Date().toISOString()).toBe(true);
  expect(ExpiresAt).toBe(after(24, new Date(CreatedAt)).toISOString());
});

describe("a good host beside what is bad", () => {
  it("in its finding is recorded, and what is no text reads as none", async () => {
    const bad = { ...NUMBERS, ProductArn, ProductFields: { [REMOTE_V4]: PUBLIC_V4, count: 7, none: null } };
    expect((await (await start())(withFindings([bad]))).answer).toMatchObject({ IPList: [PUBLIC_V4] });
    const texts = { FindingId: "", FindingType: "", AccountId: "", Region: "us-west-2", Reason: "" };
    expect(await world.rows()).toMatchObject([{ HostIp: PUBLIC_V4, Severity: "UNKNOWN", ...texts }]);
  });

  it("in the event is recorded", async () => {
    const { answer } = await (await start())(withFindings([null, 7, networkConnection(), { ProductArn }]));
    expect(answer).toMatchObject({
      IPList: [PUBLIC_V4],
      Refused: [{ Reason: "NOT_GUARDDUTY" }, { Reason: "NOT_GUARDDUTY" }, { Reason: "NO_REMOTE_HOST" }],
      FindingIds: ["", "", networkConnection().Id, ""],
    });
  });

  it("in a title of 10,000 characters is recorded, with the first 256 of them", async () => {
    expect(longTitle().Title).toHaveLength(10_000);
    await (
      await start()
    )(event([longTitle()]));
    expect((await world.rows()).map(({ Reason }) => Reason)).toEqual([String(longTitle().Title).slice(0, 256)]);
  });
});

describe("the log", () => {
  it("carries the finding's id and the request's in every line, also of a warm instance", async () => {
    const handle = await start();
    for (const host of [PUBLIC_V4, OTHER_PUBLIC_V4]) {
      const { log } = await handle(event([networkConnection(host)]), { awsRequestId: `request of ${host}` });
      const lines = log.filter((line) => !("_aws" in line));
      expect(lines.map(({ code, host: of }) => [code, of])).toEqual([["HOST_RECORDED", host]]);
      expect(lines).toMatchObject([
        { findingId: networkConnection(host).Id, requestId: `request of ${host}`, service: "add-ip-to-ddb" },
      ]);
    }
  });

  it("carries no finding's id of the invocation before", async () => {
    const handle = await start();
    await handle(event());
    const { log } = await handle({});
    expect(log.map(({ code, findingId = "" }) => [code, findingId])).toEqual([["EVENT_INVALID", ""]]);
  });

  it("ends with the metrics of the invocation, by environment", async () => {
    const handle = await start({ ALLOWLIST: "6.0.0.0/8" });
    const { log } = await handle(event([networkConnection(), networkConnection(OTHER_PUBLIC_V4)]));
    expect(log.filter((line) => "_aws" in line)).toMatchObject([
      { HostsRecorded: 1, HostsRefused: 1, HostsLifted: 0, environment: "test", service: "add-ip-to-ddb" },
    ]);
  });
});

describe("a table", () => {
  it.each([
    ["that is not there fails as TABLE_REFUSED", { BLOCKLIST_TABLE: "elsewhere" }, undefined, "TABLE_REFUSED"],
    ["that does not answer fails as TABLE_UNAVAILABLE", {}, "http://127.0.0.1:9", "TABLE_UNAVAILABLE"],
  ])("%s, which the log says of its finding", async (_, variables, url, code) => {
    const { answer, error, log } = await (await start(variables, url))(event());
    expect(answer).toBeUndefined();
    expect(error).toMatchObject({ name: code });
    expect(log).toEqual([
      expect.objectContaining({ level: "ERROR", code, findingId: networkConnection().Id }) as unknown,
    ]);
  });
});

it.each([
  ["BLOCKLIST_TABLE", ""],
  ["RETENTION_HOURS", "a month"],
  ["ALLOWLIST", "everyone"],
  ["BLOCK_ACTIONS", "everything"],
])("does not start when %s is %j", async (name, value) => {
  await expect(start({ [name]: value })).rejects.toMatchObject({ name: "ENV_INVALID" });
});
