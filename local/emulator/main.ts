import path from "node:path";
import { loadConfig } from "../../config/load-config";
import { environments } from "../../config/environments";
import { readArguments } from "../../scripts/read-arguments";
import { UsageError } from "../errors";
import { slackLines } from "../report/slack-text";
import { startEmulator } from "./emulator";

const COMMAND = "npm run emulator";
const PORT = 4566;

const HELP = `${COMMAND} -- [options]

An AWS on this machine to deploy to with real Terraform: MiniStack (Python 3.10 or newer, from PyPI), and stand-ins for
Network Firewall and Slack. It listens on 127.0.0.1 only, starts empty, and prints each message that Slack gets. Ctrl-C
ends it and its data. Terraform's state stays: delete terraform-state/local and cdktf.out before you start it again.

  --env NAME   the environment of config/environments.ts that is deployed to it (default: local)
  --port PORT  port of 127.0.0.1 (default: ${PORT}, which the environment local names)
  --help       this text

Then, in another terminal: npm run deploy -- --env local
`;

/** Starts the emulator and stays until Ctrl-C. */
async function emulate({ env, port }: { readonly env: string; readonly port: number }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const config = loadConfig(env, environments);
  if (config.endpoints === undefined) {
    throw new UsageError(
      `${env} has no endpoints in config/environments.ts: it is deployed to AWS, not to an emulator`,
    );
  }
  const ended = interruption();
  const emulator = await startEmulator({ config, port, folder: path.resolve(".build", "emulator"), say });
  emulator.slack.onMessage((message) =>
    say(["", "Slack:", ...slackLines(message).map((line) => `  ${line}`)].join("\n")),
  );
  say(`AWS on this machine: ${emulator.url} (log: .build/emulator/ministack.log)`);
  if (port !== PORT) say(`in the other terminal first: export SECHUB_EMULATOR_URL=${emulator.url}`);
  say(`deploy to it: npm run deploy -- --env ${env}`);
  await ended;
  await emulator.close();
}

const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });

const options = readArguments(COMMAND, process.argv.slice(2), {
  env: { type: "string", default: "local" },
  port: { type: "string", default: String(PORT) },
  help: { type: "boolean", short: "h", default: false },
});
if (options.help) process.stdout.write(HELP);
else if (!/^\d{1,5}$/.test(options.port))
  throw new UsageError(`--port ${options.port}: write a number, such as ${PORT}`);
else {
  emulate({ env: options.env, port: Number(options.port) }).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
