import { SSMClient } from "@aws-sdk/client-ssm";
import { ssmWebhookUrl } from "../../../functions/adapters/webhook-url";
import { CodedError } from "../../../functions/contract/coded-error";
import { startParameterStore, type ParameterStoreStandIn } from "../../../local/stand-ins/parameter-store/server";

const NAME = "/sechub-firewall/prod/slack-webhook";
const URL_VALUE = "https://hooks.slack.com/services/T0/B0/very-secret";

let store: ParameterStoreStandIn;
let client: SSMClient;
let now: Date;
beforeEach(async () => {
  store = await startParameterStore({ [NAME]: URL_VALUE });
  client = new SSMClient({
    endpoint: store.url,
    region: "us-west-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  now = new Date("2026-03-02T10:00:00Z");
});
afterEach(() => {
  client.destroy();
  return store.close();
});

const reader = (ssm = client, parameterName = NAME) =>
  ssmWebhookUrl({ client: ssm, parameterName, clock: { now: () => now } });
const failing = (error: Error) => reader({ send: () => Promise.reject(error) } as unknown as SSMClient);

async function failureOf(reading: Promise<string>): Promise<CodedError> {
  const error = await reading.then(
    () => new Error("it was read"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CodedError)) throw error;
  expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain("very-secret");
  return error;
}

it("reads the decrypted URL", async () => {
  expect(await reader()()).toBe(URL_VALUE);
});

it("asks again after a minute, not before: a new URL is used then", async () => {
  const read = reader();
  await read();
  store.set(NAME, `${URL_VALUE}-2`);
  now = new Date("2026-03-02T10:00:59Z");
  expect(await read()).toBe(URL_VALUE);
  expect(store.calls).toHaveLength(1);
  now = new Date("2026-03-02T10:01:00Z");
  expect(await read()).toBe(`${URL_VALUE}-2`);
});

it("keeps no failure: a parameter that is put right works at once", async () => {
  const read = reader();
  store.set(NAME, "changeme");
  await failureOf(read());
  store.set(NAME, URL_VALUE);
  expect(await read()).toBe(URL_VALUE);
});

it.each([
  "http://127.0.0.1:8080/services/x",
  "http://127.9.8.7/x",
  "http://localhost:1/x",
  "http://[::1]:1/x",
  ` ${URL_VALUE}\n`,
])("takes %j", async (value) => {
  store.set(NAME, value);
  expect(await reader()()).toBe(value.trim());
});

it.each([
  "",
  "very-secret",
  "http://hooks.slack.com/very-secret",
  "http://127.0.0.1.evil.example/very-secret",
  "http://localhost.evil.example/very-secret",
  "http://[::2]/very-secret",
  "http://10.0.0.1/very-secret",
  "ftp://localhost/very-secret",
  "file:///very-secret",
  "https://user:very-secret@hooks.slack.com/",
  "https://",
])("refuses %j, and does not repeat it", async (value) => {
  store.set(NAME, value);
  expect((await failureOf(reader()())).code).toBe("WEBHOOK_UNUSABLE");
});

it("says the command to run when the parameter is missing", async () => {
  const error = await failureOf(reader(client, "/other")());
  expect(error.code).toBe("WEBHOOK_UNUSABLE");
  expect(error.message).toContain("parameter /other does not exist");
  expect(error.message).toContain(
    "aws ssm put-parameter --name /other --type SecureString --overwrite --value <webhook URL>",
  );
});

it("refuses a parameter in clear text", async () => {
  const send = () => Promise.resolve({ Parameter: { Type: "String", Value: URL_VALUE } });
  const error = await failureOf(reader({ send } as unknown as SSMClient)());
  expect([error.code, error.message]).toEqual(["WEBHOOK_UNUSABLE", expect.stringContaining("clear text")]);
});

const named = (name: string, status = 400) =>
  Object.assign(new Error(`very-secret ${name}`), { name, $metadata: { httpStatusCode: status } });

it.each([
  named("ThrottlingException"),
  named("InternalServerError", 500),
  named("TimeoutError"),
  named("Whatever", 503),
])("is unavailable for now after $name", async (error) =>
  expect((await failureOf(failing(error)())).code).toBe("PARAMETER_UNAVAILABLE"),
);

it("points at the role when access is denied", async () => {
  const error = await failureOf(failing(named("AccessDeniedException"))());
  expect([error.code, error.message]).toEqual(["WEBHOOK_UNUSABLE", expect.stringContaining("kms:Decrypt")]);
});
