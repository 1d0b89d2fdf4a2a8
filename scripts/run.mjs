/**
 * Runs a TypeScript file of this project: `node scripts/run.mjs FILE [arguments]`. esbuild bundles our own code in
 * some 20 ms and leaves packages to node, which is faster than compiling each file as it is required (docs/adr/0004).
 * What is wrong in what a person wrote is printed without a stack: an error marked `forPeople`, code that esbuild cannot
 * read, and whatever config/environments.ts throws. The stack of any other error names our own lines.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The file that users edit; its frame is the last one when the mistake is in it. */
const CONFIG_FILE = path.join("config", "environments.ts");
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node scripts/run.mjs FILE [arguments]");
  process.exit(1);
}
process.chdir(root);
// The SDK's advice to move on from Node 20 belongs to whoever chooses the Node, not between lines of output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const bundle = path.join(root, ".build", "run", `${path.basename(file, ".ts")}-${process.pid}.cjs`);
mkdirSync(path.dirname(bundle), { recursive: true });
let sourceMap;
process.on("uncaughtException", (error) => {
  fail(error);
  // A server that is still open would keep a failed run alive.
  process.exit();
});
try {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [path.resolve(root, file)],
    outfile: bundle,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "external",
    sourcesContent: false,
    write: false,
    // What esbuild says is printed once, by `fail`.
    logLevel: "silent",
  });
  const outputOf = (ending) => outputFiles.find((output) => output.path.endsWith(ending)).text;
  sourceMap = outputOf(".map");
  writeFileSync(bundle, outputOf(".cjs"));
  process.argv = [process.argv[0], path.resolve(root, file), ...args];
  createRequire(import.meta.url)(bundle);
} catch (error) {
  fail(error);
} finally {
  rmSync(bundle, { force: true });
}

function fail(error) {
  console.error(error?.forPeople === true ? error.message : (bundlingErrors(error) ?? withOwnLines(error)));
  process.exitCode = 1;
}

/** esbuild's errors, a place and a sentence each; undefined for any other error. */
function bundlingErrors(error) {
  if (!Array.isArray(error?.errors) || error.errors.length === 0) return undefined;
  return error.errors
    .map(({ location, text }) =>
      location
        ? `${location.file}:${location.line}:${location.column + 1}: ${text}\n  ${location.lineText.trim()}`
        : text,
    )
    .join("\n");
}

/** Node's own source maps would map each of the thousands of stacks that cdktf takes: a sixth of a synth. */
function withOwnLines(error) {
  if (typeof error?.stack !== "string" || sourceMap === undefined) return error;
  const map = new SourceMap(JSON.parse(sourceMap));
  const [first, ...parts] = error.stack.split(bundle);
  const mapped = parts.map((part) => {
    const [place, line, column] = /^:(\d+):(\d+)/.exec(part) ?? [""];
    const entry = place === "" ? {} : map.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return `${bundle}${part}`;
    const source = path.relative(root, path.resolve(path.dirname(bundle), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}${part.slice(place.length)}`;
  });
  const stack = [first, ...mapped].join("");
  const [, inConfig] = /^ +at (?:.*\()?(.+?)\)?$/m.exec(stack) ?? [];
  return inConfig?.startsWith(`${CONFIG_FILE}:`) ? `${inConfig}: ${error.name}: ${error.message}` : stack;
}
