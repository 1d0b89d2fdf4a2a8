import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { NEVER_BLOCK_TYPES } from "../../config/never-block-types";
import { synthesize } from "../../stacks/synthesize";
import { readDeployment, type Deployment } from "../synthesized/deployment";

/** What the scenarios are about, at its default: an environment's own choice does not change what a scenario shows. */
export const PLAIN: ConfigInput = {
  mode: "enforce",
  observeTypes: [],
  retentionHours: 720,
  returning: { memoryDays: 90, factor: 2, ceilingHours: 8_760 },
  blockActions: ["networkConnection", "portProbe"],
  blockFrom: { severity: "INFORMATIONAL", types: [], accounts: [], regions: [], products: [] },
  neverBlockTypes: [...NEVER_BLOCK_TYPES],
  allowlist: [],
  ownAddresses: [],
  routing: {
    severities: ["HIGH", "CRITICAL"],
    ipv6: false,
    portProbes: false,
    otherForms: false,
    openWorkflowOnly: false,
  },
  notifications: { perMinute: 20, webhookParameters: [], webhookHosts: [], topicArn: undefined },
};

/** Deploys settings over those of the environment: synthesizes them, once each, and reads what was synthesized. */
export type Deploy = (settings: ConfigInput) => Promise<Deployment>;

/** @param folder for what is synthesized: it must be there, and stay as long as the deployments are used */
export function deployer(environment: string, folder: string): Deploy {
  const deployments = new Map<string, Promise<Deployment>>();
  let synthesized = Promise.resolve();
  const deploy = async (settings: ConfigInput, outdir: string): Promise<Deployment> => {
    const given = Object.hasOwn(environments, environment)
      ? { [environment]: settingsOf(environments[environment] ?? {}, PLAIN, settings) }
      : environments;
    await synthesize(loadConfig(environment, given), outdir);
    return readDeployment(outdir);
  };
  return (settings) => {
    const key = JSON.stringify(settings);
    const known = deployments.get(key);
    if (known !== undefined) return known;
    // One after the other: the zips of all are built in one place.
    const deployment = synthesized.then(() =>
      deploy(settings, path.join(folder, `${environment}-${deployments.size}`)),
    );
    synthesized = deployment.then(
      () => undefined,
      () => undefined,
    );
    deployments.set(key, deployment);
    return deployment;
  };
}

/** Later settings over earlier ones: an object setting by setting, anything else as a whole. */
export const settingsOf = (...layers: readonly ConfigInput[]): ConfigInput =>
  layers.reduce<ConfigInput>((under, over) => merged(under, over), {});

type Settings = Readonly<Record<string, unknown>>;

function merged(under: Settings, over: Settings): Settings {
  const both = Object.entries(over).map(([name, value]) => {
    const below = under[name];
    return [name, isObject(below) && isObject(value) ? merged(below, value) : value];
  });
  return { ...under, ...(Object.fromEntries(both) as Settings) };
}

const isObject = (value: unknown): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);
