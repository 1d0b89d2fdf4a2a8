import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What one synth wrote, and which version of which library wrote it. */
export interface Written {
  readonly folder: string;
  readonly by: string;
  readonly version: string;
}

/**
 * Where two synths differ, a line each: in files, in JSON by its content, in everything else byte for byte. Each says in
 * its JSON which version wrote it; that, and nothing else, is left out, once it is the version that was meant.
 */
export function differences(before: Written, after: Written): readonly string[] {
  const files = [...new Set([...filesOf(before.folder), ...filesOf(after.folder)])].sort();
  return files.flatMap((file) => {
    const [one, other] = [contentOf(before, file), contentOf(after, file)];
    if (one === undefined || other === undefined) return [`${file}: only ${(one ? before : after).by} writes it`];
    if (!file.endsWith(".json")) return one.equals(other) ? [] : [`${file}: its bytes differ`];
    return [
      ...otherWriter(before, file, one),
      ...otherWriter(after, file, other),
      ...inJson(withoutVersion(one), withoutVersion(other)).map((line) => `${file}: ${line}`),
    ];
  });
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

function contentOf({ folder }: Written, file: string): Buffer | undefined {
  try {
    return readFileSync(path.join(folder, file));
  } catch {
    return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Of a stack: {"//": {metadata: {version}}}; of the manifest: {version, stacks}. An SBOM's version is its own. */
function writerIn(document: Json): unknown {
  const comment = document["//"] as { readonly metadata?: { readonly version?: unknown } } | undefined;
  return comment?.metadata?.version ?? ("stacks" in document ? document.version : undefined);
}

function otherWriter({ by, version }: Written, file: string, content: Buffer): readonly string[] {
  const written = writerIn(JSON.parse(content.toString("utf8")) as Json);
  return written === undefined || written === version
    ? []
    : [`${file}: ${by} ${version} was to write it, and ${JSON.stringify(written)} did`];
}

function withoutVersion(content: Buffer): unknown {
  const document = JSON.parse(content.toString("utf8")) as Json;
  const version = writerIn(document);
  if (version === undefined) return document;
  if ("stacks" in document) return { ...document, version: "" };
  const comment = document["//"] as { readonly metadata: Json };
  return { ...document, "//": { ...comment, metadata: { ...comment.metadata, version: "" } } };
}

/** Every place where the values differ. The order of names counts too: Terraform's does not, a reviewer's diff does. */
function inJson(before: unknown, after: unknown, at = ""): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after))
    return [`${at}: ${JSON.stringify(before)} and ${JSON.stringify(after)}`];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const found = names.flatMap((name) => inJson(before[name], after[name], at === "" ? name : `${at}.${name}`));
  return found.length > 0 ? found : [`${at}: the same names in another order`];
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
