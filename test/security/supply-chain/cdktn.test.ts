import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { differences } from "../../../scripts/cdktn/differences";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "sechub-cdktn-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STACK = { "//": { metadata: { backend: "local", version: "1.0.0" } }, resource: { a: { b: [1, { c: "d" }] } } };
const MANIFEST = { stacks: { shared: { name: "shared" } }, version: "1.0.0" };
type Files = Readonly<Record<string, object | string>>;
const FILES: Files = {
  "stacks/shared/cdk.tf.json": STACK,
  "manifest.json": MANIFEST,
  "a.zip": "zip",
  "a.cdx.json": { version: 1 },
};
const stackOf = (version: string, resource: object = STACK.resource) => ({
  ...STACK,
  "//": { metadata: { ...STACK["//"].metadata, version } },
  resource,
});
const AFTER: Files = {
  ...FILES,
  "stacks/shared/cdk.tf.json": stackOf("2.0.0"),
  "manifest.json": { ...MANIFEST, version: "2.0.0" },
};

function write(by: string, version: string, files: Files) {
  const place = path.join(folder, by);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return { folder: place, by, version };
}
const compare = (after: Files) => differences(write("cdktf", "1.0.0", FILES), write("cdktn", "2.0.0", after));
const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([one]) => one !== name));

it("finds nothing when only the version of who wrote it differs", () => {
  expect(compare(AFTER)).toEqual([]);
});

it.each<[what: string, after: Files, line: string]>([
  [
    "a value",
    { ...AFTER, "stacks/shared/cdk.tf.json": stackOf("2.0.0", { a: { b: [1, { c: "e" }] } }) },
    'stacks/shared/cdk.tf.json: resource.a.b.1.c: "d" and "e"',
  ],
  [
    "a resource too many",
    { ...AFTER, "stacks/shared/cdk.tf.json": stackOf("2.0.0", { ...STACK.resource, x: {} }) },
    "stacks/shared/cdk.tf.json: resource.x: undefined and {}",
  ],
  [
    "something beside the version",
    { ...AFTER, "stacks/shared/cdk.tf.json": { ...STACK, "//": { metadata: { backend: "s3", version: "2.0.0" } } } },
    'stacks/shared/cdk.tf.json: //.metadata.backend: "local" and "s3"',
  ],
  [
    "the order",
    { ...AFTER, "manifest.json": { version: "2.0.0", stacks: MANIFEST.stacks } },
    "manifest.json: : the same names in another order",
  ],
  ["the code", { ...AFTER, "a.zip": "another" }, "a.zip: its bytes differ"],
  ["the version of something else", { ...AFTER, "a.cdx.json": { version: 2 } }, "a.cdx.json: version: 1 and 2"],
  ["a file too few", without(AFTER, "a.zip"), "a.zip: only cdktf writes it"],
  ["a file too many", { ...AFTER, "b.zip": "b" }, "b.zip: only cdktn writes it"],
  [
    "nothing, for cdktf wrote both",
    { ...AFTER, "manifest.json": MANIFEST },
    'manifest.json: cdktn 2.0.0 was to write it, and "1.0.0" did',
  ],
])("finds %s", (_, after, line) => {
  expect(compare(after)).toEqual([line]);
});

it("npm run test:cdktn loads cdktn where cdktf is asked for", () => {
  const hook = path.resolve("scripts", "cdktn", "in-place-of-cdktf.cjs");
  const code = `console.log(require("cdktf/package.json").name, require("cdktf") === require("cdktn"),
    require.resolve("@cdktf/provider-aws/package.json").includes("provider-aws"))`;
  const { stdout } = spawnSync(process.execPath, ["--require", hook, "-e", code], { encoding: "utf8" });
  expect(stdout).toBe("cdktn true true\n");
});
