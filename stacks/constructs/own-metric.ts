import type { FunctionName } from "../../functions/contract/function-names";
import { METRIC_NAMESPACE, type MetricName } from "../../functions/contract/metrics";
import type { BaseStack } from "../base-stack";

/** A metric that a function emits, by the dimensions that its telemetry gives it (functions/adapters/powertools-telemetry.ts). */
export const ownMetric = (stack: BaseStack, service: FunctionName, metricName: MetricName) => ({
  namespace: METRIC_NAMESPACE,
  metricName,
  dimensions: { environment: stack.config.environment, service },
});
