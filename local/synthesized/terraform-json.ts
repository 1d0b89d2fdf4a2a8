import { readFileSync } from "node:fs";
import path from "node:path";

/** Attributes of a resource or data source as Terraform JSON has them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One stack's cdk.tf.json, and the folder that its relative paths start from. */
export interface StackJson {
  readonly name: string;
  readonly folder: string;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
  readonly provider: Readonly<Record<string, readonly Attributes[]>>;
}

/** Reads every stack that manifest.json names. @throws Error when the folder holds no synthesized app */
export function readStacks(outdir: string): readonly StackJson[] {
  const manifest = readJson(path.join(outdir, "manifest.json")) as {
    readonly stacks: Readonly<Record<string, { readonly name: string; readonly synthesizedStackPath: string }>>;
  };
  return Object.values(manifest.stacks).map(({ name, synthesizedStackPath }) => {
    const file = path.join(outdir, synthesizedStackPath);
    const json = readJson(file) as Partial<StackJson>;
    return {
      name,
      folder: path.dirname(file),
      resource: json.resource ?? {},
      output: json.output ?? {},
      provider: json.provider ?? {},
    };
  });
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
