import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { Alarm } from "./alarm";
import { graphs, type Graph } from "./dashboard-graphs";
import type { StateMachine } from "./state-machine";

export interface DashboardProps {
  readonly machines: readonly StateMachine[];
}

/** CloudWatch's grid is 24 wide. */
const GRID_WIDTH = 24;
const IN_A_ROW = 3;
const WIDTH = GRID_WIDTH / IN_A_ROW;
const HEIGHT = 6;
const ALARMS_HEIGHT = 5;

/**
 * One page that answers: which alarms ring, what is blocked and what is refused, how full the group is, how fast it goes,
 * what failed. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { machines }: DashboardProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    new CloudwatchDashboard(this, "Resource", {
      dashboardName: stack.nameOf("overview"),
      dashboardBody: Lazy.stringValue({
        // Not before the synth, when the alarms of the stacks to come are there too.
        produce: () =>
          JSON.stringify({
            widgets: [
              // By their names, not by references: some are of a stack after this one.
              alarmStates(Alarm.allOf(this).map(({ alarmName }) => stack.arnOf("cloudwatch", `alarm:${alarmName}`))),
              ...graphs(stack, machines).map((graph, index) => placed(graph, index, stack.config.region)),
            ],
          }),
      }),
    });
  }
}

const alarmStates = (alarms: readonly string[]) => ({
  type: "alarm",
  x: 0,
  y: 0,
  width: GRID_WIDTH,
  height: ALARMS_HEIGHT,
  // Those that ring come first.
  properties: { title: "Alarms", alarms, sortBy: "stateUpdatedTimestamp" },
});

const placed = ({ title, metrics, marks = [] }: Graph, index: number, region: string) => ({
  type: "metric",
  x: (index % IN_A_ROW) * WIDTH,
  y: ALARMS_HEIGHT + Math.floor(index / IN_A_ROW) * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: {
    title,
    metrics,
    region,
    period: 300,
    stat: "Sum",
    view: "timeSeries",
    ...(marks.length > 0 && { annotations: { horizontal: marks.map((value) => ({ value })) } }),
  },
});
