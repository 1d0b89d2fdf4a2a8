import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { ageRows } from "../pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../pipeline/pipeline";
import { readDeployment } from "../synthesized/deployment";
import { synthesize } from "../../stacks/synthesize";
import { fillTable } from "./fill-table";
import { measureScheduledRun, type RunFigures } from "./measure-run";

export interface ScaleOptions {
  /** Capacity of the group: 2 units an address, 1 for the placeholder. */
  readonly capacityUnits: number;
  /** Hosts recorded beyond what fits. */
  readonly tooMany: number;
  /** Hosts of a page of the prune. */
  readonly pageHosts: number;
}

/** The same pipeline through the life of a large blocklist. */
export interface ScaleFigures {
  /** More hosts than fit, none enforced: one reconcile blocks all it can and names the others. */
  readonly full: RunFigures;
  /** The schedule comes again, with nothing to do. */
  readonly quiet: RunFigures;
  /** All of them have expired at once. */
  readonly prune: RunFigures;
}

const RETENTION_HOURS = 721;

/** Fills the group beyond its capacity, lets the schedule run twice, then lets every block expire and prunes. */
export async function runScale(
  { capacityUnits, tooMany, pageHosts }: ScaleOptions,
  say: (text: string) => void = () => {},
): Promise<ScaleFigures> {
  const outdir = mkdtempSync(path.join(tmpdir(), "sechub-scale-"));
  const config: ConfigInput = { firewall: { capacityUnits }, prune: { pageHosts } };
  let pipeline: Pipeline | undefined;
  try {
    await synthesize(loadConfig("scale", { scale: config }), outdir);
    pipeline = await startPipeline({ deployment: readDeployment(outdir) });
    const room = Math.floor((capacityUnits - 1) / 2);
    say(`putting ${room + tooMany} rows into the table, for a group with room for ${room}`);
    await fillTable(pipeline, { hosts: room + tooMany, endInHours: RETENTION_HOURS - 1, enforced: false });
    say("the schedule runs");
    const full = await measureScheduledRun(pipeline);
    say("the schedule runs again");
    const quiet = await measureScheduledRun(pipeline);
    say("every block expires, and the schedule prunes");
    await ageRows(pipeline, RETENTION_HOURS);
    const prune = await measureScheduledRun(pipeline);
    return { full, quiet, prune };
  } finally {
    await pipeline?.close();
    rmSync(outdir, { recursive: true, force: true });
  }
}
