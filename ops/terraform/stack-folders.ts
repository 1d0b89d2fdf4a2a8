import { readFileSync } from "node:fs";
import path from "node:path";
import { OpsError } from "../command/ops-error";

export interface StackFolder {
  readonly stack: string;
  readonly folder: string;
  /** Stacks whose outputs this one reads. */
  readonly needs: readonly string[];
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      { readonly name: string; readonly workingDirectory: string; readonly dependencies: readonly string[] }
    >
  >;
}

/** The stacks that a synth wrote, each after all that it depends on. @throws OpsError without a manifest */
export function stackFolders(outdir: string): readonly StackFolder[] {
  const file = path.join(outdir, "manifest.json");
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch (error) {
    throw new OpsError("STACKS_MISSING", `${file} cannot be read: synthesize first (npm run synth)`, { cause: error });
  }
  const left = Object.values(manifest.stacks);
  const ordered: StackFolder[] = [];
  while (left.length > 0) {
    const index = left.findIndex(({ dependencies }) =>
      dependencies.every((name) => ordered.some(({ stack }) => stack === name)),
    );
    const [next] = left.splice(index, 1);
    if (index < 0 || !next) throw new OpsError("STACKS_MISSING", `${file} names stacks that depend on each other`);
    ordered.push({ stack: next.name, folder: path.join(outdir, next.workingDirectory), needs: next.dependencies });
  }
  return ordered;
}
