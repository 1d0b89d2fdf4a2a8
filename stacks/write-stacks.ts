import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import type { Config } from "../config/schema";
import { addStacks } from "./app";
import type { FunctionZips } from "./bundle/bundle-functions";

/** Writes the Terraform JSON of every stack to the folder, by default cdktf.out. */
export function writeStacks(config: Config, zips: FunctionZips, outdir: string | undefined): void {
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  addStacks(app, config, zips);
  removeFormerOutput(app.outdir);
  app.synth();
  addSboms(app.outdir, zips);
}

/** Beside each zip the list of the packages in it: Terraform does not look at it, whoever audits a deployment does. */
function addSboms(outdir: string, zips: FunctionZips): void {
  const assets = path.join(outdir, "stacks", "orchestration", "assets");
  const sboms = new Map(Object.values(zips).map((zip) => [path.basename(zip.path), zip.sbomPath]));
  for (const file of readdirSync(assets, { recursive: true, encoding: "utf8" })) {
    const sbom = sboms.get(path.basename(file));
    if (sbom !== undefined) copyFileSync(sbom, path.join(assets, path.dirname(file), path.basename(sbom)));
  }
}

/**
 * What an earlier synth wrote and this one may not write again: stacks and zips under names of then. Everything else
 * in a stack's folder is Terraform's own (.terraform, the lock file, a saved plan) and stays.
 */
function removeFormerOutput(outdir: string): void {
  const stacks = path.join(outdir, "stacks");
  if (!existsSync(stacks)) return;
  for (const stack of readdirSync(stacks)) {
    for (const written of ["assets", "cdk.tf.json"]) {
      rmSync(path.join(stacks, stack, written), { recursive: true, force: true });
    }
  }
}
