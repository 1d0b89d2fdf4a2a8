import { InvokeCommand, LambdaClient, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import { LambdaError } from "../../../local/lambda/instance";
import { TooManyRequests } from "../../../local/lambda/concurrency";
import { AwsError } from "../../../local/stand-ins/aws-error";
import { startLambdaApi, type LambdaStandIn } from "../../../local/stand-ins/lambda/server";
import { clientConfig } from "./support";

const ARN = "arn:aws:lambda:us-west-2:111122223333:function:sechub-echo";

let api: LambdaStandIn;
let client: LambdaClient;
beforeEach(async () => {
  api = await startLambdaApi({
    functions: [{ arn: ARN, name: "sechub-echo" }],
    invoke: (arn, payload) => {
      if ((payload as { throttled?: boolean }).throttled)
        return Promise.reject(new TooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded"));
      if ((payload as { fail?: boolean }).fail)
        throw new LambdaError("EVENT_INVALID", "no findings", ["EVENT_INVALID"]);
      return Promise.resolve((payload as { nothing?: boolean }).nothing ? undefined : { arn, payload });
    },
  });
  client = new LambdaClient(clientConfig(api.url));
});
afterEach(async () => {
  client.destroy();
  await api.close();
});

async function invoke(payload: unknown, input: Partial<InvokeCommandInput> = {}) {
  const command = new InvokeCommand({ FunctionName: ARN, Payload: JSON.stringify(payload), ...input });
  const { StatusCode, FunctionError, Payload } = await client.send(command);
  return { StatusCode, FunctionError, answer: JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown };
}

it.each([ARN, "sechub-echo"])("answers for %s what the function answers", async (FunctionName) => {
  expect(await invoke({ ü: 1 }, { FunctionName })).toEqual({
    StatusCode: 200,
    FunctionError: undefined,
    answer: { arn: ARN, payload: { ü: 1 } },
  });
  expect((await invoke({ nothing: true }, { FunctionName })).answer).toBeNull();
  expect(api.calls.map(({ operation, outcome }) => [operation, outcome])).toEqual([
    ["Invoke", "ok"],
    ["Invoke", "ok"],
  ]);
});

it("answers 200 with the error of a function that threw", async () => {
  expect(await invoke({ fail: true })).toEqual({
    StatusCode: 200,
    FunctionError: "Unhandled",
    answer: { errorType: "EVENT_INVALID", errorMessage: "no findings", trace: ["EVENT_INVALID"] },
  });
  expect(api.calls).toMatchObject([{ outcome: "Unhandled" }]);
});

it("answers 429 with the reason when no place is free: a refusal, and no error of the function", async () => {
  await expect(invoke({ throttled: true })).rejects.toMatchObject({
    name: "TooManyRequestsException",
    message: "Rate Exceeded.",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    Type: "User",
    $metadata: { httpStatusCode: 429 },
  });
  expect(api.calls).toMatchObject([{ outcome: "TooManyRequestsException" }]);
});

it.each<[string, Partial<InvokeCommandInput>, string, number]>([
  ["an unknown function", { FunctionName: "nobody" }, "ResourceNotFoundException", 404],
  ["a payload that is no JSON", { Payload: Buffer.from("{") }, "InvalidRequestContentException", 400],
  ["an asynchronous invocation", { InvocationType: "Event" }, "InvalidParameterValueException", 400],
])("refuses %s", async (_, input, name, status) => {
  await expect(invoke({}, input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
});

it("refuses a request that is not signed, and what is no invocation", async () => {
  const path = `${api.url}/2015-03-31/functions/sechub-echo/invocations`;
  expect((await fetch(path, { method: "POST", body: "{}" })).status).toBe(403);
  expect((await fetch(path)).status).toBe(404);
  expect((await fetch(api.url, { method: "POST" })).status).toBe(404);
});

it("fails as it is told to, once", async () => {
  api.failNext(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
  await expect(invoke({})).rejects.toMatchObject({
    name: "TooManyRequestsException",
    message: "Rate Exceeded.",
    $metadata: { httpStatusCode: 429 },
  });
  await expect(invoke({})).resolves.toMatchObject({ StatusCode: 200 });
});
