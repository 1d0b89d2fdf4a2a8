/** A function as Lambda runs it: index.ts reads the environment, and the SDK finds the stand-in by it. */
import type { LambdaContext } from "../../../functions/runtime/lambda-handler";

type Handler = (event: unknown, context?: LambdaContext) => Promise<unknown>;
type LogLine = Readonly<Record<string, unknown>>;

/**
 * Starts an instance with these variables, beside those that every Lambda function has. It stays warm: each call is
 * one more invocation, and answers with what it gave back or threw, and with the JSON that it wrote to its log.
 */
export async function coldStart(
  load: () => Promise<{ readonly handler: Handler }>,
  variables: Readonly<Record<string, string>>,
  dynamoDbUrl: string,
) {
  const environment = {
    ...variables,
    AWS_REGION: "us-west-2",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl,
  };
  const { handler } = await within(environment, () => {
    jest.resetModules();
    return load();
  });
  return (input: unknown, context?: LambdaContext) => within(environment, () => invoke(handler, input, context));
}

async function within<Result>(environment: Readonly<Record<string, string>>, work: () => Promise<Result>) {
  const before = process.env;
  process.env = { ...before, ...environment };
  try {
    return await work();
  } finally {
    process.env = before;
  }
}

async function invoke(handler: Handler, input: unknown, context: LambdaContext | undefined) {
  const written: string[] = [];
  const write = (text: unknown) => written.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, "write").mockImplementation(write));
  try {
    const ended = await handler(input, context).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    // Node's own warnings are no JSON.
    const log = written.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as LogLine);
    return { answer: undefined, error: undefined, ...ended, log };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}
