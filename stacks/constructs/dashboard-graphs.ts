import { FUNCTION_NAMES, type FunctionName } from "../../functions/contract/function-names";
import { METRICS, type MetricName } from "../../functions/contract/metrics";
import type { BaseStack } from "../base-stack";
import { ownMetric } from "./own-metric";
import { FULL_PERCENT, NEARLY_FULL_PERCENT } from "./rule-group-alarms";
import type { StateMachine } from "./state-machine";

export interface Graph {
  readonly title: string;
  /** Lines of the metrics array of a widget. */
  readonly metrics: readonly (readonly unknown[])[];
  /** Values that a horizontal line marks. */
  readonly marks?: readonly number[];
}

/** What is blocked first, then how fast and why, then what makes it slow, then the machinery. */
export function graphs(stack: BaseStack, machines: readonly StateMachine[]): readonly Graph[] {
  const own = (service: FunctionName, name: MetricName, options: object) => {
    const { namespace, metricName, dimensions } = ownMetric(stack, service, name);
    return [namespace, metricName, ...Object.entries(dimensions).flat(), options];
  };
  const sums = (service: FunctionName, ...names: readonly MetricName[]) =>
    names.map((name) => own(service, name, { stat: "Sum" }));
  const group = (...names: readonly MetricName[]) => sums("update-nf-rg", ...names);
  // Only a reconcile measures the group, and between two it is as the last one left it.
  const asLeft = (...names: readonly MetricName[]) =>
    names.flatMap((name, index) => [
      own("update-nf-rg", name, { id: `m${index}`, stat: "Maximum", visible: false }),
      [{ expression: `FILL(m${index}, REPEAT)`, id: `e${index}`, label: name }],
    ]);
  const seconds = (name: MetricName, ...stats: readonly string[]) =>
    stats.map((stat) => own("update-nf-rg", name, { stat, label: `${name} ${stat}` }));
  const executions = (metric: string, { how = "", ...options }: { how?: string; stat?: string } = {}) =>
    machines.map(({ arn, name }) => {
      const label = `${name}${how && ` ${how}`}`;
      return ["AWS/States", metric, "StateMachineArn", arn, { label, ...options }];
    });
  const functions = (metric: string) =>
    FUNCTION_NAMES.map((name) => ["AWS/Lambda", metric, "FunctionName", stack.nameOf(name), { label: name }]);

  return [
    { title: "Hosts in force, and left out", metrics: asLeft(METRICS.hostsInForce, METRICS.hostsLeftOut) },
    {
      title: "Capacity used, %",
      metrics: asLeft(METRICS.capacityUsedPercent),
      marks: [NEARLY_FULL_PERCENT, FULL_PERCENT],
    },
    { title: "Packets dropped, by firewall and zone", metrics: [[droppedPackets(stack)]] },

    { title: "Hosts blocked and unblocked", metrics: group(METRICS.hostsBlocked, METRICS.hostsUnblocked) },
    {
      title: "From finding to block, s",
      metrics: [
        ...seconds(METRICS.recordingToBlock, "p50", "p90", "Maximum"),
        ...seconds(METRICS.sightingToBlock, "p50", "p90"),
      ],
    },
    {
      title: "Blocks that ended: lifted, expired",
      metrics: [...sums("add-ip-to-ddb", METRICS.hostsLifted), ...sums("remove-ip-from-ddb", METRICS.hostsExpired)],
    },

    {
      title: "Hosts recorded and refused",
      metrics: sums("add-ip-to-ddb", METRICS.hostsRecorded, METRICS.hostsRefused),
    },
    {
      title: "Firewall conflicts, throttles and turns waited for",
      metrics: group(METRICS.firewallConflicts, METRICS.firewallThrottles, METRICS.turnsWaited),
    },
    {
      title: "Firewall updates and rules repaired",
      metrics: group(METRICS.firewallUpdates, METRICS.rulesRepaired),
    },

    { title: "Executions started", metrics: executions("ExecutionsStarted") },
    {
      title: "Executions failed, timed out, stopped",
      metrics: [
        ...executions("ExecutionsFailed", { how: "failed" }),
        ...executions("ExecutionsTimedOut", { how: "timed out" }),
        ...executions("ExecutionsAborted", { how: "stopped" }),
      ],
    },
    { title: "Execution time, p90, ms", metrics: executions("ExecutionTime", { stat: "p90" }) },

    { title: "Function errors", metrics: functions("Errors") },
    {
      title: "Messages sent, and those that came in digests",
      metrics: sums("send-gd-finding", METRICS.messagesSent, METRICS.messagesInDigests),
    },
    {
      title: "Dead letters waiting",
      metrics: [
        [
          "AWS/SQS",
          "ApproximateNumberOfMessagesVisible",
          "QueueName",
          // Of a stack to come, so by its name.
          stack.nameOf("undelivered"),
          { stat: "Maximum" },
        ],
      ],
    },
  ];
}

/**
 * Packets that a rule of ours matched, and so dropped: Network Firewall counts those of a custom action as the metric
 * Packets of AWS/NetworkFirewall, with the value that we gave the action as the dimension CustomAction. The firewalls
 * and zones beside it are not ours to know, so it is searched for. A search finds what was written in two weeks.
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/monitoring-cloudwatch.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
const droppedPackets = ({ config }: BaseStack) => ({
  expression: `SEARCH('Namespace="AWS/NetworkFirewall" MetricName="Packets" CustomAction="${config.prefix}"', 'Sum', 300)`,
  id: "packets",
});
