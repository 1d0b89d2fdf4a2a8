import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/schema";
import { writeStack } from "../../ops/bootstrap/write-stack";
import type { FunctionZips } from "../../stacks/bundle/bundle-functions";
import type { S3Backend } from "../../stacks/state-bucket-stack";
import { writeStacks } from "../../stacks/write-stacks";
import type { SynthesizedStack } from "./plan-form";

/** The stacks of an environment, by name. */
export type Stacks = Readonly<Record<string, SynthesizedStack>>;

/** What `npm run synth` writes of an environment, and `npm run bootstrap` where its state is in S3. */
export function synthesizeAll(config: Config, zips: FunctionZips, folder: string): Stacks {
  const [deployed, bootstrapped] = [path.join(folder, "deployed"), path.join(folder, "bootstrapped")];
  mkdirSync(deployed, { recursive: true });
  writeStacks(config, zips, deployed);
  if (!keepsStateInS3(config)) return readStacks(deployed);
  writeStack(config, { path: "terraform.tfstate" }, bootstrapped);
  return { ...readStacks(deployed), ...readStacks(bootstrapped) };
}

const keepsStateInS3 = (config: Config): config is Config & { readonly backend: S3Backend } =>
  config.backend.type === "s3";

function readStacks(outdir: string): Stacks {
  const stacks = path.join(outdir, "stacks");
  return Object.fromEntries(
    readdirSync(stacks).map((name) => [
      name,
      JSON.parse(readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8")) as SynthesizedStack,
    ]),
  );
}
