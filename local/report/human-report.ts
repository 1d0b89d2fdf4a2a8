import { styleText } from "node:util";
import type { Report, ReportEvent, RuleGroupView } from "./report";
import { slackLines } from "./slack-text";

type Format = Parameters<typeof styleText>[0];
type Paint = (format: Format, text: string) => string;

const MACHINE_WIDTH = 22;
const STATE_WIDTH = 25;

/** Lines for people: in colour on a terminal, plain elsewhere. */
export function humanReport(write: (line: string) => void, colour: boolean): Report {
  const paint: Paint = (format, text) => (colour ? styleText(format, text) : text);
  return (event) => {
    for (const line of linesOf(event, paint)) write(line);
  };
}

function linesOf(event: ReportEvent, paint: Paint): readonly string[] {
  switch (event.type) {
    case "step":
      return ["", paint(["bold", "cyan"], `${event.number}. ${event.title}`)];
    case "note":
      return [paint("dim", `   ${event.text}`)];
    case "rules":
      return [
        `   rules       ${event.matched.length > 0 ? event.matched.join(", ") : "none matched: this event starts nothing"}` +
          (event.notMatched.length > 0 ? paint("dim", `   (not: ${event.notMatched.join(", ")})`) : ""),
      ];
    case "execution-started":
      return [];
    case "state":
      return [
        `   ${paint("dim", event.machine.padEnd(MACHINE_WIDTH))} ${event.error === undefined ? paint("green", "✓") : paint("red", "✗")} ${event.state.padEnd(STATE_WIDTH)}` +
          paint("dim", `${event.milliseconds} ms`.padStart(8)) +
          (event.error === undefined ? "" : paint("red", `  ${event.error}`)),
      ];
    case "execution-ended":
      return [
        `   ${paint("dim", event.machine.padEnd(MACHINE_WIDTH))}   ${event.status === "SUCCEEDED" ? paint("green", event.status) : paint("red", `${event.status} ${event.error ?? ""}`)}`,
      ];
    case "row":
      return [
        `   row ${event.change.padEnd(8)}` +
          Object.entries(event.row)
            .map(
              ([name, value]) =>
                `${paint("dim", `${name}=`)}${typeof value === "string" ? value : JSON.stringify(value)}`,
            )
            .join("\n               "),
      ];
    case "rule-group":
      return view(event.before) === view(event.after)
        ? [`   rule group  unchanged: ${view(event.after)}`]
        : [`   rule group  before: ${view(event.before)}`, `               after:  ${view(event.after)}`];
    case "firewall-calls":
      return [`   firewall    ${event.describe} DescribeRuleGroup, ${event.update} UpdateRuleGroup`];
    case "slack":
      return [
        `   ${paint("magenta", "Slack")}`,
        ...slackLines(event.message, (text) => paint("bold", text)).map(
          (line) => `     ${paint("magenta", "│")} ${line}`,
        ),
      ];
    case "check":
      return [`   ${event.ok ? paint("green", "ok  ") : paint(["bold", "red"], "FAIL")} ${event.what}`];
    case "endpoints":
      return [
        "",
        "Everything stays up until Ctrl-C:",
        ...Object.entries(event.endpoints).map(([name, value]) => `   ${name.padEnd(18)} ${value}`),
      ];
    case "result": {
      const text = event.ok
        ? `All ${event.checks} checks hold (${event.seconds.toFixed(1)} s). What ran here is what deploys: README, "Deploy".`
        : `${event.failed} of ${event.checks} checks failed.`;
      return ["", paint(["bold", event.ok ? "green" : "red"], text)];
    }
  }
}

function view({ sources, destinations, capacityUsedUnits, capacityUnits }: RuleGroupView): string {
  const names = (list: readonly string[]) =>
    list.length === 0
      ? "nobody"
      : list.slice(0, 5).join(", ") + (list.length > 5 ? ` and ${list.length - 5} more` : "");
  const both = sources.length === destinations.length && sources.every((one) => destinations.includes(one));
  const blocked = both ? `from and to ${names(sources)}` : `from ${names(sources)}; to ${names(destinations)}`;
  return `drops traffic ${blocked} (${capacityUsedUnits} of ${capacityUnits} capacity units)`;
}
