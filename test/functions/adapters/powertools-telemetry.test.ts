import { powertoolsTelemetry } from "../../../functions/adapters/powertools-telemetry";
import { METRICS } from "../../../functions/contract/metrics";

interface Emf {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly [
      { readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[] },
    ];
  };
  readonly [field: string]: unknown;
}

let written: Emf[];
beforeEach(() => {
  written = [];
  // Powertools writes metrics to standard output past the console, which Lambda patches.
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    written.push(JSON.parse(String(line)) as Emf);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const telemetry = () => powertoolsTelemetry("update-nf-rg", "test");
const valuesOf = (metric: string) => written.flatMap((one) => (metric in one ? [one[metric]].flat() : []));

it("writes a metric with its own unit, by the dimensions that alarms and dashboard name", () => {
  const { count, end } = telemetry();
  count(METRICS.hostsBlocked, 2);
  count(METRICS.recordingToBlock, 8.4);
  end();
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject({
    service: "update-nf-rg",
    environment: "test",
    HostsBlocked: 2,
    SecondsFromRecordingToBlock: 8.4,
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: "SechubFirewall",
          Metrics: [
            { Name: "HostsBlocked", Unit: "Count" },
            { Name: "SecondsFromRecordingToBlock", Unit: "Seconds" },
          ],
        },
      ],
    },
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
it("writes each value of a storm, and no more than the 100 that a line may have for a metric", () => {
  const { count, end } = telemetry();
  const seconds = Array.from({ length: 501 }, (_, index) => index / 10);
  for (const second of seconds) {
    count(METRICS.recordingToBlock, second);
    count(METRICS.sightingToBlock, second);
  }
  end();
  for (const metric of [METRICS.recordingToBlock, METRICS.sightingToBlock]) {
    expect(valuesOf(metric)).toEqual(seconds);
    for (const line of written) expect([line[metric]].flat().length).toBeLessThanOrEqual(100);
  }
});
