/**
 * Runs a TypeScript file of this project: `node scripts/run.mjs FILE [arguments]`. esbuild bundles our own code in
 * some 20 ms and leaves packages to node, which is faster than compiling each file as it is required (docs/adr/0004).
 * An error marked `forPeople` is printed as its message, without a stack.
 */
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node scripts/run.mjs FILE [arguments]");
  process.exit(1);
}
process.chdir(root);
process.setSourceMapsEnabled(true);
// The SDK's advice to move on from Node 20 belongs to whoever chooses the Node, not between lines of output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const bundle = path.join(root, ".build", "run", `${path.basename(file, ".ts")}-${process.pid}.cjs`);
mkdirSync(path.dirname(bundle), { recursive: true });
process.on("uncaughtException", (error) => {
  fail(error);
  // A server that is still open would keep a failed run alive.
  process.exit();
});
try {
  buildSync({
    entryPoints: [path.resolve(root, file)],
    outfile: bundle,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  process.argv = [process.argv[0], path.resolve(root, file), ...args];
  createRequire(import.meta.url)(bundle);
} catch (error) {
  fail(error);
} finally {
  rmSync(bundle, { force: true });
}

function fail(error) {
  console.error(error?.forPeople === true ? error.message : error);
  process.exitCode = 1;
}
