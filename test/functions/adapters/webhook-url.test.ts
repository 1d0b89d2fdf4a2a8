import { SSMClient } from "@aws-sdk/client-ssm";
import { ssmWebhookUrl, type WebhookUrlOptions } from "../../../functions/adapters/webhook-url";
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

const HOSTS = ["hooks.slack.com", "hooks.slack-gov.com"];
const reader = (ssm = client, parameterName = NAME, given: Partial<WebhookUrlOptions> = {}) =>
  ssmWebhookUrl({
    client: ssm,
    parameterName,
    clock: { now: () => now },
    hosts: HOSTS,
    hostsSetting: "slack.webhookHosts",
    ...given,
  });
const onAnEmulator = () => reader(client, NAME, { loopback: true });
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

it("asks at once when it is told to, and uses from then on what is there", async () => {
  const read = reader();
  await read();
  store.set(NAME, `${URL_VALUE}-2`);
  expect(await read(true)).toBe(`${URL_VALUE}-2`);
  expect(await read()).toBe(`${URL_VALUE}-2`);
  expect(store.calls).toHaveLength(2);
});

it("keeps no failure: a parameter that is put right works at once", async () => {
  const read = reader();
  store.set(NAME, "changeme");
  await failureOf(read());
  store.set(NAME, URL_VALUE);
  expect(await read()).toBe(URL_VALUE);
});

it.each([
  ` ${URL_VALUE}\n`,
  "https://hooks.slack-gov.com/services/T0/B0/x",
  // What URL makes of them is one of the hosts, and is what is fetched.
  ["https://HOOKS.slack.com:443/x", "https://hooks.slack.com/x"],
  ["https:hooks.slack.com/x", "https://hooks.slack.com/x"],
])("takes %j", async (given) => {
  const [value = "", read = value.trim()] = [given].flat();
  store.set(NAME, value);
  expect(await reader()()).toBe(read);
});

const ON_LOOPBACK = [
  "http://127.0.0.1:8080/services/very-secret",
  "http://127.9.8.7/very-secret",
  "http://localhost:1/very-secret",
  "http://[::1]:1/very-secret",
  "https://127.0.0.1:8443/very-secret",
];
it.each(ON_LOOPBACK)("takes %j on an emulator", async (value) => {
  store.set(NAME, value);
  expect(await onAnEmulator()()).toBe(value);
});
// In Lambda it would be the runtime's own API, and the credentials of the role.
it.each(ON_LOOPBACK)("refuses %j elsewhere", async (value) => {
  store.set(NAME, value);
  expect((await failureOf(reader()())).code).toBe("WEBHOOK_UNUSABLE");
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
  "https://hooks.slack.com:8443/very-secret",
  "https://very-secret@hooks.slack.com/",
  "https://hooks.slack.com@10.0.0.1/very-secret",
  "data:text/plain,very-secret",
  "https://very-secret",
  "https://very-secret/services/T0/B0/",
])("refuses %j, and does not repeat it, on an emulator neither", async (value) => {
  store.set(NAME, value);
  for (const read of [reader(), onAnEmulator()]) expect((await failureOf(read())).code).toBe("WEBHOOK_UNUSABLE");
});

it.each([
  ["https://evil.example/very-secret", "evil.example"],
  ["https://hooks.slack.com.evil.example/very-secret", "hooks.slack.com.evil.example"],
  ["https://evil-hooks.slack.com/very-secret", "evil-hooks.slack.com"],
  ["https://a.hooks.slack.com/very-secret", "a.hooks.slack.com"],
  ["https://slack.com/very-secret", "slack.com"],
  ["https://169.254.169.254/latest/meta-data/iam/security-credentials/very-secret", "169.254.169.254"],
  ["https://0xa9fea9fe/very-secret", "169.254.169.254"],
  ["https://[fd00:ec2::254]/very-secret", "another host"],
  ["https://hooks.slack.com./very-secret", "another host"],
  ["https://hooks.sl\u0430ck.com/very-secret", "hooks.xn--slck-63d.com"],
  ["https://evil.example\\@hooks.slack.com/very-secret", "evil.example"],
])("refuses the host of %j by its name, and says which may be", async (value, host) => {
  store.set(NAME, value);
  const { code, message } = await failureOf(reader()());
  expect(code).toBe("WEBHOOK_UNUSABLE");
  expect(message).toContain(`leads to ${host}, which is not in slack.webhookHosts (${HOSTS.join(", ")})`);
});

it("refuses Slack's own host where the config names another", async () => {
  const given = { hosts: ["chat.example.com"], hostsSetting: "notifications.webhookHosts" };
  expect((await failureOf(reader(client, NAME, given)())).message).toContain("notifications.webhookHosts");
  store.set(NAME, "https://chat.example.com/hooks/x");
  expect(await reader(client, NAME, given)()).toBe("https://chat.example.com/hooks/x");
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
