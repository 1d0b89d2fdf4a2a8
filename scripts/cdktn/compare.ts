import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { version as cdktf } from "cdktf/package.json";
import { version as cdktn } from "cdktn/package.json";
import { environments } from "../../config/environments";
import { UsageError } from "../../local/errors";
import { readArguments } from "../read-arguments";
import { differences, type Written } from "./differences";

/**
 * `npm run test:cdktn`: synthesizes every environment with cdktf and with cdktn, its continuation, and compares what they
 * write (docs/adr/0001). Needs no network; nothing in node_modules is touched. Ends with 1 when anything differs.
 */
const SHOWN = 20;
const HOOK = path.resolve("scripts", "cdktn", "in-place-of-cdktf.cjs");
const VERSIONS = { cdktf, cdktn };
type Library = keyof typeof VERSIONS;

async function write(library: Library, environment: string, workFolder: string): Promise<Written> {
  const folder = path.join(workFolder, `${environment}-${library}`);
  const hook = library === "cdktn" ? ["--require", HOOK] : [];
  try {
    await promisify(execFile)(process.execPath, [...hook, "scripts/run.mjs", "main.ts"], {
      env: { ...process.env, SECHUB_ENV: environment, CDKTF_OUTDIR: folder },
    });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    throw new UsageError(`${library} does not synthesize ${environment}: ${(stderr || message).trim()}`);
  }
  return { folder, by: library, version: VERSIONS[library] };
}

async function compare(workFolder: string): Promise<void> {
  const libraries = `cdktf ${cdktf} and cdktn ${cdktn}`;
  const names = Object.keys(environments);
  const found: string[] = [];
  for (const name of names) {
    // Both at once, for the time; one environment after another, for their zips lie in the same folder.
    const [before, after] = await Promise.all([write("cdktf", name, workFolder), write("cdktn", name, workFolder)]);
    found.push(...differences(before, after).map((line) => `${name}: ${line}`));
  }
  if (found.length === 0) {
    process.stdout.write(`${libraries} write the same, but for their version: ${names.join(", ")}\n`);
    return;
  }
  const more = found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : [];
  process.stderr.write([`${libraries} differ:`, ...found.slice(0, SHOWN), ...more, ""].join("\n"));
  process.exitCode = 1;
}

readArguments("npm run test:cdktn", process.argv.slice(2), {});
const workFolder = mkdtempSync(path.join(tmpdir(), "sechub-cdktn-"));
void compare(workFolder).finally(() => rmSync(workFolder, { recursive: true, force: true }));
