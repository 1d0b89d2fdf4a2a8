import type { Statement } from "./statement";

const SENDING = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/**
 * What Lambda needs of a function's role to trace its invocations. No action of X-Ray's on traces has resources.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export const SENDS_TRACES: Statement = { actions: SENDING, resources: ["*"] };

/**
 * Step Functions also asks which executions to trace.
 * https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
 */
export const SAMPLES_AND_SENDS_TRACES: Statement = {
  actions: [...SENDING, "xray:GetSamplingRules", "xray:GetSamplingTargets"],
  resources: ["*"],
};
