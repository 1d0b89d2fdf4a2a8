import { readArguments } from "../../scripts/read-arguments";
import type { RunFigures } from "./measure-run";
import { runScale } from "./run-scale";

const HELP = `npm run scale

Fills the largest rule group there is (30,000 units, 14,999 hosts) beyond its capacity, lets the schedule run, lets all
blocks expire at once and prunes them: the real zips and state machines over the stand-ins. Prints what each run did.
It takes some minutes.

  --json           one JSON object, for scripts
  --help           this text
`;

const LARGEST = { capacityUnits: 30_000, tooMany: 40, pageHosts: 1_000 };

/** `npm run scale`. */
async function scale(json: boolean): Promise<void> {
  const figures = await runScale(LARGEST, (text) => process.stderr.write(`${text} …\n`));
  if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else for (const [title, run] of Object.entries(figures)) print(title, run as RunFigures);
  process.exitCode = Object.values(figures).every((run: RunFigures) => run.status === "SUCCEEDED") ? 0 : 1;
}

const TITLES: Readonly<Record<string, string>> = {
  full: "More hosts than fit, none blocked yet: one scheduled run",
  quiet: "The schedule again: nothing to do",
  prune: "Every block has expired: one scheduled run",
};

function print(name: string, run: RunFigures): void {
  const number = (value: number) => value.toLocaleString("en-US");
  const calls = Object.entries(run.tableCalls).map(([operation, count]) => `${number(count)} ${operation}`);
  const lines = [
    "",
    TITLES[name] ?? name,
    `  ${run.status}${run.error === undefined ? "" : ` (${run.error})`} in ${run.seconds.toFixed(1)} s`,
    `  pages       ${number(run.states["Get expired IPs"] ?? 0)}`,
    `  firewall    ${run.describes} DescribeRuleGroup, ${run.updates} UpdateRuleGroup`,
    `  table       ${calls.join(", ")}`,
    `  rows        ${number(run.rows)}, of which ${number(run.rowsEnforced)} enforced`,
    `  rule group  ${number(run.addresses)} addresses each way, ${number(run.capacityUsedUnits)} of ${number(run.capacityUnits)} units`,
    `  Slack       ${run.messages.length} ${run.messages.length === 1 ? "message" : "messages"}`,
    ...run.messages.flatMap((message) => message.split("\n").map((line) => `    │ ${line.slice(0, 140)}`)),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

const { json, help } = readArguments("npm run scale", process.argv.slice(2), {
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
});
if (help) process.stdout.write(HELP);
else {
  scale(json).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
