import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/schema";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../stand-ins/network-firewall/server";
import { startSlack, type SlackStandIn } from "../stand-ins/slack/server";
import { startGateway } from "./gateway";
import { startMiniStack } from "./ministack";

/** An AWS on this machine that Terraform deploys to: MiniStack, and our stand-ins for what it lacks. */
export interface Emulator {
  /** Every service, at one URL. */
  readonly url: string;
  readonly firewall: NetworkFirewallStandIn;
  readonly slack: SlackStandIn;
  readonly close: () => Promise<void>;
}

export interface EmulatorOptions {
  readonly config: Pick<Config, "region" | "prefix" | "slack">;
  /** Port of 127.0.0.1; 0: a free one. */
  readonly port: number;
  /** Folder for its log. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** The account that MiniStack answers for. */
const ACCOUNT = "000000000000";

/**
 * Starts it, empty but for the webhook of the Slack receiver, which the owner of a real one puts into SSM.
 * @throws UsageError when Python or MiniStack cannot be had, or the port is taken
 */
export async function startEmulator({ config, port, folder, say }: EmulatorOptions): Promise<Emulator> {
  mkdirSync(folder, { recursive: true });
  const ministack = await startMiniStack({
    region: config.region,
    log: path.join(folder, "ministack.log"),
    say,
  });
  const firewall = await startNetworkFirewall({ region: config.region, accountId: ACCOUNT });
  const slack = await startSlack();
  const servers: { readonly close: () => Promise<void> }[] = [ministack, firewall, slack];
  try {
    const gateway = await startGateway({
      emulator: ministack.url,
      services: { "network-firewall": firewall.url },
      port,
    });
    servers.unshift(gateway);
    await putWebhook(config, gateway.url, slack.webhookUrl);
    return { url: gateway.url, firewall, slack, close: () => closeAll(servers) };
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

async function putWebhook({ region, prefix, slack }: EmulatorOptions["config"], endpoint: string, url: string) {
  const client = new SSMClient({ region, endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const Name = slack.webhookParameter ?? `/${prefix}/slack-webhook-url`;
  await client.send(new PutParameterCommand({ Name, Value: url, Type: "SecureString", Overwrite: true }));
  client.destroy();
}

const closeAll = async (servers: readonly { readonly close: () => Promise<void> }[]): Promise<void> => {
  await Promise.all(servers.map((server) => server.close()));
};
