import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { FunctionName } from "../../functions/contract/function-names";
import { OpsError } from "../command/ops-error";
import { clientConfig } from "./client-config";
import { ofService } from "./service-failed";
import type { Target } from "./target";

/** The deployed functions of an environment. */
export interface Functions {
  /** @throws FunctionFailed; ServiceFailed of whatever the SDK says */
  readonly invoke: (name: FunctionName, payload: object) => Promise<unknown>;
  readonly close: () => void;
}

/** Longer than update-nf-rg may run (stacks/functions.ts). */
const ANSWER_MS = 100_000;

/** undefined: a local run that serves no functions. */
export function functionsOf(target: Target, env: NodeJS.ProcessEnv): Functions | undefined {
  const { config, endpoints } = target;
  if (endpoints.local && endpoints.lambda === undefined) return undefined;
  const { requestHandler, ...common } = clientConfig(target, endpoints.lambda, env);
  const client = new LambdaClient({
    ...common,
    // Who does not wait for the answer does not know whether it was done.
    requestHandler: { ...requestHandler, requestTimeout: ANSWER_MS, socketTimeout: ANSWER_MS },
  });
  return {
    invoke: async (name, payload) => {
      const FunctionName = `${config.prefix}-${name}`;
      const invoke = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) });
      const answer = await ofService("Lambda", `function ${FunctionName}`, client.send(invoke));
      const text = Buffer.from(answer.Payload ?? []).toString("utf8");
      if (answer.FunctionError !== undefined) throw functionFailed(FunctionName, text);
      return JSON.parse(text === "" ? "null" : text) as unknown;
    },
    close: () => client.destroy(),
  };
}

/** A function ended with an error. */
export class FunctionFailed extends OpsError {
  constructor(
    functionName: string,
    /** Our code, when it is one of ours (docs/errors.md). */
    readonly errorType: string,
    message: string,
  ) {
    super("FUNCTION_FAILED", `${functionName} failed with ${errorType}: ${message} (docs/errors.md)`);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html: errorType is the error's name. */
function functionFailed(name: string, text: string): FunctionFailed {
  let said: { readonly errorType?: unknown; readonly errorMessage?: unknown } = {};
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    // Not the function's own words.
  }
  const type = typeof said.errorType === "string" ? said.errorType : "an error without a name";
  const message = typeof said.errorMessage === "string" ? said.errorMessage.replace(/\s+/g, " ").slice(0, 300) : "";
  return new FunctionFailed(name, type, message);
}
