import type { ConfigInput } from "../../config/schema";
import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { METRIC_NAMESPACE, METRICS } from "../../functions/contract/metrics";
import { allResources, KEY_ARN, resource, synth } from "../support/synth";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly region?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

function dashboard(given: ConfigInput = {}) {
  const templates = synth(given);
  const { dashboard_body: body } = resource(templates.orchestration, "aws_cloudwatch_dashboard", "dashboard");
  const { widgets } = JSON.parse(String(body)) as { readonly widgets: readonly Widget[] };
  const graphs = widgets.filter(({ type }) => type === "metric");
  const titled = (title: string) => graphs.find(({ properties }) => properties.title.startsWith(title))?.properties;
  return { templates, widgets, graphs, titled, metrics: graphs.flatMap(({ properties }) => properties.metrics ?? []) };
}

const own = (service: string, metric: string, options: object) => [
  METRIC_NAMESPACE,
  metric,
  "environment",
  "test",
  "service",
  service,
  options,
];
const standard = dashboard();

const VARIANTS: readonly (readonly [string, ConfigInput])[] = [
  ["nothing set", {}],
  [
    "a key, one account, another region",
    { kmsKeyArn: KEY_ARN.replace("us-west-2", "eu-central-1"), accountIds: ["111122223333"], region: "eu-central-1" },
  ],
  ["another partition and prefix", { region: "us-gov-west-1", prefix: "acme-soc" }],
  [
    "all routes, and a schedule that is not watched",
    { routing: { ipv6: true, portProbes: true, otherForms: true }, prune: { schedule: "rate(7 days)" } },
  ],
];

