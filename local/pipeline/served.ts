import { startLambdaApi, type LambdaStandIn } from "../stand-ins/lambda/server";
import { startStepFunctions, type StepFunctionsStandIn } from "../stand-ins/step-functions/server";
import type { Pipeline } from "./pipeline";

/** The functions and state machines of a pipeline, for those who call them from outside: the commands of ops/. */
export interface Served {
  readonly lambda: LambdaStandIn;
  readonly stepFunctions: StepFunctionsStandIn;
  /** The SDK's own variables, which lead a command to this pipeline. */
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Puts Lambda's and Step Functions' APIs over a pipeline that is up. Close them before it. */
export async function serve({ deployment, standIns, lambda, execute }: Pipeline): Promise<Served> {
  const api = await startLambdaApi({ functions: deployment.functions, invoke: lambda.invoke });
  const stepFunctions = await startStepFunctions({ stateMachines: deployment.stateMachines, execute });
  return {
    lambda: api,
    stepFunctions,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: standIns.dynamoDb.url,
      AWS_ENDPOINT_URL_NETWORK_FIREWALL: standIns.firewall.url,
      AWS_ENDPOINT_URL_LAMBDA: api.url,
      AWS_ENDPOINT_URL_SFN: stepFunctions.url,
    },
    close: async () => {
      await Promise.all([api.close(), stepFunctions.close()]);
    },
  };
}
