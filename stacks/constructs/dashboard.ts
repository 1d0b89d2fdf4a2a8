import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { FunctionName } from "../../functions/contract/function-names";
import { METRICS, type MetricName } from "../../functions/contract/metrics";
import { BaseStack } from "../base-stack";
import { ownMetric } from "./own-metric";
import type { StateMachine } from "./state-machine";

export interface DashboardProps {
  readonly machines: readonly StateMachine[];
}

const WIDTH = 8;
const HEIGHT = 6;

/** One page that answers: what is blocked, what is refused, how full the group is, what failed. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { machines }: DashboardProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const { config } = stack;
    const own = (service: FunctionName, name: MetricName, stat: string) => {
      const { namespace, metricName, dimensions } = ownMetric(stack, service, name);
      return [namespace, metricName, ...Object.entries(dimensions).flat(), { stat }];
    };
    const executions = (metric: string) =>
      machines.map(({ arn, name }) => ["AWS/States", metric, "StateMachineArn", arn, { label: name }]);
    const widgets: readonly (readonly [string, readonly unknown[]])[] = [
      [
        "Hosts recorded and refused",
        [own("add-ip-to-ddb", METRICS.hostsRecorded, "Sum"), own("add-ip-to-ddb", METRICS.hostsRefused, "Sum")],
      ],
      [
        "Blocks lifted",
        [own("add-ip-to-ddb", METRICS.hostsLifted, "Sum"), own("remove-ip-from-ddb", METRICS.hostsExpired, "Sum")],
      ],
      [
        "Hosts in force",
        [own("update-nf-rg", METRICS.hostsInForce, "Maximum"), own("update-nf-rg", METRICS.hostsLeftOut, "Maximum")],
      ],
      ["Capacity used, %", [own("update-nf-rg", METRICS.capacityUsedPercent, "Maximum")]],
      [
        "Firewall updates and rules repaired",
        [own("update-nf-rg", METRICS.firewallUpdates, "Sum"), own("update-nf-rg", METRICS.rulesRepaired, "Sum")],
      ],
      [
        "Firewall conflicts, throttles and turns waited for",
        [
          own("update-nf-rg", METRICS.firewallConflicts, "Sum"),
          own("update-nf-rg", METRICS.firewallThrottles, "Sum"),
          own("update-nf-rg", METRICS.turnsWaited, "Sum"),
        ],
      ],
      [
        "Messages sent, and those that came in digests",
        [own("send-gd-finding", METRICS.messagesSent, "Sum"), own("send-gd-finding", METRICS.messagesInDigests, "Sum")],
      ],
      ["Executions started", executions("ExecutionsStarted")],
      ["Executions failed", executions("ExecutionsFailed")],
      ["Execution time, ms", executions("ExecutionTime")],
    ];
    new CloudwatchDashboard(this, "Resource", {
      dashboardName: stack.nameOf("overview"),
      dashboardBody: JSON.stringify({
        widgets: widgets.map(([title, metrics], index) => ({
          type: "metric",
          x: (index % 3) * WIDTH,
          y: Math.floor(index / 3) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          properties: { title, metrics, region: config.region, period: 300, stat: "Sum" },
        })),
      }),
    });
  }
}