describe.each(VARIANTS)("the dashboard with %s", (_, given) => {
  const { templates, widgets, graphs } = dashboard(given);
  const region = given.region ?? "us-west-2";

  it("shows the state of every alarm that there is, of all stacks", () => {
    const names = allResources(templates, "aws_cloudwatch_metric_alarm").map(({ attributes }) =>
      String(attributes["alarm_name"]),
    );
    const [alarms, ...more] = widgets.filter(({ type }) => type === "alarm");
    expect(more).toEqual([]);
    const account = given.accountIds?.[0] ?? "${data.aws_caller_identity.current.account_id}";
    const partition = region.startsWith("us-gov") ? "aws-us-gov" : "aws";
    const arns = names.map((name) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`);
    expect([...(alarms?.properties.alarms ?? [])].sort()).toEqual(arns.sort());
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    expect(arns.length).toBeLessThanOrEqual(100);
  });

  it("asks in its own region", () => {
    expect(graphs.map(({ properties }) => properties.region)).toEqual(graphs.map(() => region));
  });

  it("is the same at every synth", () => {
    expect(dashboard(given).widgets).toEqual(widgets);
  });
});

describe("the dashboard", () => {
  it("lays its widgets side by side, none over another", () => {
    const cells = standard.widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...standard.widgets.map(({ x, width }) => x + width))).toBe(24);
  });

  it("has a title over every widget", () => {
    const titles = standard.widgets.map(({ properties }) => properties.title);
    expect(new Set(titles).size).toBe(16);
  });

  it("shows only metrics of its functions, state machines and queue, by their dimensions", () => {
    const shown = standard.metrics.filter((metric) => typeof metric[0] === "string");
    const names: readonly unknown[] = Object.values(METRICS);
    const foreign = shown.filter(([namespace, name, ...rest]) => {
      const dimensions = rest.filter((part) => typeof part === "string");
      if (namespace === METRIC_NAMESPACE) {
        const service = FUNCTION_NAMES.find((known) => known === dimensions[3]);
        return (
          !names.includes(name) || service === undefined || dimensions.join() !== `environment,test,service,${service}`
        );
      }
      const [dimension, value = "", ...more] = dimensions;
      if (more.length > 0) return true;
      if (namespace === "AWS/States")
        return dimension !== "StateMachineArn" || !/^\$\{aws_sfn_state_machine\.[\w-]+\.arn\}$/.test(value);
      if (namespace === "AWS/Lambda")
        return dimension !== "FunctionName" || !FUNCTION_NAMES.some((known) => value === `sechub-${known}`);
      return `${String(namespace)} ${String(dimension)} ${value}` !== "AWS/SQS QueueName sechub-undelivered";
    });
    expect(shown.length).toBeGreaterThan(30);
    expect(foreign).toEqual([]);
  });

  it("shows every metric that the functions emit, but for the one that only an alarm needs", () => {
    const shown = standard.metrics.map(([, name]) => name);
    expect(Object.values(METRICS).filter((name) => !shown.includes(name))).toEqual([METRICS.groupUsedByNoPolicy]);
  });

  it("names the queue as the routing stack does", () => {
    expect(resource(standard.templates.routing, "aws_sqs_queue", "dead-letters")["name"]).toBe("sechub-undelivered");
  });

  it("counts blocks and unblocks, refusals and conflicts", () => {
    for (const [service, metric] of [
      ["update-nf-rg", "HostsBlocked"],
      ["update-nf-rg", "HostsUnblocked"],
      ["add-ip-to-ddb", "HostsRefused"],
      ["update-nf-rg", "FirewallConflicts"],
      ["update-nf-rg", "FirewallThrottles"],
      ["update-nf-rg", "TurnsWaited"],
      ["update-nf-rg", "RulesRepaired"],
    ] as const) {
      expect(standard.metrics).toContainEqual(own(service, metric, { stat: "Sum" }));
    }
  });

  it("draws the group as the last reconcile left it, also where nobody looked", () => {
    const { metrics, annotations } = standard.titled("Capacity used") ?? {};
    expect(metrics).toEqual([
      own("update-nf-rg", "CapacityUsedPercent", { id: "m0", stat: "Maximum", visible: false }),
      [{ expression: "FILL(m0, REPEAT)", id: "e0", label: "CapacityUsedPercent" }],
    ]);
    expect(annotations).toEqual({ horizontal: [{ value: 80 }, { value: 100 }] });
    expect(standard.titled("Hosts in force")?.metrics?.filter((line) => line.length === 1)).toEqual([
      [{ expression: "FILL(m0, REPEAT)", id: "e0", label: "HostsInForce" }],
      [{ expression: "FILL(m1, REPEAT)", id: "e1", label: "HostsLeftOut" }],
    ]);
  });

  it("marks the capacity where its alarms ring", () => {
    const thresholds = ["nearly-full", "full"].map(
      (name) =>
        resource(standard.templates.orchestration, "aws_cloudwatch_metric_alarm", `rule-group_${name}`)["threshold"],
    );
    expect(standard.titled("Capacity used")?.annotations?.horizontal.map(({ value }) => value)).toEqual(thresholds);
  });

  it("shows the time from finding to block by its percentiles", () => {
    const stats = standard
      .titled("From finding to block")
      ?.metrics?.map(([, name, , , , , options]) => [name, (options as { readonly stat: string }).stat]);
    expect(stats).toEqual([
      ["SecondsFromRecordingToBlock", "p50"],
      ["SecondsFromRecordingToBlock", "p90"],
      ["SecondsFromRecordingToBlock", "Maximum"],
      ["SecondsFromSightingToBlock", "p50"],
      ["SecondsFromSightingToBlock", "p90"],
    ]);
  });

  it.each(["sechub", "acme-soc"])(
    "finds the packets that the custom action of %s counts, of any firewall",
    (prefix) => {
      const { titled, templates } = dashboard({ prefix });
      expect(titled("Packets dropped")?.metrics).toEqual([
        [
          {
            expression: `SEARCH('Namespace="AWS/NetworkFirewall" MetricName="Packets" CustomAction="${prefix}"', 'Sum', 300)`,
            id: "packets",
          },
        ],
      ]);
      // The dimension's value is what rule group and function give the action.
      const group = JSON.stringify(resource(templates.shared, "aws_networkfirewall_rule_group", "rule-group"));
      expect(group).toContain(`"dimension":[{"value":"${prefix}"}]`);
    },
  );
});
