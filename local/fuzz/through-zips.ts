import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { startPipeline } from "../pipeline/pipeline";
import { foundBy, type Checked, type CheckOptions } from "./check";
import { judge } from "./oracles/judge";
import { eventText, readFixtures, recipes } from "./recipe";
import { count, emptyTally } from "./tally";
import { fuzzedZips, zipsObserver } from "./zips-deployment";

/** Deeper than JSON.stringify can write: the stand-in of Lambda sends payloads by it. */
const TOO_DEEP = "[".repeat(1_001);

/**
 * The same inputs and the same promises, through what is deployed: the bundles in their zips, each a worker thread with
 * the synthesized environment, real SDK clients and HTTP, against the stand-ins. That takes a hundred times as long.
 */
export async function checkThroughZips({ runs, seed, path: at }: CheckOptions): Promise<Checked> {
  const outdir = mkdtempSync(path.join(tmpdir(), "sechub-fuzz-"));
  const pipeline = await startPipeline({ deployment: await fuzzedZips(outdir) });
  const observer = zipsObserver(pipeline);
  const fixtures = readFixtures();
  const tally = emptyTally();
  let problems: readonly string[] = [];
  try {
    const property = fc.asyncProperty(recipes, async (recipe) => {
      const text = eventText(recipe, fixtures);
      fc.pre(!text.includes(TOO_DEEP));
      const observed = await observer.observe(text, recipe);
      count(tally, observed);
      const found = judge(observed);
      if (found.length > 0) problems = found;
      return found.length === 0;
    });
    const details = await fc.check(property, { numRuns: runs, seed, ...(at !== undefined && { path: at }) });
    return foundBy(details, { seed, tally, problems, fixtures });
  } finally {
    observer.close();
    await pipeline.close();
    rmSync(outdir, { recursive: true, force: true });
  }
}
