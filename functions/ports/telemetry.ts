import type { MetricName } from "../contract/metrics";

type Fields = Readonly<Record<string, unknown>>;

/** Log lines have a stable code, a sentence, and fields; metrics have names that alarms know. */
export interface Telemetry {
  readonly info: (code: string, sentence: string, fields?: Fields) => void;
  readonly warn: (code: string, sentence: string, fields?: Fields) => void;
  readonly error: (code: string, sentence: string, fields?: Fields) => void;
  /** Adds one value of the metric, in the metric's own unit. */
  readonly count: (metric: MetricName, value: number) => void;
}
