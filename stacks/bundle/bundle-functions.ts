import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../../functions/contract/function-names";
import { zipFunction } from "./zip-function";

/** A function's code as it is deployed. */
export interface FunctionZip {
  readonly path: string;
  readonly sha256Base64: string;
  readonly bytes: number;
}

export type FunctionZips = Readonly<Record<FunctionName, FunctionZip>>;

/**
 * Bundles each function into one file and zips it, below `.build/functions/`; the source map lies beside the zip.
 * @param projectRoot the folder that holds functions/ and node_modules/
 */
export async function bundleFunctions(projectRoot: string): Promise<FunctionZips> {
  const outdir = path.join(projectRoot, ".build", "functions");
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `functions/${name}/index.ts`])),
    outdir,
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    // The functions run on Node 24; target 20 lets the local run load the very same zips on any Node from 20 on.
    target: "node20",
    mainFields: ["module", "main"],
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    // In Lambda credentials come from the environment: the other providers would be a third of the zip.
    alias: {
      "@aws-sdk/credential-provider-node": "./functions/runtime/lambda-credentials.ts",
      "@aws-sdk/endpoint-cache": "./functions/runtime/no-endpoint-discovery.ts",
    },
  });
  mkdirSync(outdir, { recursive: true });
  const zips = FUNCTION_NAMES.map((name) => {
    const output = (ending: string) => outputFiles.find((file) => file.path === path.join(outdir, `${name}${ending}`));
    const code = output(".js");
    if (code === undefined) throw new Error(`esbuild wrote no code for ${name}`);
    const zip = zipFunction(code.contents);
    const zipPath = path.join(outdir, `${name}.zip`);
    writeWhole(zipPath, zip);
    writeWhole(path.join(outdir, `${name}.js.map`), output(".js.map")?.contents ?? new Uint8Array());
    const sha256Base64 = createHash("sha256").update(zip).digest("base64");
    return [name, { path: zipPath, sha256Base64, bytes: zip.length }] as const;
  });
  return Object.fromEntries(zips) as FunctionZips;
}

/** Another synth of this folder may be reading the file: it sees the former one or this one, never a half. */
function writeWhole(file: string, content: Uint8Array): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, file);
}
