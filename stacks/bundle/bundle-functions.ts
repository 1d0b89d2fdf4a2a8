import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, version as esbuildVersion, type BuildOptions } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../../functions/contract/function-names";
import { packagesOf } from "./bundled-packages";
import { installedVersion, readLockfile } from "./lockfile";
import { packageVersionOnly } from "./package-version";
import { renderSbom } from "./sbom";
import { zipFunction } from "./zip-function";

/** A function's code as it is deployed. */
export interface FunctionZip {
  readonly path: string;
  /** The packages in it, as CycloneDX. */
  readonly sbomPath: string;
  readonly sha256Base64: string;
  readonly bytes: number;
}

export type FunctionZips = Readonly<Record<FunctionName, FunctionZip>>;

/** How the functions are bundled: what is in the zips follows from it. */
export const BUNDLE_OPTIONS = {
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
  plugins: [packageVersionOnly],
  // In Lambda credentials come from the environment: the other providers would be a third of the zip.
  alias: {
    "@aws-sdk/credential-provider-node": "./functions/runtime/lambda-credentials.ts",
    "@aws-sdk/endpoint-cache": "./functions/runtime/no-endpoint-discovery.ts",
    "@aws-lambda-powertools/jmespath/functions": "./functions/runtime/plain-paths.ts",
    "@aws-lambda-powertools/jmespath": "./functions/runtime/plain-paths.ts",
  },
} satisfies BuildOptions;

/**
 * Bundles each function into one file and zips it, below `.build/functions/`; the source map and the list of the
 * packages in it (sbom.ts) lie beside the zip.
 * @param projectRoot the folder that holds functions/ and node_modules/
 */
export async function bundleFunctions(projectRoot: string): Promise<FunctionZips> {
  const outdir = path.join(projectRoot, ".build", "functions");
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `functions/${name}/index.ts`])),
    outdir,
    write: false,
    metafile: true,
    ...BUNDLE_OPTIONS,
  });
  mkdirSync(outdir, { recursive: true });
  const lockfile = readLockfile(projectRoot);
  const { version = "", license = "" } = lockfile[""] ?? {};
  const zips = FUNCTION_NAMES.map((name) => {
    const output = (ending: string) => outputFiles.find((file) => file.path === path.join(outdir, `${name}${ending}`));
    const code = output(".js");
    if (code === undefined) throw new Error(`esbuild wrote no code for ${name}`);
    const zip = zipFunction(code.contents);
    const zipPath = path.join(outdir, `${name}.zip`);
    writeWhole(zipPath, zip);
    writeWhole(path.join(outdir, `${name}.js.map`), output(".js.map")?.contents ?? new Uint8Array());
    const zipSha256 = createHash("sha256").update(zip).digest();
    const written = metafile.outputs[`.build/functions/${name}.js`];
    if (written === undefined) throw new Error(`esbuild does not say what it wrote for ${name}`);
    const packages = packagesOf(metafile, written, lockfile, (place) => installedVersion(projectRoot, place));
    const sbomPath = path.join(outdir, `${name}.cdx.json`);
    writeWhole(sbomPath, Buffer.from(renderSbom({ name, version, license, zipSha256, esbuildVersion }, packages)));
    return [name, { path: zipPath, sbomPath, sha256Base64: zipSha256.toString("base64"), bytes: zip.length }] as const;
  });
  return Object.fromEntries(zips) as FunctionZips;
}

/** Another synth of this folder may be reading the file: it sees the former one or this one, never a half. */
function writeWhole(file: string, content: Uint8Array): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, file);
}
