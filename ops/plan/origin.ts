import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { OpsError } from "../command/ops-error";

const digests = z.record(z.string(), z.string());
const originFormat = z.object({
  environment: z.string(),
  /** Of git; absent where there was none. */
  tree: z.optional(z.string()),
  /** SHA-256 of all that was synthesized, by path: the same commit gives the same bytes, so a plan fits any checkout of it. */
  synthesized: digests,
  /** SHA-256 of the plans beside it: plans of two runs in one folder are no plan. */
  plans: digests,
});

/** Of what plans were made. */
export type Origin = z.infer<typeof originFormat>;

/** Beside the plans. */
const originFile = (folder: string): string => path.join(folder, "origin.json");

interface Made {
  readonly environment: string;
  readonly tree: string | undefined;
  /** The folder of the synth. */
  readonly outdir: string;
}

/** Says of what the plans of the folder were made. */
export function writeOrigin(folder: string, { environment, tree, outdir }: Made): void {
  const origin: Origin = {
    environment,
    ...(tree !== undefined && { tree }),
    synthesized: synthesizedIn(outdir),
    plans: plansIn(folder),
  };
  writeFileSync(originFile(folder), `${JSON.stringify(origin, undefined, 2)}\n`, { mode: 0o600 });
}

/** @throws OpsError PLAN_MISSING, PLAN_UNREADABLE */
export function readOrigin(folder: string): Origin {
  const file = originFile(folder);
  if (!existsSync(file)) {
    throw new OpsError(
      "PLAN_MISSING",
      `${file} is missing: the folder must be one that npm run plan wrote, as a whole`,
    );
  }
  try {
    return z.parse(originFormat, JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new OpsError("PLAN_UNREADABLE", `${file} cannot be read: plan again (npm run plan)`, { cause: error });
  }
}

/** The files of plans that a run left in a folder; none for a folder that somebody has filled by hand. */
export const plansOf = (folder: string): readonly string[] =>
  existsSync(originFile(folder)) ? Object.keys(readOrigin(folder).plans) : [];

/** Of plans that are only read; terraform's own have no origin. @throws OpsError PLAN_OTHER, PLAN_UNREADABLE */
export function requireEnvironment(folder: string, environment: string): void {
  if (!existsSync(originFile(folder))) return;
  const of = readOrigin(folder).environment;
  if (of === environment) return;
  throw new OpsError("PLAN_OTHER", `${folder} is a plan of ${of}, not of ${environment}`);
}

/** @throws OpsError PLAN_OTHER for plans of another environment, of another commit, or of more than one run */
export function requireSameOrigin(folder: string, origin: Origin, { environment, tree }: Omit<Made, "outdir">): void {
  const other = (what: string) => new OpsError("PLAN_OTHER", `${what}. Nothing was changed`);
  if (origin.environment !== environment) {
    throw other(`${folder} is a plan of ${origin.environment}, not of ${environment}`);
  }
  // The files that are synthesized are compared as well: they are what counts where there is no git.
  if (origin.tree !== undefined && tree !== undefined && origin.tree !== tree) {
    throw other(
      `${folder} is a plan of another commit (tree ${short(origin.tree)}, this one is ${short(tree)}): plan again`,
    );
  }
  const [file] = differing(origin.plans, plansIn(folder));
  if (file !== undefined)
    throw other(`${path.join(folder, file)} is not of the same run as ${originFile(folder)}: plan again`);
}

/** @throws OpsError PLAN_OTHER for plans of other files than this checkout synthesizes */
export function requireSameSynth(folder: string, origin: Origin, outdir: string): void {
  const [file, ...more] = differing(origin.synthesized, synthesizedIn(outdir));
  if (file === undefined) return;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  throw new OpsError(
    "PLAN_OTHER",
    `${folder} was made of other files than this checkout synthesizes (${file}${others}): plan again. Nothing was changed`,
  );
}

const short = (tree: string): string => tree.slice(0, 12);

const differing = (a: Origin["plans"], b: Origin["plans"]): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file]).sort();

const plansIn = (folder: string) =>
  digestsOf(
    folder,
    readdirSync(folder).filter(
      (file) => /\.(tfplan|json|waits|hcl)$/.test(file) && file !== path.basename(originFile(folder)),
    ),
  );

/** Terraform JSON and zips; all else in a stack's folder is Terraform's own. */
function synthesizedIn(outdir: string) {
  const stacks = path.join(outdir, "stacks");
  const files = readdirSync(stacks, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(stacks, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => /^[^/]+\/(cdk\.tf\.json$|assets\/)/.test(file));
  return digestsOf(stacks, files);
}

const digestsOf = (folder: string, files: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    files.toSorted().map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );
