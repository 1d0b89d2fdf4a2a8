/**
 * Runs a TypeScript file of this project: `node scripts/run.mjs FILE [arguments]`. esbuild bundles our own code in
 * some 20 ms and leaves packages to node, which is faster than compiling each file as it is required (docs/adr/0004).
 * An error marked `forPeople` is printed as its message, without a stack; the stack of any other names our own lines.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
    logLevel: "error",
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
  console.error(error?.forPeople === true ? error.message : withOwnLines(error));
  process.exitCode = 1;
}

/** Node's own source maps would map each of the thousands of stacks that cdktf takes: a sixth of a synth. */
function withOwnLines(error) {
  if (typeof error?.stack !== "string" || sourceMap === undefined) return error;
  const map = new SourceMap(JSON.parse(sourceMap));
  return error.stack.replace(/([^\s(]+\.cjs):(\d+):(\d+)/g, (place, file, line, column) => {
    if (file !== bundle) return place;
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry.originalSource === undefined) return place;
    const source = path.relative(root, path.resolve(path.dirname(bundle), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
