import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { startParameterStore, type ParameterStoreStandIn } from "../../../local/stand-ins/parameter-store/server";
import { clientConfig, outcomeOf } from "./support";

const NAME = "/sechub/slack-webhook";
const SECRET = "https://hooks.example.com/secret";
const NOW = Date.parse("2026-03-01T12:00:00.000Z");

let store: ParameterStoreStandIn;
let client: SSMClient;
beforeEach(async () => {
  store = await startParameterStore({ [NAME]: SECRET }, { now: () => NOW });
  client = new SSMClient(clientConfig(store.url));
});
afterEach(async () => {
  client.destroy();
  await store.close();
});

const get = (Name: string, WithDecryption?: boolean) =>
  client.send(new GetParameterCommand({ Name, ...(WithDecryption !== undefined && { WithDecryption }) }));

it("gives a SecureString in clear text to who asks for its decryption", async () => {
  expect((await get(NAME, true)).Parameter).toEqual({
    Name: NAME,
    Type: "SecureString",
    Value: SECRET,
    Version: 1,
    LastModifiedDate: new Date(NOW),
    ARN: "arn:aws:ssm:us-west-2:111122223333:parameter/sechub/slack-webhook",
    DataType: "text",
  });
});

it.each([[false], [undefined]])("keeps it to itself when WithDecryption is %s", async (withDecryption) => {
  const value = (await get(NAME, withDecryption)).Parameter?.Value;

  expect(value).toBeTruthy();
  expect(value).not.toContain("hooks.example.com");
});

it.each([
  ["a parameter that was not set", "/sechub/other", "ParameterNotFound"],
  ["a name in other case", NAME.toUpperCase(), "ParameterNotFound"],
  ["an empty name", "", "ValidationException"],
  ["a name that is too long", "n".repeat(2049), "ValidationException"],
])("refuses %s", async (_what, name, outcome) => {
  expect(await outcomeOf(get(name, true))).toBe(outcome);
});

it("gives the newest version after a change", async () => {
  store.set(NAME, "rotated");

  expect((await get(NAME, true)).Parameter).toMatchObject({ Value: "rotated", Version: 2 });
});

it("writes down who asked for what, and no secret", async () => {
  await get(NAME, true);
  await outcomeOf(get("/sechub/other"));

  const call = { operation: "GetParameter", at: NOW, caller: "x" };
  expect(store.calls).toEqual([
    { ...call, outcome: "ok", request: { Name: NAME, WithDecryption: true } },
    { ...call, outcome: "ParameterNotFound", request: { Name: "/sechub/other" } },
  ]);
  expect(JSON.stringify(store.calls)).not.toContain(SECRET);
});
