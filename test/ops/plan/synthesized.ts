import path from "node:path";
import { environments } from "../../../config/environments";
import { loadConfig } from "../../../config/load-config";
import { synthesize } from "../../../stacks/synthesize";

/** A folder with the stacks of dev. */
export async function synthesized(folder: string): Promise<string> {
  const outdir = path.join(folder, "cdktf.out");
  await synthesize(loadConfig("dev", environments), outdir);
  return outdir;
}
