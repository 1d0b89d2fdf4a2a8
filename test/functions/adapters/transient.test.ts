import { isTransient } from "../../../functions/adapters/transient";

const error = (name: string, more = {}) => Object.assign(new Error("x"), { name, ...more });

it.each([
  ["throttling", error("ThrottlingException", { $metadata: { httpStatusCode: 400 } })],
  ["too much throughput", error("ProvisionedThroughputExceededException", { $metadata: { httpStatusCode: 400 } })],
  ["too many requests", error("Odd", { $metadata: { httpStatusCode: 429 } })],
  ["a 503 of any name", error("Odd", { $metadata: { httpStatusCode: 503 } })],
  ["an answer that broke on its way", error("SyntaxError", { $metadata: { httpStatusCode: 200 } })],
  ["no answer in time", error("TimeoutError")],
  ["a reset connection", error("Error", { code: "ECONNRESET", $metadata: { attempts: 1 } })],
  ["no name service", error("Error", { code: "ENOTFOUND" })],
])("%s may pass", (_, thrown) => {
  expect(isTransient(thrown)).toBe(true);
});

it.each([
  ["no permission", error("AccessDeniedException", { $metadata: { httpStatusCode: 400 } })],
  ["no credentials", error("CredentialsProviderError")],
  ["a defect of ours", new TypeError("x is undefined")],
  ["a code that is no system error", error("Error", { code: "Whatever" })],
  ["something that is no error", "ECONNRESET"],
])("%s does not pass", (_, thrown) => {
  expect(isTransient(thrown)).toBe(false);
});
