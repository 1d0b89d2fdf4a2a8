import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConfigInput } from "../../config/schema";
import { everyServiceAt } from "../../config/every-service-at";
import { loadConfig } from "../../config/load-config";
import { startEmulator, type Emulator } from "../../local/emulator/emulator";
import { slackLines } from "../../local/report/slack-text";
import { copyCheckout, type Checkout } from "./checkout";
import type { Call } from "./hand-changes";
import type { Toolchain } from "./provider";

/** A deployment on this machine: the emulator, a copy of the checkout, and who works at it. */
export interface Laptop {
  readonly emulator: Emulator;
  readonly checkout: Checkout;
  /** Configures the copy: what every step has, and what this one changes. */
  readonly configure: (settings?: ConfigInput) => void;
  /** As a person with an administrator's rights; a text is a command of the AWS CLI. Answers what AWS answers. */
  readonly byHand: (calls: readonly (Call | string)[]) => Promise<readonly unknown[]>;
  /** Starts record-ip with a finding of GuardDuty that names a host; answers the ARN of the execution. */
  readonly find: (host: string) => Promise<string>;
  /** Waits until an execution has ended; answers its status. */
  readonly ended: (executionArn: string) => Promise<string>;
  /** Addresses that the rules drop as sources. */
  readonly dropped: () => readonly string[];
  /** Messages that Slack has got, each as its text. */
  readonly messages: () => readonly string[];
  readonly close: () => Promise<void>;
}

export const PREFIX = "sechub-laptop";
const REGION = "us-west-2";
const ACCOUNT = "000000000000";
const RULE_GROUP = `arn:aws:network-firewall:${REGION}:${ACCOUNT}:stateless-rulegroup/${PREFIX}-blocklist`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${PREFIX}-record-ip`;

const SETTINGS: ConfigInput = {
  prefix: PREFIX,
  region: REGION,
  alarmEmail: "oncall@example.com",
  // What the oldest provider that is used here knows.
  functions: { runtime: "nodejs22.x" },
};

/** Starts the emulator in a folder and copies the checkout into it. @throws UsageError of startEmulator */
export async function startLaptop(folder: string, toolchain: Toolchain, say: (line: string) => void): Promise<Laptop> {
  const config = loadConfig("laptop", { laptop: SETTINGS });
  const emulator = await startEmulator({ config, port: 0, folder, say });
  const checkout = copyCheckout(path.join(folder, "checkout"), toolchain.env);
  const byHand = (calls: readonly (Call | string)[]) => callAws(emulator, calls);
  let findings = 0;
  return {
    emulator,
    checkout,
    configure: (settings = {}) =>
      checkout.configure({ ...SETTINGS, endpoints: everyServiceAt(emulator.url), ...settings }),
    byHand,
    find: async (host) => {
      findings += 1;
      const input = JSON.stringify(findingOf(host, findings));
      const [answer] = await byHand([["stepfunctions", "start_execution", { stateMachineArn: MACHINE, input }]]);
      return (answer as { readonly executionArn: string }).executionArn;
    },
    ended: async (executionArn) => {
      for (;;) {
        const [answer] = await byHand([["stepfunctions", "describe_execution", { executionArn }]]);
        const { status } = answer as { readonly status: string };
        if (status !== "RUNNING") return status;
        await sleep(500);
      }
    },
    dropped: () =>
      (
        emulator.firewall.ruleGroup(RULE_GROUP).ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ??
        []
      )
        .flatMap(({ RuleDefinition }) => RuleDefinition?.MatchAttributes?.Sources ?? [])
        .map(({ AddressDefinition = "" }) => AddressDefinition.replace(/\/32$/, "")),
    messages: () => emulator.slack.messages.map((message) => slackLines(message).join("\n")),
    close: () => emulator.close(),
  };
}

/** The built-in finding, with a host, an id and a time of its own. */
function findingOf(host: string, number: number): unknown {
  const event = readFileSync(path.join("local", "fixtures", "ssh-brute-force.json"), "utf8");
  return JSON.parse(
    event
      .replaceAll("5.6.7.8", host)
      .replaceAll("e8357bad6f7a13b1151eea33e4e8b578", String(number).padStart(32, "0"))
      .replaceAll(/"LastObservedAt": "[^"]+"/g, `"LastObservedAt": "${new Date().toISOString()}"`),
  );
}

async function callAws({ url, python }: Emulator, calls: readonly (Call | string)[]): Promise<readonly unknown[]> {
  const child = spawn(python, [path.resolve("verify", "deployed", "by_hand.py")], { stdio: "pipe" });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end(JSON.stringify({ endpoint: url, region: REGION, calls }));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the emulator refused a call: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return JSON.parse(stdout) as readonly unknown[];
}
