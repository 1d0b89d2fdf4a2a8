import type { Config } from "../config/schema";
import { bundleFunctions } from "./bundle/bundle-functions";

/**
 * Bundles the functions and writes the Terraform JSON of every stack, to cdktf.out or to the folder that is named.
 * esbuild works in a process of its own, so cdktf is loaded (a quarter of a synth) while it does.
 */
export async function synthesize(config: Config, outdir?: string): Promise<void> {
  const [zips, { writeStacks }] = await Promise.all([bundleFunctions(process.cwd()), import("./write-stacks")]);
  writeStacks(config, zips, outdir);
}
