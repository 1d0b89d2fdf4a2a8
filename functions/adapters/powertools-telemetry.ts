import { Logger } from "@aws-lambda-powertools/logger";
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { IN_SECONDS, METRIC_NAMESPACE } from "../contract/metrics";
import type { Telemetry } from "../ports/telemetry";

/** Telemetry that is opened and closed with an invocation: keys never leak into the next one. */
export interface InvocationTelemetry extends Telemetry {
  readonly begin: (keys: Readonly<Record<string, string>>) => void;
  readonly end: () => void;
}

/** JSON logs, and metrics in CloudWatch's embedded metric format, by Powertools. */
export function powertoolsTelemetry(serviceName: string, environment: string): InvocationTelemetry {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName, defaultDimensions: { environment } });
  return {
    begin: (keys) => {
      logger.resetKeys();
      logger.appendKeys(keys);
    },
    end: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
    info: (code, sentence, fields = {}) => logger.info(sentence, { code, ...fields }),
    warn: (code, sentence, fields = {}) => logger.warn(sentence, { code, ...fields }),
    error: (code, sentence, fields = {}) => logger.error(sentence, { code, ...fields }),
    count: (metric, value) =>
      metrics.addMetric(metric, IN_SECONDS.has(metric) ? MetricUnit.Seconds : MetricUnit.Count, value),
  };
}
